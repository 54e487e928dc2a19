import { useEffect, useRef, type RefObject } from "react";

const FOCUSABLE = "a[href], button:not(:disabled), input:not(:disabled), [tabindex]:not([tabindex='-1'])";
const CURRENT = "[role='option'][aria-selected='true'], [aria-current='page']";

/** Where the focus was: on what, and which one of those that can be reached this was in each box around it, from the inside out. */
interface FocusPosition {
  readonly element: HTMLElement;
  readonly ancestors: readonly { readonly box: Element; readonly index: number }[];
}

/**
 * Lets the focus fall to nobody: when a sheet has gone it returns to where it was, and when what had it is taken away it
 * goes to what took its place there, else to what the navigation shows as current.
 *
 * @returns the ref of the whole window
 */
export function useFocusRestore(): RefObject<HTMLDivElement | null> {
  const root = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const rootElement = root.current;
    if (rootElement === null) return;
    let position: FocusPosition | undefined;
    let frame = 0;
    const remember = ({ target }: Event): void => {
      if (target instanceof HTMLElement) position = focusPositionOf(target, rootElement);
    };
    const forget = ({ target }: Event): void => {
      if (target instanceof Element && target.closest(FOCUSABLE) === null) position = undefined;
    }; // a click on nothing is meant
    const restore = (): void => {
      if (position !== undefined && isFocusLost()) successorOf(position, rootElement)?.focus();
    };
    const changes = new MutationObserver(() => {
      if (position === undefined || !isFocusLost()) return;
      cancelAnimationFrame(frame); // whoever knows better where it belongs has this turn
      frame = requestAnimationFrame(restore);
    });
    rootElement.addEventListener("focusin", remember);
    rootElement.addEventListener("pointerdown", forget);
    changes.observe(document.body, { childList: true, subtree: true });
    return () => {
      rootElement.removeEventListener("focusin", remember);
      rootElement.removeEventListener("pointerdown", forget);
      changes.disconnect();
      cancelAnimationFrame(frame);
    };
  }, []);
  return root;
}

/** A sheet that is open keeps the focus itself. */
const isFocusLost = (): boolean =>
  document.activeElement === document.body && document.querySelector("[role='dialog'], [role='alertdialog']") === null;

const focusableIn = (box: Element): HTMLElement[] => [...box.querySelectorAll<HTMLElement>(FOCUSABLE)];

function focusPositionOf(element: HTMLElement, rootElement: Element): FocusPosition {
  const boxes: FocusPosition["ancestors"][number][] = [];
  for (
    let box = element.parentElement;
    box !== null && box !== rootElement && box.tagName !== "MAIN";
    box = box.parentElement
  )
    boxes.push({ box, index: focusableIn(box).indexOf(element) });
  return { element, ancestors: boxes };
}

function successorOf({ element, ancestors }: FocusPosition, rootElement: Element): HTMLElement | null | undefined {
  if (element.isConnected) return element;
  for (const { box, index } of ancestors) {
    const left = box.isConnected ? focusableIn(box) : [];
    if (left.length > 0) return left[Math.min(Math.max(index, 0), left.length - 1)];
  }
  return (
    rootElement.querySelector<HTMLElement>(CURRENT) ??
    rootElement.querySelector("main")?.querySelector<HTMLElement>(FOCUSABLE)
  );
}
