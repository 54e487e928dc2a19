import { Check, Copy } from "lucide-react";
import { words } from "../../src/shared/words/words.js";
import { IconButton } from "./icon-button.js";
import { useCopy } from "./use-copy.js";

/** Copies a value that stands beside it. @param what the value's name, which the button's own is made of */
export function CopyButton({ what, value }: { readonly what: string; readonly value: string }) {
  const { outcome, copy } = useCopy();
  return (
    <span className={`copy-button ${outcome === "copied" ? "copy-button-done" : ""}`}>
      <IconButton
        label={words.copy.copy(what)}
        icon={outcome === "copied" ? Check : Copy}
        onPress={() => copy(value)}
      />
      <span role="status" className={outcome === "failed" ? "error-text" : "visually-hidden"}>
        {outcome === "copied" ? words.copy.copied(what) : outcome === "failed" ? words.copy.failed : undefined}
      </span>
    </span>
  );
}
