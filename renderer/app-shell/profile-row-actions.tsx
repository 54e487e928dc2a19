import { Copy, Pencil, Plug, Share, Trash2, Unplug } from "lucide-react";
import { useRef, useState, type ReactNode } from "react";
import { Menu, MenuItem, Popover } from "react-aria-components";
import type { Profile, ProfileId } from "../../src/shared/profile/profile-schema.js";
import { canClose, canOpen, type TunnelState } from "../../src/shared/status/tunnel-state.js";
import { formatEndpoint, words } from "../../src/shared/words/words.js";
import { copyText } from "../controls/copy-text.js";
import { rowKeyOf } from "./shell-key.js";
import type { ProfileActions } from "../tunnels/tunnel-actions.js";
import "./profile-row-actions.css";

interface ProfileRowActionsProps {
  readonly profiles: readonly Profile[];
  readonly stateOf: (id: ProfileId) => TunnelState;
  readonly actionsOf: (profile: Profile) => ProfileActions;
  /** The list, whose rows carry the profile's id as `data-key`. */
  readonly children: ReactNode;
}

interface OpenMenu {
  readonly profile: Profile;
  readonly x: number;
  readonly y: number;
}

/** What can be done on the rows of the list: a double click and Enter connect, F2 edits, Delete removes, and a menu has all of it. */
export function ProfileRowActions({ profiles, stateOf, actionsOf, children }: ProfileRowActionsProps) {
  const anchor = useRef<HTMLSpanElement>(null);
  const [menu, setMenu] = useState<OpenMenu>();
  const profileAt = (target: EventTarget): Profile | undefined => {
    const id = rowAt(target)?.getAttribute("data-key");
    return profiles.find((profile) => profile.id === id);
  };
  const openMenu = (profile: Profile, row: EventTarget, x: number, y: number): void => {
    rowAt(row)?.focus(); // where the focus returns to from the menu
    setMenu({ profile, x, y });
  };
  const connect = (profile: Profile): void => {
    if (canOpen(stateOf(profile.id))) actionsOf(profile).onOpen();
  };
  return (
    <div
      className="row-actions"
      onDoubleClick={({ target }) => {
        const profile = profileAt(target);
        if (profile !== undefined) connect(profile);
      }}
      onKeyDownCapture={(event) => {
        const [asked, profile] = [rowKeyOf(event), profileAt(event.target)];
        if (profile !== undefined && isMenuKey(event)) {
          event.preventDefault();
          const { left = 0, bottom = 0 } = rowAt(event.target)?.getBoundingClientRect() ?? {};
          openMenu(profile, event.target, left, bottom);
          return;
        }
        if (asked === undefined || profile === undefined || event.repeat) return;
        event.preventDefault();
        event.stopPropagation();
        if (asked === "connect") connect(profile);
        else if (asked === "edit") actionsOf(profile).onEdit();
        else actionsOf(profile).onRemove();
      }}
      onContextMenu={(event) => {
        const profile = profileAt(event.target);
        if (profile === undefined) return;
        event.preventDefault();
        openMenu(profile, event.target, event.clientX, event.clientY);
      }}
    >
      {children}
      <span ref={anchor} className="row-menu-anchor" style={{ left: menu?.x ?? 0, top: menu?.y ?? 0 }} />
      {menu === undefined ? null : (
        <Popover
          className="popover"
          aria-label={menu.profile.name}
          placement="bottom start"
          offset={0}
          triggerRef={anchor}
          isOpen
          onOpenChange={() => setMenu(undefined)}
        >
          <RowMenu
            profile={menu.profile}
            state={stateOf(menu.profile.id)}
            actions={actionsOf(menu.profile)}
            onClose={() => setMenu(undefined)}
          />
        </Popover>
      )}
    </div>
  );
}

const rowAt = (target: EventTarget): HTMLElement | null =>
  target instanceof Element ? target.closest<HTMLElement>("[role='option']") : null;

const isMenuKey = ({ key, shiftKey }: Pick<KeyboardEvent, "key" | "shiftKey">): boolean =>
  key === "ContextMenu" || (key === "F10" && shiftKey);

interface RowMenuProps {
  readonly profile: Profile;
  readonly state: TunnelState;
  readonly actions: ProfileActions;
  /** Told once something was chosen. */
  readonly onClose: () => void;
}

function RowMenu({ profile, state, actions, onClose }: RowMenuProps) {
  const isWaiting = state.kind === "waiting";
  const address = profile.ftp === undefined ? undefined : formatEndpoint(profile.ftp.listen);
  return (
    <Menu className="menu" autoFocus="first" aria-label={profile.name} onClose={onClose}>
      {canOpen(state) ? (
        <MenuItem className="menu-item" onAction={actions.onOpen}>
          <Plug aria-hidden="true" />
          {isWaiting ? words.tunnel.retryNow : words.tunnel.connect}
        </MenuItem>
      ) : null}
      {canClose(state) ? (
        <MenuItem className="menu-item" onAction={actions.onClose}>
          <Unplug aria-hidden="true" />
          {words.tunnel.disconnect}
        </MenuItem>
      ) : null}
      {address === undefined ? null : (
        <MenuItem className="menu-item" onAction={() => void copyText(address)}>
          <Copy aria-hidden="true" />
          {words.copy.copy(address)}
        </MenuItem>
      )}
      <MenuItem className="menu-item" onAction={actions.onEdit}>
        <Pencil aria-hidden="true" />
        {words.tunnel.edit}
      </MenuItem>
      <MenuItem className="menu-item" onAction={actions.onDuplicate}>
        <Copy aria-hidden="true" />
        {words.tunnel.duplicate}
      </MenuItem>
      <MenuItem className="menu-item" onAction={actions.onExport}>
        <Share aria-hidden="true" />
        {words.exporting.menu}
      </MenuItem>
      <MenuItem className="menu-item menu-danger" onAction={actions.onRemove}>
        <Trash2 aria-hidden="true" />
        {words.tunnel.remove}
      </MenuItem>
    </Menu>
  );
}
