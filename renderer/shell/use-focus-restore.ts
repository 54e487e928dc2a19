import { useEffect, useRef, type RefObject } from "react";

const REACHABLE = "a[href], button:not(:disabled), input:not(:disabled), [tabindex]:not([tabindex='-1'])";
const CURRENT = "[role='option'][aria-selected='true'], [aria-current='page']";

/** Where the focus was: on what, and which one of those that can be reached this was in each box around it, from the inside out. */
interface Held {
  readonly element: HTMLElement;
  readonly boxes: readonly { readonly box: Element; readonly place: number }[];
}

/**
 * Lets the focus fall to nobody: when a sheet has gone it returns to where it was, and when what had it is taken away it
 * goes to what took its place there, else to what the navigation shows as current.
 *
 * @returns the ref of the whole window
 */
export function useFocusKept(): RefObject<HTMLDivElement | null> {
  const root = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const whole = root.current;
    if (whole === null) return;
    let held: Held | undefined;
    let frame = 0;
    const hold = ({ target }: Event): void => { if (target instanceof HTMLElement) held = heldAt(target, whole); };
    const letGo = ({ target }: Event): void => { if (target instanceof Element && target.closest(REACHABLE) === null) held = undefined; }; // a click on nothing is meant
    const bringBack = (): void => { if (held !== undefined && isLost()) successorOf(held, whole)?.focus(); };
    const changes = new MutationObserver(() => {
      if (held === undefined || !isLost()) return;
      cancelAnimationFrame(frame); // whoever knows better where it belongs has this turn
      frame = requestAnimationFrame(bringBack);
    });
    whole.addEventListener("focusin", hold);
    whole.addEventListener("pointerdown", letGo);
    changes.observe(document.body, { childList: true, subtree: true });
    return () => {
      whole.removeEventListener("focusin", hold);
      whole.removeEventListener("pointerdown", letGo);
      changes.disconnect();
      cancelAnimationFrame(frame);
    };
  }, []);
  return root;
}

/** A sheet that is open keeps the focus itself. */
const isLost = (): boolean => document.activeElement === document.body && document.querySelector("[role='dialog'], [role='alertdialog']") === null;

const reachableIn = (box: Element): HTMLElement[] => [...box.querySelectorAll<HTMLElement>(REACHABLE)];

function heldAt(element: HTMLElement, whole: Element): Held {
  const boxes: Held["boxes"][number][] = [];
  for (let box = element.parentElement; box !== null && box !== whole && box.tagName !== "MAIN"; box = box.parentElement) boxes.push({ box, place: reachableIn(box).indexOf(element) });
  return { element, boxes };
}

function successorOf({ element, boxes }: Held, whole: Element): HTMLElement | null | undefined {
  if (element.isConnected) return element;
  for (const { box, place } of boxes) {
    const left = box.isConnected ? reachableIn(box) : [];
    if (left.length > 0) return left[Math.min(Math.max(place, 0), left.length - 1)];
  }
  return whole.querySelector<HTMLElement>(CURRENT) ?? whole.querySelector("main")?.querySelector<HTMLElement>(REACHABLE);
}
