import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "playwright-core";

/** axe for a page of the window, which has no frames: so it need not end its work in a page of its own, which takes longer than the work. */
export const axeInWindow = (page: Page): AxeBuilder => new AxeBuilder({ page }).setLegacyMode();
