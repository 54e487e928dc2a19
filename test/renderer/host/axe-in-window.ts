import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "playwright-core";

/** Pages that have axe's script, of half a megabyte, already. */
const withAxe = new WeakSet<Page>();

/**
 * axe for a page of the window, which has no frames: so it need not end its work in a page of its own, which takes longer than
 * the work. Nor need it describe each element that it finds nothing wrong with.
 */
export function axeInWindow(page: Page): AxeBuilder {
  const builder = new AxeBuilder(withAxe.has(page) ? { page, axeSource: ";" } : { page });
  withAxe.add(page);
  return builder.setLegacyMode().options({ resultTypes: ["violations"] });
}
