import { useSyncExternalStore } from "react";

/** Room for local address and target in columns of their own. In em, so that larger text counts as less room. */
const wide = window.matchMedia("(min-width: 59em)");

function onChange(tell: () => void): () => void {
  wide.addEventListener("change", tell);
  return () => wide.removeEventListener("change", tell);
}

export const useIsWide = (): boolean => useSyncExternalStore(onChange, () => wide.matches);
