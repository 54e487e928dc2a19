import { CircleAlert, Info, TriangleAlert, X } from "lucide-react";
import { useEffect, useRef, type ReactNode } from "react";
import { words } from "../../src/shared/words/words.js";
import { IconButton } from "./icon-button.js";

interface NoticeProps {
  readonly grade: "info" | "warning" | "danger";
  readonly says: string;
  readonly remedy?: string;
  readonly onDismiss?: () => void;
  /** Whether it has the focus, and so is in sight, as it appears. */
  readonly takesFocus?: boolean;
  readonly children?: ReactNode;
}

const ICON = { info: Info, warning: TriangleAlert, danger: CircleAlert };

/** What happened, and beneath it what can be done. */
export function Notice({ grade, says, remedy, onDismiss, takesFocus = false, children }: NoticeProps) {
  const line = useRef<HTMLParagraphElement>(null);
  useEffect(() => {
    if (takesFocus) line.current?.focus();
  }, [takesFocus]);
  const Icon = ICON[grade];
  return (
    <div className={`notice notice-${grade}`} role={grade === "info" ? "status" : "alert"}>
      <Icon aria-hidden="true" />
      <div className="notice-text">
        <p ref={line} className="notice-message" {...(takesFocus ? { tabIndex: -1 } : {})}>
          {says}
        </p>
        {remedy === undefined ? null : <p>{remedy}</p>}
        {children}
      </div>
      {onDismiss === undefined ? null : <IconButton label={words.app.dismiss} icon={X} onPress={onDismiss} />}
    </div>
  );
}
