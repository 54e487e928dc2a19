import { useSyncExternalStore } from "react";

/** How much room the window gives the table. */
export type TableWidth = "slim" | "narrow" | "middling" | "wide";

/** In em, so that larger text counts as less room. */
const wide = window.matchMedia("(min-width: 70em)");
const middling = window.matchMedia("(min-width: 56em)");
const narrow = window.matchMedia("(min-width: 40em)");
const queries = [wide, middling, narrow];

function onChange(notify: () => void): () => void {
  queries.forEach((edge) => edge.addEventListener("change", notify));
  return () => queries.forEach((edge) => edge.removeEventListener("change", notify));
}

const measure = (): TableWidth =>
  wide.matches ? "wide" : middling.matches ? "middling" : narrow.matches ? "narrow" : "slim";

export const useTableWidth = (): TableWidth => useSyncExternalStore(onChange, measure);
