import { useSyncExternalStore } from "react";

/** How much room the window gives the table. */
export type Room = "narrow" | "middling" | "wide";

/** In em, so that larger text counts as less room. */
const wide = window.matchMedia("(min-width: 70em)");
const middling = window.matchMedia("(min-width: 56em)");

function onChange(tell: () => void): () => void {
  wide.addEventListener("change", tell);
  middling.addEventListener("change", tell);
  return () => {
    wide.removeEventListener("change", tell);
    middling.removeEventListener("change", tell);
  };
}

const measure = (): Room => (wide.matches ? "wide" : middling.matches ? "middling" : "narrow");

export const useRoom = (): Room => useSyncExternalStore(onChange, measure);
