import { Plus } from "lucide-react";
import { Fragment, useEffect, useMemo, useRef, useState, type KeyboardEvent, type RefObject } from "react";
import { Button } from "react-aria-components";
import type { Profile, ProfileId } from "../../src/shared/profile/profile-schema.js";
import type { TunnelStatus } from "../../src/shared/status/tunnel-state.js";
import { formatCount } from "../../src/shared/words/format-values.js";
import { words } from "../../src/shared/words/words.js";
import { IconButton } from "../controls/icon-button.js";
import { AttentionButton } from "./attention-button.js";
import { movedTo } from "../../src/shared/profile/profile-order.js";
import { orderByKeyboard } from "./order-by-keyboard.js";
import { ProfileGroup } from "./profile-group.js";
import { ProfileListBox, useSame } from "./profile-list-box.js";
import {
  groupRows,
  matchesFilter,
  matchesSearch,
  profileRows,
  type ProfileRow,
  type RowGroup,
  type StateFilter,
} from "./profile-rows.js";
import { ProfileSearch, SEARCH_ID } from "./profile-search.js";
import { useDragOrder } from "./use-drag-order.js";
import { useFoldedGroups } from "./use-folded-groups.js";
import { useSearchKey } from "./use-search-key.js";
import "./profile-list.css";

/** From so many on a profile has one line, and the search stands above the list: fewer are seen at a glance. */
const MIN_MANY = 8;

interface ProfileListProps {
  readonly profiles: readonly Profile[];
  readonly statusOf: (id: ProfileId) => TunnelStatus;
  readonly selected: ProfileId | undefined;
  readonly onSelect: (id: ProfileId) => void;
  readonly onNew: () => void;
  readonly onOrder: (ids: readonly ProfileId[]) => void;
  readonly onConnect: (ids: readonly ProfileId[]) => void;
  readonly onDisconnect: (ids: readonly ProfileId[]) => void;
}

/** Every profile with its state, by groups; arrow keys go through them; with Alt, or dragged by the mouse, one moves. */
export function ProfileList({
  profiles,
  statusOf,
  selected,
  onSelect,
  onNew,
  onOrder,
  onConnect,
  onDisconnect,
}: ProfileListProps) {
  const list = useRef<HTMLDivElement>(null);
  const [search, setSearch] = useState("");
  const [filter, setFilter] = useState<StateFilter>("all");
  const [isSearchAsked, setIsSearchAsked] = useState(false);
  const [folded, fold] = useFoldedGroups();
  const [moved, setMoved] = useState("");
  const rows = useRows(profiles, statusOf);
  const select = useSame(onSelect);
  useShownSelection(list, selected);
  useSearchKey(() => {
    setIsSearchAsked(true);
    requestAnimationFrame(() => document.getElementById(SEARCH_ID)?.focus()); // once it is drawn
  });
  const selectedGroup = profiles.find(({ id }) => id === selected)?.group;
  const [unfoldedFor, setUnfoldedFor] = useState(selected);
  if (selected !== unfoldedFor) {
    setUnfoldedFor(selected);
    if (selectedGroup !== undefined && folded.has(selectedGroup)) fold(selectedGroup, false); // whoever is led to it wants to see it
  }

  const isMany = profiles.length >= MIN_MANY;
  const isNarrowed = search.trim() !== "" || filter !== "all";
  const groups = useMemo(
    () => groupRows(rows.filter((row) => matchesFilter(row, filter) && matchesSearch(row.profile, search))),
    [rows, filter, search],
  );
  const showAll = (): void => {
    setSearch("");
    setFilter("all");
  };
  const focusList = (): void => list.current?.querySelector<HTMLElement>("[role='option']")?.focus();
  const move = (event: KeyboardEvent): void => {
    const change = orderByKeyboard(event, profiles, groups);
    if (change === undefined) return;
    reorder(change.order, change.name, change.position, change.count);
  };
  const reorder = (order: readonly ProfileId[], name: string, position: number, count: number): void => {
    onOrder(order);
    setMoved(words.list.moved(name, formatCount(position), formatCount(count)));
  };
  const { onPointerDown, lineTop } = useDragOrder((id, { target, side }) => {
    const all = profiles.map((profile) => profile.id);
    const order = movedTo(all, id, target, side);
    const shown = groups.find((group) => group.rows.some((row) => row.id === id))?.rows.map((row) => row.id) ?? [];
    if (order.every((other, index) => other === all[index])) return;
    const position = order.filter((other) => shown.includes(other)).indexOf(id) + 1;
    reorder(order, profiles.find((profile) => profile.id === id)?.name ?? id, position, shown.length);
  });

  return (
    <>
      <header className="sidebar-head">
        <h2>{words.app.profiles}</h2>
        {isMany || isSearchAsked ? (
          <ProfileSearch
            search={search}
            onSearch={setSearch}
            filter={filter}
            onFilter={setFilter}
            onEnterList={focusList}
            onSubmit={() => {
              const [first] = groups.flatMap((group) => group.rows);
              if (first !== undefined) onSelect(first.id);
            }}
            onLeave={() => {
              setIsSearchAsked(false);
              list.current?.querySelector<HTMLElement>("[role='option'][aria-selected='true']")?.focus();
            }}
          />
        ) : null}
        <IconButton label={words.app.newProfile} icon={Plus} onPress={onNew} />
      </header>
      <AttentionButton statuses={profiles.map(({ id }) => statusOf(id))} selected={selected} onSelect={onSelect} />
      <div ref={list} className="profile-list" onKeyDownCapture={move} onPointerDownCapture={onPointerDown}>
        {lineTop === undefined ? null : (
          <div className="profile-drop-line" style={{ top: lineTop }} aria-hidden="true" />
        )}
        {isNarrowed && groups.length === 0 ? (
          <div className="profile-list-none">
            <p>{words.list.none}</p>
            <Button className="button button-small" onPress={showAll}>
              {words.list.showAll}
            </Button>
          </div>
        ) : null}
        {(groups.length === 0 ? NO_GROUP : groups).map(({ name, rows: ofGroup }) => {
          const isFolded = name !== undefined && !isNarrowed && folded.has(name);
          return (
            <Fragment key={name ?? ""}>
              {name === undefined ? null : (
                <ProfileGroup
                  name={name}
                  rows={ofGroup}
                  isFolded={isFolded}
                  onFold={(isNowFolded) => fold(name, isNowFolded)}
                  onConnect={onConnect}
                  onDisconnect={onDisconnect}
                />
              )}
              {isFolded ? null : (
                <ProfileListBox
                  label={name ?? words.app.profiles}
                  rows={ofGroup}
                  isCompact={isMany}
                  language={words.locale}
                  selected={selected}
                  onSelect={select}
                />
              )}
            </Fragment>
          );
        })}
      </div>
      <p className="visually-hidden" role="status">
        {moved}
      </p>
    </>
  );
}

const NO_GROUP: readonly RowGroup[] = [{ name: undefined, rows: [] }];

/** The rows, each the same object until it says something else. */
function useRows(profiles: readonly Profile[], statusOf: (id: ProfileId) => TunnelStatus): readonly ProfileRow[] {
  const [before, setBefore] = useState<readonly ProfileRow[]>([]);
  const rows = profileRows(profiles, statusOf, before);
  if (rows !== before) setBefore(rows);
  return rows;
}

/** Whoever is led to a profile from the tray finds it in the list too. */
function useShownSelection(list: RefObject<HTMLDivElement | null>, selected: ProfileId | undefined): void {
  useEffect(() => {
    // A profile that has just been saved is drawn in the list in this same turn, after this.
    const frame = requestAnimationFrame(() =>
      list.current?.querySelector('[role="option"][aria-selected="true"]')?.scrollIntoView({ block: "nearest" }),
    );
    return () => cancelAnimationFrame(frame);
  }, [list, selected]);
}
