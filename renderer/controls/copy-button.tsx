import { Check, Copy } from "lucide-react";
import { useEffect, useState } from "react";
import { copyText } from "../copy-text.js";
import { words } from "../words.js";
import { IconButton } from "./icon-button.js";

/** So long the button shows what became of it. */
const SHOWN = 2500;

/** Copies a value that stands beside it. @param what the value's name, which the button's own is made of */
export function CopyButton({ what, value }: { readonly what: string; readonly value: string }) {
  const [outcome, setOutcome] = useState<{ readonly says: string; readonly isCopied: boolean }>();
  useEffect(() => {
    if (outcome === undefined) return;
    const ending = setTimeout(() => setOutcome(undefined), SHOWN);
    return () => clearTimeout(ending);
  }, [outcome]);
  const copy = (): void => {
    const isCopied = copyText(value);
    setOutcome({ says: isCopied ? words.copy.copied(what) : words.copy.failed, isCopied });
  };
  return (
    <span className={`copy ${outcome?.isCopied === true ? "copy-done" : ""}`}>
      <IconButton label={words.copy.copy(what)} icon={outcome?.isCopied === true ? Check : Copy} onPress={copy} />
      <span role="status" className={outcome?.isCopied === false ? "wrong" : "unseen"}>{outcome?.says}</span>
    </span>
  );
}
