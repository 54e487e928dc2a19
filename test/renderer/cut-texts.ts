/**
 * The texts of the page that cannot be read whole, or that stand over another one. What can be scrolled to is not cut off; nor is a name
 * that ends in an ellipsis and has all of itself in its title. Runs in the page, so it may use nothing from outside itself.
 */
export function cutTexts(): string[] {
  interface Written { readonly text: string; readonly element: Element; readonly box: DOMRect; readonly seen: DOMRect }
  const sheets = document.querySelectorAll('[role="dialog"], [role="alertdialog"]');
  const top = sheets.item(sheets.length - 1) ?? document.body;

  const within = (one: DOMRect, other: DOMRect): DOMRect => {
    const [left, topEdge] = [Math.max(one.left, other.left), Math.max(one.top, other.top)];
    return new DOMRect(left, topEdge, Math.max(0, Math.min(one.right, other.right) - left), Math.max(0, Math.min(one.bottom, other.bottom) - topEdge));
  };
  const isBy = (style: CSSStyleDeclaration, ...ways: readonly string[]): boolean => ways.includes(style.overflowX) || ways.includes(style.overflowY);

  const cut: string[] = [];
  const written: Written[] = [];
  const walker = document.createTreeWalker(top, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    const element = node.parentElement;
    const text = node.textContent?.trim() ?? "";
    if (element === null || text === "" || !element.checkVisibility({ visibilityProperty: true }) || element.closest(".unseen, [inert], option, style, code, pre, svg") !== null) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    for (const box of range.getClientRects()) {
      let seen: DOMRect = box;
      let isScrolled = false;
      for (let holder: Element | null = element; holder !== null && holder !== document.documentElement; holder = holder.parentElement) {
        const style = getComputedStyle(holder);
        if (!isBy(style, "hidden", "clip", "auto", "scroll")) continue;
        const left = within(seen, holder.getBoundingClientRect());
        const lost = seen.width - left.width > 1.5 || seen.height - left.height > 4;
        isScrolled ||= isBy(style, "auto", "scroll");
        if (lost && !isScrolled && !(style.textOverflow === "ellipsis" && (holder.closest("[title]") !== null))) cut.push(`“${text}” is cut off by ${holder.className || holder.tagName}`);
        seen = left;
      }
      if (seen.width > 2 && seen.height > 2) written.push({ text, element, box, seen });
    }
  }
  const over = written.flatMap((one, place) => written.slice(place + 1).filter((other) => {
    const { width, height } = within(one.seen, other.seen);
    return one.element !== other.element && width > 3 && height > 6;
  }).map((other) => `“${one.text}” and “${other.text}” stand over one another`));
  return [...new Set([...cut, ...over])];
}
