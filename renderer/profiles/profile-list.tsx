import { Plus } from "lucide-react";
import { useEffect, useRef } from "react";
import { ListBox, ListBoxItem, Text } from "react-aria-components";
import type { Profile, ProfileId } from "../../src/shared/profile/profile-schema.js";
import type { Failure } from "../../src/shared/status/failure.js";
import type { TunnelStatus } from "../../src/shared/status/tunnel-state.js";
import { describeFailure, words } from "../../src/shared/words/words.js";
import { IconButton } from "../controls/icon-button.js";
import { StateIcon } from "../controls/state-icon.js";
import { AttentionButton } from "./attention-button.js";
import { AttentionIcon } from "./attention-icon.js";
import { attentionReason, routeFailureOf, type AttentionReason } from "./attention.js";
import "./profile-list.css";

interface ProfileListProps {
  readonly profiles: readonly Profile[];
  readonly statusOf: (id: ProfileId) => TunnelStatus;
  readonly selected: ProfileId | undefined;
  readonly onSelect: (id: ProfileId) => void;
  readonly onNew: () => void;
}

/** Every profile with its state; arrow keys go through them. */
export function ProfileList({ profiles, statusOf, selected, onSelect, onNew }: ProfileListProps) {
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    // whoever is led to a profile from the tray finds it in the list too
    // A profile that has just been saved is drawn in the list in this same turn, after this.
    const frame = requestAnimationFrame(() =>
      list.current?.querySelector('[role="option"][aria-selected="true"]')?.scrollIntoView({ block: "nearest" }),
    );
    return () => cancelAnimationFrame(frame);
  }, [selected]);
  return (
    <>
      <header className="sidebar-head">
        <h2>{words.app.profiles}</h2>
        <IconButton label={words.app.newProfile} icon={Plus} onPress={onNew} />
      </header>
      <AttentionButton statuses={profiles.map(({ id }) => statusOf(id))} selected={selected} onSelect={onSelect} />
      <ListBox
        ref={list}
        aria-label={words.app.profiles}
        className="profile-list"
        selectionMode="single"
        selectionBehavior="replace"
        disallowEmptySelection
        items={profiles.map((profile) => ({
          profile,
          id: profile.id,
          kind: statusOf(profile.id).state.kind,
          reason: attentionReason(statusOf(profile.id)),
          cause: routeFailureOf(statusOf(profile.id)),
        }))}
        selectedKeys={selected === undefined ? [] : [selected]}
        onSelectionChange={(keys) => {
          if (keys !== "all") for (const key of keys) if (key !== selected) onSelect(String(key));
        }}
      >
        {({ profile, kind, reason, cause }) => (
          <ListBoxItem id={profile.id} textValue={profile.name} className="profile-item">
            {reason === "routes" ? <AttentionIcon reason={reason} /> : <StateIcon kind={kind} />}
            <Text slot="label" className="profile-name">
              {profile.name}
            </Text>
            <ProfileState kind={kind} reason={reason} cause={cause} />
          </ListBoxItem>
        )}
      </ListBox>
    </>
  );
}

interface ProfileStateProps {
  readonly kind: TunnelStatus["state"]["kind"];
  readonly reason: AttentionReason | undefined;
  readonly cause: Failure | undefined;
}

/** The state in a word; of an open tunnel through which FTP does not get, the cause in a line. */
function ProfileState({ kind, reason, cause }: ProfileStateProps) {
  const isCause = reason === "routes" && cause !== undefined;
  const text = isCause ? describeFailure(cause).says : reason === "routes" ? words.openButFails : undefined;
  return (
    <Text
      slot="description"
      className={`profile-state state-${reason ?? kind} ${isCause ? "profile-cause" : ""}`}
      {...(isCause ? { title: text } : {})}
    >
      {text ?? (reason === "refusals" ? words.needs.openWithRefusals : words.shortStates[kind])}
    </Text>
  );
}
