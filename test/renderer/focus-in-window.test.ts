import type { Locator } from "playwright-core";
import { expect, it } from "vitest";
import type { TunnelState } from "../../src/shared/status/tunnel-state.js";
import { dialogAcceptsKeys } from "../support/dialog-accepts-keys.js";
import { describeWindow } from "./host/describe-window.js";
import { sampleImport } from "./samples/sample-import.js";
import {
  hostKeyQuestion,
  nothingYet,
  passwordQuestion,
  sampleProfile,
  severalStates,
  tunnel,
} from "./samples/sample-news.js";

describeWindow("the focus in the window", ({ show, shown }) => {
  const button = (name: string | RegExp): Locator => shown.page.getByRole("button", { name, exact: true });
  const focused = (): Promise<string> =>
    shown.page.evaluate(() =>
      document.activeElement === document.body
        ? "nothing"
        : (document.activeElement?.getAttribute("aria-label") ?? document.activeElement?.textContent ?? ""),
    );
  const stays = async (name: string): Promise<void> => {
    await expect.poll(focused).toBe(name);
    await shown.page.waitForTimeout(100); // some frames
    expect(await focused()).toBe(name);
  };
  const is = (state: TunnelState): Promise<void> => shown.tell("tunnels", [tunnel("popeye", state)]);
  const press = async (name: string | RegExp): Promise<void> => {
    await button(name).focus();
    await shown.page.keyboard.press("Enter");
  };

  it("stays on the button that opens and closes a tunnel, through its states and the questions between", async () => {
    await show({
      ...nothingYet,
      profiles: { profiles: [sampleProfile()], withSecrets: [] },
      tunnels: [tunnel("popeye", { kind: "closed" })],
    });
    const { page, tell } = shown;
    await press("Connect");
    await is({ kind: "opening", step: "dialling", attempt: 1 });
    await stays("Disconnect");
    await tell("questions", [hostKeyQuestion]);
    await stays("Cancel");
    await tell("questions", [passwordQuestion]); // at once after the answer
    await expect.poll(() => page.evaluate(() => document.activeElement?.tagName)).toBe("INPUT");
    await is({ kind: "open", since: 0 });
    await tell("questions", []);
    await stays("Disconnect");
    await is({ kind: "closing" });
    await stays("Disconnect");
    await page.keyboard.press("Enter");
    expect(await shown.asks("tunnels.close"), "it closes already").toEqual([]);
    await is({ kind: "closed" });
    await stays("Connect");
  });

  it("goes from Retry now to Disconnect, which stands there then", async () => {
    await show(severalStates());
    await shown.page.getByRole("option", { name: /Bluto/ }).click();
    await press("Retry now");
    await shown.tell("tunnels", [tunnel("bluto", { kind: "opening", step: "dialling", attempt: 1 })]);
    await stays("Disconnect");
  });

  it("is not taken back by a change after a click beside everything", async () => {
    await show(severalStates());
    await button("Edit").focus();
    await shown.page.getByRole("heading", { level: 1 }).click();
    await shown.tell("tunnels", []);
    await stays("nothing");
  });

  it("goes to the next profile in the list when one is deleted", async () => {
    await show(severalStates());
    const { page, tell } = shown;
    await press("More actions");
    await page.getByRole("menuitem", { name: "Delete…" }).press("Enter");
    await press("Cancel");
    await stays("More actions");
    await press("More actions");
    await page.getByRole("menuitem", { name: "Delete…" }).press("Enter");
    await press("Delete");
    const {
      profiles: { profiles },
    } = severalStates();
    await tell("profiles", { profiles: profiles.slice(1), withSecrets: [] });
    await expect.poll(() => page.evaluate(() => document.activeElement?.getAttribute("role"))).toBe("option");
    expect(await focused()).toContain("Bluto's archive");
  });

  it("goes to the next host key when one is taken out, and to the page's name beside when none is left", async () => {
    await show(severalStates());
    const { page, answer } = shown;
    const key = (line: number, name: string) => ({
      line,
      host: name,
      keyType: "ssh-ed25519",
      fingerprint: `SHA256:${name}`,
      date: "2026-11-02",
    });
    const list = (...keys: unknown[]) =>
      answer("hostKeys.list", { ok: true, value: { file: "/home/olive/.ssh/known_hosts", keys } });
    await list(key(4, "one.example"), key(5, "two.example"));
    await press("Host keys");
    await press("Remove the key of one.example");
    await list(key(4, "two.example"));
    await press("Remove");
    await stays("Remove the key of two.example");
    await list();
    await page.keyboard.press("Enter");
    await press("Remove");
    await stays("Host keys");
  });

  it("goes to what became of an import, in sight, however long the list was", async () => {
    await show(severalStates(), { height: 500 });
    const { page, answer } = shown;
    const [item] = sampleImport.items;
    await answer("import.places", { ok: true, value: [] });
    await answer("import.preview", {
      ok: true,
      value: { ...sampleImport, notes: [], items: Array.from({ length: 60 }, () => item) },
    });
    await answer("import.take", {
      ok: true,
      value: Array.from({ length: 60 }, (_, index) => ({
        name: `popeye-${index}`,
        outcome: "added",
        id: `popeye-${index}`,
      })),
    });
    await press("Import");
    await press(/Choose/);
    await press("Import 60 profiles");
    await stays("60 profiles were imported.");
    expect((await page.getByText("60 profiles were imported.").boundingBox())?.y).toBeGreaterThanOrEqual(0);
  });

  it("lets no key that was begun elsewhere fill or press anything in a question that comes up", async () => {
    await show(severalStates());
    const { page, asks, tell } = shown;
    await press("Edit");
    await page.getByLabel("Name", { exact: true }).first().focus();
    // the keys follow one another sooner than in the pause that ends this, which a busy machine could not promise
    await page.evaluate(() => {
      const inTime = window.setTimeout.bind(window);
      const slowly = (callback: () => void, delay: number) => inTime(callback, delay >= 500 ? 100 * delay : delay);
      Object.assign(window, { setTimeout: slowly, inTime: () => Object.assign(window, { setTimeout: inTime }) });
    });
    for (const [question, keys] of [
      [passwordQuestion, ["P", "o", "p", "Enter"]],
      [hostKeyQuestion, ["Space", "Enter", "Escape"]],
    ] as const) {
      await tell("questions", [question]);
      await page.locator(".dialog").waitFor();
      for (const key of keys) await page.keyboard.press(key, { delay: 50 });
      expect(await asks("questions.answer"), question.kind).toEqual([]);
      expect(
        await page
          .locator(".dialog input[type=password]")
          .evaluateAll((boxes) => boxes.map((box) => (box as HTMLInputElement).value).join("")),
      ).toBe("");
    }
    await page.evaluate("void inTime()");
    await page.keyboard.press("Shift"); // the pause begins
    await dialogAcceptsKeys(page);
    await page.keyboard.press("Enter");
    expect(await asks("questions.answer")).toEqual([{ id: "q1", answer: { kind: "cancel" } }]);
  });

  it("lets keys through to a question at once after a click in it", async () => {
    await show({ ...severalStates(), questions: [passwordQuestion] });
    const password = shown.page.getByLabel("Password", { exact: true });
    await password.click();
    await shown.page.keyboard.type("spinach");
    expect(await password.inputValue()).toBe("spinach");
  });
});
