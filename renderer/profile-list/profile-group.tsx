import { ChevronDown, ChevronRight, Ellipsis, Plug, Unplug } from "lucide-react";
import { Button, Menu, MenuItem, MenuTrigger, Popover } from "react-aria-components";
import type { ProfileId } from "../../src/shared/profile/profile-schema.js";
import { formatCount } from "../../src/shared/words/format-values.js";
import { words } from "../../src/shared/words/words.js";
import type { ProfileRow } from "./profile-rows.js";

interface ProfileGroupProps {
  readonly name: string;
  readonly rows: readonly ProfileRow[];
  readonly isFolded: boolean;
  readonly onFold: (isFolded: boolean) => void;
  readonly onConnect: (ids: readonly ProfileId[]) => void;
  readonly onDisconnect: (ids: readonly ProfileId[]) => void;
}

/** The head of a group in the list: folds it, and connects or disconnects all that are in it. */
export function ProfileGroup({ name, rows, isFolded, onFold, onConnect, onDisconnect }: ProfileGroupProps) {
  const open = rows.filter(({ kind }) => kind === "open").length;
  const closed = rows.filter(({ kind }) => kind === "closed" || kind === "failed").map(({ id }) => id);
  const up = rows.filter(({ kind }) => kind === "open" || kind === "opening" || kind === "waiting").map(({ id }) => id);
  const Chevron = isFolded ? ChevronRight : ChevronDown;
  return (
    <div className="profile-group">
      <Button
        className="profile-group-fold"
        aria-expanded={!isFolded}
        aria-label={words.list.groupWith(name, formatCount(open), formatCount(rows.length))}
        onPress={() => onFold(!isFolded)}
      >
        <Chevron aria-hidden="true" />
        <span className="profile-group-name" title={name}>
          {name}
        </span>
        <span className="profile-group-count">{`${formatCount(open)}/${formatCount(rows.length)}`}</span>
      </Button>
      <MenuTrigger>
        <Button className="icon-button" aria-label={words.list.groupActions(name)}>
          <Ellipsis aria-hidden="true" />
        </Button>
        <Popover className="popover" placement="bottom end">
          <Menu
            className="menu"
            aria-label={words.list.groupActions(name)}
            disabledKeys={[...(closed.length === 0 ? ["connect"] : []), ...(up.length === 0 ? ["disconnect"] : [])]}
          >
            <MenuItem id="connect" className="menu-item" onAction={() => onConnect(closed)}>
              <Plug aria-hidden="true" />
              {words.list.connectGroup}
            </MenuItem>
            <MenuItem id="disconnect" className="menu-item" onAction={() => onDisconnect(up)}>
              <Unplug aria-hidden="true" />
              {words.list.disconnectGroup}
            </MenuItem>
          </Menu>
        </Popover>
      </MenuTrigger>
    </div>
  );
}
