import type { Page } from "playwright-core";

/** Wait until a question is open that hears keys: at first it takes them as meant for something else. */
export async function dialogAcceptsKeys(page: Page): Promise<void> {
  await page.locator(".dialog").waitFor();
  await page.locator(".dialog[data-ignores-keys]").waitFor({ state: "detached" });
}
