import { useState } from "react";

const KEY = "folded groups";

function read(): ReadonlySet<string> {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(KEY) ?? "[]");
    return new Set(Array.isArray(stored) ? stored.filter((name) => typeof name === "string") : []);
  } catch {
    return new Set(); // a browser may keep nothing for this origin
  }
}

/** The groups of the list that are folded; kept by the window on this computer. */
export function useFoldedGroups(): readonly [ReadonlySet<string>, (name: string, isFolded: boolean) => void] {
  const [folded, setFolded] = useState(read);
  const fold = (name: string, isFolded: boolean): void => {
    const next = new Set(folded);
    if (isFolded) next.add(name);
    else next.delete(name);
    setFolded(next);
    try {
      localStorage.setItem(KEY, JSON.stringify([...next]));
    } catch {
      return; // then it is folded for as long as the page stands
    }
  };
  return [folded, fold];
}
