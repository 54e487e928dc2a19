import { Copy, Ellipsis, Share, Trash2 } from "lucide-react";
import { Button, Menu, MenuItem, MenuTrigger, Popover } from "react-aria-components";
import { mayClose, mayOpen, type TunnelState } from "../../src/shared/tunnel-state.js";
import { words } from "../words.js";

/** What can be done with a profile, wherever it is shown. */
export interface ProfileActions {
  readonly onCheck: () => void;
  readonly onOpen: () => void;
  readonly onClose: () => void;
  readonly onEdit: () => void;
  readonly onDuplicate: () => void;
  readonly onExport: () => void;
  readonly onRemove: () => void;
}

/** The buttons beside a profile's name; which of them there are is the state's own word. */
export function TunnelActions({ state, focusEdit, onCheck, onOpen, onClose, onEdit, onDuplicate, onExport, onRemove }: ProfileActions & { readonly state: TunnelState; readonly focusEdit: boolean }) {
  const isWaiting = state.kind === "waiting";
  return (
    <div className="actions">
      {mayOpen(state) ? <Button className="button button-primary" onPress={onOpen}>{isWaiting ? words.tunnel.retryNow : words.tunnel.connect}</Button> : null}
      {mayClose(state) || state.kind === "closing" ? <Button className="button" isDisabled={!mayClose(state)} onPress={onClose}>{state.kind === "closing" && mayClose(state) ? words.tunnel.disconnectNow : words.tunnel.disconnect}</Button> : null}
      <Button className="button" onPress={onCheck}>{words.check.button}</Button>
      <Button className="button" autoFocus={focusEdit} onPress={onEdit}>{words.tunnel.edit}</Button>
      <MenuTrigger>
        <Button className="button button-square" aria-label={words.tunnel.more}><Ellipsis aria-hidden="true" /></Button>
        <Popover className="popover" placement="bottom end">
          <Menu className="menu">
            <MenuItem className="menu-item" onAction={onDuplicate}><Copy aria-hidden="true" />{words.tunnel.duplicate}</MenuItem>
            <MenuItem className="menu-item" onAction={onExport}><Share aria-hidden="true" />{words.exporting.menu}</MenuItem>
            <MenuItem className="menu-item menu-danger" onAction={onRemove}><Trash2 aria-hidden="true" />{words.tunnel.remove}</MenuItem>
          </Menu>
        </Popover>
      </MenuTrigger>
    </div>
  );
}
