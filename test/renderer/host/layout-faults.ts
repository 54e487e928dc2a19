import type { Page } from "playwright-core";

/** What may be cut by an ellipsis: it has its whole text in a `title`, or repeats what stands elsewhere in whole. */
const REPEATED = ".disclosure-summary, .select-button *";
/** What may scroll sideways (WCAG 1.4.10 excepts what needs two dimensions). */
const SIDEWAYS = "pre, .randomart, .code-block *, input";

/**
 * What of the page as it stands cannot be read or reached: texts and controls over one another, cut off, or beyond every
 * edge that scrolls; places that scroll sideways; scrolling places too low to read in.
 *
 * @returns a sentence for each fault
 */
export function layoutFaults(page: Page): Promise<readonly string[]> {
  return page.evaluate(faultsIn, { repeated: REPEATED, sideways: SIDEWAYS });
}

/** Runs in the page, so it may use nothing from outside itself. */
function faultsIn({ repeated, sideways }: { readonly repeated: string; readonly sideways: string }): string[] {
  interface Seen {
    readonly element: Element;
    readonly name: string;
    readonly rect: DOMRect;
  }
  const SLACK = 1.5;
  const faults = new Set<string>();
  const top = [...document.querySelectorAll(".popover, [role=dialog], [role=alertdialog]")].at(-1) ?? document.body;
  const whole = new DOMRect(0, 0, innerWidth, innerHeight);
  const meet = (one: DOMRect, other: DOMRect) => {
    const left = Math.max(one.left, other.left);
    const upper = Math.max(one.top, other.top);
    return new DOMRect(
      left,
      upper,
      Math.max(0, Math.min(one.right, other.right) - left),
      Math.max(0, Math.min(one.bottom, other.bottom) - upper),
    );
  };
  /** Not what only a screen reader has: what the window hides so has a class, what react-aria does is one pixel wide. */
  const isShown = (element: Element) => {
    if (
      element.closest(".visually-hidden, [aria-hidden=true]:not(svg), [hidden]") !== null ||
      !element.checkVisibility({ opacityProperty: true, visibilityProperty: true })
    )
      return false;
    for (let around: Element | null = element; around !== null; around = around.parentElement)
      if (around.getBoundingClientRect().width === 1 && getComputedStyle(around).position === "absolute") return false;
    return true;
  };
  const scrolls = (overflow: string) => overflow === "auto" || overflow === "scroll";

  /** As much as is in sight of it; what no scrolling would bring into sight is a fault. */
  const look = (element: Element, name: string, rect: DOMRect): Seen => {
    let inSight = rect;
    let reach = rect;
    for (
      let around: Element | null = element;
      around !== null && around !== document.body;
      around = around.parentElement
    ) {
      const { overflowX, overflowY, textOverflow, display } = getComputedStyle(around);
      if (display === "inline" || (overflowX === "visible" && overflowY === "visible")) continue;
      const box = around.getBoundingClientRect();
      inSight = meet(inSight, box);
      const isToldElsewhere =
        textOverflow === "ellipsis" && (around.matches(repeated) || around.closest("[title]") !== null);
      const isBefore =
        reach.left + around.scrollLeft < box.left - SLACK || reach.top + around.scrollTop < box.top - SLACK; // where nothing scrolls to
      const isCut =
        (scrolls(overflowX) ? false : reach.left < box.left - SLACK || reach.right > box.right + SLACK) &&
        !isToldElsewhere;
      const isCutBelow = scrolls(overflowY) ? false : reach.top < box.top - SLACK || reach.bottom > box.bottom + SLACK;
      if (isCut || isCutBelow || (isBefore && !isToldElsewhere)) faults.add(`cut off by .${around.className}: ${name}`);
      reach = meet(reach, box).width > 0 && meet(reach, box).height > 0 ? meet(reach, box) : box;
    }
    const { left, right, top: upper, bottom } = reach;
    if (left < -SLACK || upper < -SLACK || right > innerWidth + SLACK || bottom > innerHeight + SLACK)
      faults.add(`beyond the window: ${name}`);
    return { element, name, rect: meet(inSight, whole) };
  };

  const seen: Seen[] = [];
  const walker = document.createTreeWalker(top, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    const element = node.parentElement;
    const text = node.textContent?.trim() ?? "";
    if (element === null || text === "" || !isShown(element)) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    for (const rect of range.getClientRects())
      if (rect.width > 0.5) seen.push(look(element, `“${text.slice(0, 60)}”`, rect));
  }
  for (const control of top.querySelectorAll("button, input, svg, .switch-track, .checkbox-box")) {
    if (
      !isShown(control) ||
      control.closest(".visually-hidden, label:has(> .visually-hidden) > input") !== null ||
      control.matches("input[type=checkbox], input[type=radio]")
    )
      continue;
    const name = control.getAttribute("aria-label") ?? control.textContent.trim();
    seen.push(
      look(
        control,
        `<${control.localName} ${control.getAttribute("class") ?? ""}> ${name}`,
        control.getBoundingClientRect(),
      ),
    );
  }
  /** One in the other; or one beneath a heading that stays while the rest scrolls. */
  const related = (one: Element, other: Element) =>
    one.contains(other) ||
    other.contains(one) ||
    (one.closest(".ports-head") === null) !== (other.closest(".ports-head") === null);
  for (const [index, one] of seen.entries()) {
    for (const other of seen.slice(index + 1)) {
      if (related(one.element, other.element)) continue;
      const { width, height } = meet(one.rect, other.rect);
      if (width > 2 && height > Math.min(one.rect.height, other.rect.height) / 4)
        faults.add(`${one.name} lies over ${other.name}`);
    }
  }
  for (const label of top.querySelectorAll("*")) {
    const { overflowX, overflowY, lineHeight } = getComputedStyle(label);
    if (scrolls(overflowX) && label.scrollWidth > label.clientWidth + SLACK && !label.matches(sideways))
      faults.add(`scrolls sideways: .${label.className}, ${label.scrollWidth - label.clientWidth} px`);
    if (
      scrolls(overflowY) &&
      label.scrollHeight > label.clientHeight + SLACK &&
      isShown(label) &&
      label.clientHeight < 2.5 * Number.parseFloat(lineHeight)
    )
      faults.add(`too low to read in: .${label.className}, ${label.clientHeight} px`);
  }
  return [...faults];
}
