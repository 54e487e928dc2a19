import { Copy, Ellipsis, Share, Trash2 } from "lucide-react";
import { Button, Menu, MenuItem, MenuTrigger, Popover } from "react-aria-components";
import { canClose, canOpen, type TunnelState } from "../../src/shared/status/tunnel-state.js";
import { words } from "../../src/shared/words/words.js";
import type { OnMend } from "./route/mend-buttons.js";

/** What can be done with a profile, wherever it is shown. */
export interface ProfileActions {
  readonly onCheck: () => void;
  readonly onOpen: () => void;
  readonly onClose: () => void;
  readonly onEdit: () => void;
  readonly onDuplicate: () => void;
  readonly onExport: () => void;
  readonly onRemove: () => void;
  readonly onMend: OnMend;
}

/** Who has saved goes on to connect; who has not, to where they came from. */
export type EditorReturn = "connect" | "edit";

/** The buttons beside a profile's name; which of them there are is the state's own word. Connect and Disconnect are one button, which keeps the focus, also while it closes. */
export function TunnelActions({
  state,
  focusOn,
  hasFtpLogin,
  hasRemedy,
  onCheck,
  onOpen,
  onClose,
  onEdit,
  onDuplicate,
  onExport,
  onRemove,
}: Omit<ProfileActions, "onMend"> & {
  readonly state: TunnelState;
  readonly focusOn: EditorReturn | undefined;
  /** Whether the user logs in to an FTP server behind it. */
  readonly hasFtpLogin: boolean;
  /** Whether the route has a button for what fails, which then invites alone. */
  readonly hasRemedy: boolean;
}) {
  const [isWaiting, isClosable] = [state.kind === "waiting", canClose(state)];
  const isClosing = state.kind === "closing";
  const showsConnect = canOpen(state) && !isWaiting;
  const isInviting = !hasRemedy && !(state.kind === "failed" && state.cause.code === "host-key.changed"); // there, somebody may be listening in
  return (
    <div className="actions">
      {isWaiting ? (
        <Button className={isInviting ? "button button-primary" : "button"} onPress={onOpen}>
          {words.tunnel.retryNow}
        </Button>
      ) : null}
      <Button
        className={isInviting && showsConnect ? "button button-primary" : "button"}
        autoFocus={focusOn === "connect"}
        isPending={isClosing && !isClosable}
        onPress={showsConnect ? onOpen : onClose}
      >
        {showsConnect
          ? words.tunnel.connect
          : isClosing && isClosable
            ? words.tunnel.disconnectNow
            : words.tunnel.disconnect}
      </Button>
      <Button className="button" onPress={onCheck}>
        {hasFtpLogin ? words.check.button : words.check.buttonWithoutLogin}
      </Button>
      <Button className="button" autoFocus={focusOn === "edit"} onPress={onEdit}>
        {words.tunnel.edit}
      </Button>
      <MenuTrigger>
        <Button className="button button-square" aria-label={words.tunnel.more}>
          <Ellipsis aria-hidden="true" />
        </Button>
        <Popover className="popover" placement="bottom end">
          <Menu className="menu">
            <MenuItem className="menu-item" onAction={onDuplicate}>
              <Copy aria-hidden="true" />
              {words.tunnel.duplicate}
            </MenuItem>
            <MenuItem className="menu-item" onAction={onExport}>
              <Share aria-hidden="true" />
              {words.exporting.menu}
            </MenuItem>
            <MenuItem className="menu-item menu-danger" onAction={onRemove}>
              <Trash2 aria-hidden="true" />
              {words.tunnel.remove}
            </MenuItem>
          </Menu>
        </Popover>
      </MenuTrigger>
    </div>
  );
}
