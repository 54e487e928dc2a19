import type { ReactNode } from "react";
import { Dialog as AriaDialog, Heading, Modal, ModalOverlay } from "react-aria-components";
import { useIgnoreEarlyKeys } from "./use-ignore-early-keys.js";
import "./dialog.css";

interface DialogProps {
  readonly title: string;
  /** Said small above the title: whom or what this is about. */
  readonly about?: string;
  readonly icon?: ReactNode;
  readonly onCancel: () => void;
  readonly isAlert?: boolean;
  /** Whether it comes up by itself, and may do so while the user types elsewhere. */
  readonly isUnprompted?: boolean;
  /** For what is read at length. */
  readonly isWide?: boolean;
  readonly children: ReactNode;
}

/** A dialog over the window. Escape cancels; a click beside it does not, for that happens by accident. */
export function Dialog({
  title,
  about,
  icon,
  onCancel,
  isAlert = false,
  isUnprompted = false,
  isWide = false,
  children,
}: DialogProps) {
  const ignoresKeys = useIgnoreEarlyKeys(isUnprompted);
  return (
    <ModalOverlay
      className="dialog-overlay"
      isOpen
      isDismissable={false}
      onOpenChange={(isOpen) => {
        if (!isOpen) onCancel();
      }}
    >
      <Modal className={isWide ? "dialog-modal dialog-modal-wide" : "dialog-modal"}>
        <AriaDialog
          className="dialog"
          role={isAlert ? "alertdialog" : "dialog"}
          {...(ignoresKeys ? { "data-ignores-keys": "" } : {})}
        >
          <header className="dialog-head">
            {icon}
            <div>
              {about === undefined ? null : <p className="dialog-description">{about}</p>}
              <Heading slot="title" level={2}>
                {title}
              </Heading>
            </div>
          </header>
          {children}
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  );
}
