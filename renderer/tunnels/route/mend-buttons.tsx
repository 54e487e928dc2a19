import { Check, Copy } from "lucide-react";
import type { ReactNode } from "react";
import { Button } from "react-aria-components";
import type { Mend } from "../../../src/shared/status/mend.js";
import { describeMend, words } from "../../../src/shared/words/words.js";
import { useCopy } from "../../controls/use-copy.js";

/** Does a mend. @param hop the index of the hop that it mends */
export type OnMend = (mend: Mend, hop: number) => void;

interface MendButtonsProps {
  readonly mends: readonly Mend[];
  /** None of them invites: what to do must be a deed. */
  readonly isCalm?: boolean;
  readonly onMend: (mend: Mend) => void;
  /** What else there is to press. */
  readonly children?: ReactNode;
}

/** A button for each remedy, the best one first and alone in its colour. */
export function MendButtons({ mends, isCalm = false, onMend, children }: MendButtonsProps) {
  if (mends.length === 0 && !children) return null;
  return (
    <div className="mends">
      {mends.map((mend, index) => {
        const className = index === 0 && !isCalm ? "button button-small button-primary" : "button button-small";
        return mend.kind === "copy-server-lines" ? (
          <CopyLinesButton key={index} mend={mend} className={className} />
        ) : (
          <Button key={index} className={className} onPress={() => onMend(mend)}>
            {describeMend(mend)}
          </Button>
        );
      })}
      {children}
    </div>
  );
}

function CopyLinesButton({
  mend,
  className,
}: {
  readonly mend: Extract<Mend, { readonly kind: "copy-server-lines" }>;
  readonly className: string;
}) {
  const { outcome, copy } = useCopy();
  const Icon = outcome === "copied" ? Check : Copy;
  return (
    <>
      <Button className={className} onPress={() => copy(mend.lines)}>
        <Icon aria-hidden="true" />
        {describeMend(mend)}
      </Button>
      <span role="status" className={outcome === "failed" ? "error-text" : "visually-hidden"}>
        {outcome === "copied"
          ? words.copy.copied(words.routePage.lines)
          : outcome === "failed"
            ? words.copy.failed
            : ""}
      </span>
    </>
  );
}
