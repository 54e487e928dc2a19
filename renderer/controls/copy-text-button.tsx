import { Check, Copy } from "lucide-react";
import { Button } from "react-aria-components";
import { words } from "../../src/shared/words/words.js";
import { useCopy } from "./use-copy.js";

interface CopyTextButtonProps {
  readonly text: () => string;
  readonly isDisabled?: boolean;
  /** What the button says, and what is said once it is copied. */
  readonly label?: string;
  readonly copied?: string;
}

/** Copies a longer text, which is made as it is asked for. */
export function CopyTextButton({
  text,
  isDisabled = false,
  label = words.log.copy,
  copied = words.log.copied,
}: CopyTextButtonProps) {
  const { outcome, copy } = useCopy();
  const Icon = outcome === "copied" ? Check : Copy;
  return (
    <span className="copy-button">
      <Button className="button" isDisabled={isDisabled} onPress={() => copy(text())}>
        <Icon aria-hidden="true" />
        {label}
      </Button>
      <span role="status" className={outcome === "failed" ? "error-text" : "visually-hidden"}>
        {outcome === "copied" ? copied : outcome === "failed" ? words.copy.failed : ""}
      </span>
    </span>
  );
}
