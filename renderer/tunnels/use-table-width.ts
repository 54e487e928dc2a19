import { useSyncExternalStore } from "react";

/** How much room the window gives the table. */
export type Room = "slim" | "narrow" | "middling" | "wide";

/** In em, so that larger text counts as less room. */
const wide = window.matchMedia("(min-width: 70em)");
const middling = window.matchMedia("(min-width: 56em)");
const narrow = window.matchMedia("(min-width: 40em)");
const edges = [wide, middling, narrow];

function onChange(tell: () => void): () => void {
  edges.forEach((edge) => edge.addEventListener("change", tell));
  return () => edges.forEach((edge) => edge.removeEventListener("change", tell));
}

const measure = (): Room => (wide.matches ? "wide" : middling.matches ? "middling" : narrow.matches ? "narrow" : "slim");

export const useRoom = (): Room => useSyncExternalStore(onChange, measure);
