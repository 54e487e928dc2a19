import { useEffect, useRef, useState, type PointerEvent } from "react";
import type { ProfileId } from "../../src/shared/profile/profile-schema.js";

/** So many pixels with the button down make a drag of what else is a click. */
const MIN_DRAG_PX = 6;

/** Where a dragged profile would be dropped: before or after another one of its group. */
interface Drop {
  readonly target: ProfileId;
  readonly side: "before" | "after";
}

interface DragOrder {
  /** For the element around the rows. */
  readonly onPointerDown: (event: PointerEvent) => void;
  /** How far below the top of that element the line stands that shows where the dragged profile goes, in pixels; nothing while none is dragged. */
  readonly lineTop: number | undefined;
}

/** Rows that are dragged by the mouse into another order, within their group. Escape gives a drag up. @param onDrop told where one was dropped, if that is elsewhere */
export function useDragOrder(onDrop: (moved: ProfileId, drop: Drop) => void): DragOrder {
  const [lineTop, setLineTop] = useState<number>();
  const stop = useRef<() => void>(() => undefined);
  const drop = useRef(onDrop);
  useEffect(() => {
    drop.current = onDrop;
  });
  useEffect(() => () => stop.current(), []);

  const onPointerDown = (event: PointerEvent): void => {
    const dragged = event.target instanceof Element ? event.target.closest("[role='option']") : null;
    const id = dragged?.getAttribute("data-key");
    if (dragged === null || id === null || id === undefined || event.button !== 0 || event.pointerType === "touch")
      return;
    stop.current();
    const list = event.currentTarget;
    const startY = event.clientY;
    let found: Drop | undefined;
    const ended = new AbortController();
    stop.current = () => {
      ended.abort();
      dragged.removeAttribute("data-dragged");
      setLineTop(undefined);
    };
    const move = ({ clientX, clientY }: globalThis.PointerEvent): void => {
      if (!dragged.hasAttribute("data-dragged") && Math.abs(clientY - startY) < MIN_DRAG_PX) return;
      dragged.setAttribute("data-dragged", "true");
      const over = document.elementFromPoint(clientX, clientY)?.closest("[role='option']");
      const target = over?.getAttribute("data-key");
      if (!over || !target || over.parentElement !== dragged.parentElement) return;
      over.scrollIntoView({ block: "nearest" });
      const { top, bottom } = over.getBoundingClientRect();
      const side = clientY < (top + bottom) / 2 ? "before" : "after";
      found = { target, side };
      setLineTop((side === "before" ? top : bottom) - list.getBoundingClientRect().top + list.scrollTop);
    };
    const release = (): void => {
      stop.current();
      if (found !== undefined && found.target !== id) drop.current(id, found);
    };
    const giveUp = (key: KeyboardEvent): void => {
      if (key.key !== "Escape") return;
      key.preventDefault();
      key.stopPropagation();
      stop.current();
    };
    const { signal } = ended;
    window.addEventListener("pointermove", move, { signal });
    window.addEventListener("pointerup", release, { signal });
    window.addEventListener("pointercancel", () => stop.current(), { signal });
    window.addEventListener("keydown", giveUp, { signal, capture: true });
  };
  return { onPointerDown, lineTop };
}
