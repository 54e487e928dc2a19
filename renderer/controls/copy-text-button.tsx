import { Check, Copy } from "lucide-react";
import { Button } from "react-aria-components";
import { words } from "../../src/shared/words/words.js";
import { useCopy } from "./use-copy.js";

/** Copies a longer text, which is made as it is asked for. */
export function CopyTextButton({
  text,
  isDisabled = false,
}: {
  readonly text: () => string;
  readonly isDisabled?: boolean;
}) {
  const { outcome, copy } = useCopy();
  const Icon = outcome === "copied" ? Check : Copy;
  return (
    <span className="copy">
      <Button className="button" isDisabled={isDisabled} onPress={() => copy(text())}>
        <Icon aria-hidden="true" />
        {words.log.copy}
      </Button>
      <span role="status" className={outcome === "failed" ? "wrong" : "unseen"}>
        {outcome === "copied" ? words.log.copied : outcome === "failed" ? words.copy.failed : ""}
      </span>
    </span>
  );
}
