import { useEffect, useState } from "react";
import { copyText } from "./copy-text.js";

/** So long a button shows what became of it. */
const OUTCOME_SHOWN_MS = 2500;

/** Copies a text, and for a while tells what became of it. Call `copy` while a click or key is being handled. */
export function useCopy(): {
  readonly outcome: "copied" | "failed" | undefined;
  readonly copy: (text: string) => void;
} {
  const [outcome, setOutcome] = useState<{ readonly is: "copied" | "failed" }>();
  useEffect(() => {
    if (outcome === undefined) return;
    const ending = setTimeout(() => setOutcome(undefined), OUTCOME_SHOWN_MS);
    return () => clearTimeout(ending);
  }, [outcome]);
  return { outcome: outcome?.is, copy: (text) => setOutcome({ is: copyText(text) ? "copied" : "failed" }) };
}
