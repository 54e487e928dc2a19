import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, it, onTestFinished } from "vitest";
import { ProfileStore, profileFilePath } from "../../src/core/store/profile-store.js";
import type { ProfileDocument } from "../../src/shared/profile/profile-schema.js";
import Conf from "conf";
import { dialogAcceptsKeys } from "../support/dialog-accepts-keys.js";
import { freePort } from "../support/fixtures/free-port.js";
import { startGateway, type Gateway } from "../support/gateways/gateway.js";
import { waitFor } from "../support/wait-for.js";
import { describeApp, keepPicture, type Home, type RunningApp } from "./host.js";
import { shownWindow, stateIn, tellPassword, untilStarted } from "./steps.js";

/** A person's mouse and keyboard, counted. */
function countedHands(page: Page) {
  const count = { clicks: 0, pasted: 0 };
  return {
    count,
    click: async (name: string) => {
      count.clicks++;
      await page.getByRole("button", { name, exact: true }).click();
    },
    paste: async (text: string) => {
      count.pasted++;
      await page.keyboard.insertText(text);
    },
  };
}

/** A file's text, or nothing where it has gone since its folder was read, as the app's unfinished copies do. */
function textIfThere(file: string): string {
  try {
    return readFileSync(file, "latin1");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return "";
    throw error;
  }
}

const stateOf = async (page: Page, id: string, kind: string): Promise<void> => {
  await waitFor(
    `the tunnel ${id} to be ${kind}`,
    // a tunnel that is being saved is not known yet
    async () => ((await stateIn(page, id).catch(() => undefined))?.kind === kind ? true : undefined),
    60_000,
  );
};

describeApp(
  "From a pasted line to a working tunnel",
  (stage) => {
    let gateway: Gateway;
    let home: Home;
    let app: RunningApp;
    let page: Page;
    let ports: readonly [number, number];

    beforeAll(async () => {
      gateway = await startGateway({ methods: ["password"], password: "blow me down" });
      ports = [await freePort("127.0.0.1"), await freePort("127.0.0.1")];
      home = stage.home();
      mkdirSync(join(home.path, ".ssh"));
      writeFileSync(
        join(home.path, ".ssh", "config"),
        `Host spinach\n  HostName ${gateway.host}\n  Port ${gateway.port}\n  User ${gateway.username}\n`,
      );
      app = await home.start();
      page = await shownWindow(app);
    });
    afterAll(() => gateway.close());

    it("opens a tunnel of a fresh start with one pasted line, its password and three clicks", async () => {
      const hands = countedHands(page);
      await page.getByRole("combobox", { name: "Where to? Paste anything" }).waitFor();
      await waitFor("the focus in the field", async () =>
        (await page.evaluate(() => document.activeElement?.getAttribute("role"))) === "combobox" ? true : undefined,
      );
      await hands.paste(`ssh -p ${gateway.port} -L ${ports[0]}:popeye:21 ${gateway.username}@${gateway.host}`);
      await page.getByText("popeye:21").waitFor();
      await keepPicture(page, "at-hand-pasted");
      await hands.click("Save and connect");
      await hands.click("Trust and remember");
      await waitFor("the focus in the question", async () =>
        (await page.evaluate(() => document.activeElement?.getAttribute("type"))) === "password" ? true : undefined,
      );
      await hands.paste(gateway.password);
      await page.getByText("Remembered in memory until you quit Culvert").waitFor();
      await keepPicture(page, "at-hand-password");
      await hands.click("Log in");
      await stateOf(page, "popeye", "open");
      await page.getByRole("dialog").waitFor({ state: "hidden" }); // whoever types before goes to the question
      expect(hands.count).toEqual({ clicks: 3, pasted: 2 });
    });

    it("opens a second tunnel through the same gateway by a name of ~/.ssh/config, without a question", async () => {
      await page.keyboard.press("Control+n");
      await page.getByRole("heading", { name: "New profile" }).waitFor();
      await page.getByRole("combobox", { name: "Where to? Paste anything" }).fill("spin");
      await page.getByRole("option", { name: /^spinach/ }).click();
      await page.getByRole("button", { name: "Where your FTP program connects" }).click();
      await page.getByRole("textbox", { name: "Local port" }).fill(String(ports[1]));
      await keepPicture(page, "at-hand-configured");
      await page.getByRole("button", { name: "Save and connect" }).click();
      await stateOf(page, "spinach", "open");
      expect(gateway.logins()).toBe(2);
      for (const file of readdirSync(home.data, { recursive: true, withFileTypes: true }))
        if (file.isFile()) expect(textIfThere(join(file.parentPath, file.name))).not.toContain(gateway.password);
    });

    it("forgets what it remembered once that is switched off, and asks", async () => {
      await page.keyboard.press("Control+,");
      await page.getByRole("button", { name: /Passwords and passphrases that you type/ }).click();
      await page.getByRole("option", { name: "are asked for each time" }).click();
      await page.getByRole("option", { name: /spinach/ }).click();
      await page.getByRole("button", { name: "Disconnect" }).click();
      await stateOf(page, "spinach", "closed");
      await page
        .getByRole("option", { name: /spinach/ })
        .filter({ hasText: "Closed" })
        .focus(); // the window has heard of it too
      await page.keyboard.press("Enter");
      await tellPassword(page, gateway.password);
      await stateOf(page, "spinach", "open");
      await page.getByRole("dialog").waitFor({ state: "hidden" }); // whoever types before goes to the question
    });

    it("keeps a draft over the window's end and the app's", async () => {
      await page.keyboard.press("Control+n");
      await page.getByRole("textbox", { name: "Name", exact: true }).fill("Half a profile");
      await waitFor("the draft in its file", () =>
        existsSync(join(home.data, "draft.json")) &&
        readFileSync(join(home.data, "draft.json"), "utf8").includes("Half a profile")
          ? true
          : undefined,
      );
      await app.terminate();
      await app.exited;
      app = await home.start();
      await untilStarted(app);
      await home.startAgain();
      page = await shownWindow(app);
      await page.getByText("You had not saved this when the window was closed.").waitFor();
      expect(await page.getByRole("textbox", { name: "Name", exact: true }).inputValue()).toBe("Half a profile");
      await keepPicture(page, "at-hand-restored");
      await page.getByRole("button", { name: "Cancel" }).click();
      await page.getByRole("button", { name: "Discard" }).click();
    });

    it("asks before it writes over what the command line has changed meanwhile", async () => {
      await page.getByRole("option", { name: /spinach/ }).click();
      await page.keyboard.press("F2");
      const name = page.getByRole("textbox", { name: "Name", exact: true });
      await name.fill("Mine");
      const other = await ProfileStore.open(
        profileFilePath(home.data),
        () => new Conf<ProfileDocument>({ cwd: home.data, configName: "profiles" }),
      );
      const theirs = other.profiles().find(({ id }) => id === "spinach");
      if (theirs === undefined) throw new Error("no profile spinach");
      await other.save({ ...theirs, name: "Theirs" });
      await page.getByRole("button", { name: "Save", exact: true }).click();
      await page.getByRole("alertdialog", { name: "“Mine” was changed elsewhere" }).waitFor();
      await keepPicture(page, "at-hand-changed-elsewhere");
      expect(readFileSync(profileFilePath(home.data), "utf8")).toContain("Theirs");
      await page.getByRole("button", { name: "Save mine" }).click();
      await page.getByRole("heading", { name: "Mine", level: 1 }).waitFor();
      expect(readFileSync(profileFilePath(home.data), "utf8")).not.toContain("Theirs");
      await page.keyboard.press("Control+w").catch(() => undefined); // the window may be gone before the key is let go
      await waitFor("the end of the window", async () => ((await app.hasWindow()) ? undefined : true));
    });
  },
  { stepByStep: true },
);

describeApp("From a pasted line to a working tunnel, by keyboard alone", (stage) => {
  it("takes the line, its password, and few keys", async () => {
    const gateway = await startGateway({ methods: ["password"], password: "blow me down" });
    onTestFinished(() => gateway.close());
    const port = await freePort("127.0.0.1");
    const page = await shownWindow(await stage.home().start());
    const pressed: string[] = [];
    const press = async (key: string): Promise<void> => {
      pressed.push(key);
      await page.keyboard.press(key);
    };
    /** Press a key until what is named has the focus, as one does who sees where it is. */
    const reach = async (key: string, name: string): Promise<void> => {
      const hasFocus = () => page.evaluate((wanted) => document.activeElement?.textContent.trim() === wanted, name);
      for (let count = 0; count < 12 && !(await hasFocus()); count++) await press(key);
      expect(await hasFocus(), `${name} by ${pressed.join(" ")}`).toBe(true);
    };
    await waitFor("the focus in the field", async () =>
      (await page.evaluate(() => document.activeElement?.getAttribute("role"))) === "combobox" ? true : undefined,
    );
    await page.keyboard.insertText(`ssh -p ${gateway.port} -L ${port}:popeye:21 ${gateway.username}@${gateway.host}`);
    await page.getByText("popeye:21").waitFor();
    await press("Enter");
    await page.getByRole("button", { name: "Trust and remember" }).waitFor();
    await dialogAcceptsKeys(page);
    await reach("Tab", "Trust and remember");
    await press("Enter");
    await waitFor("the focus in the question", async () =>
      (await page.evaluate(() => document.activeElement?.getAttribute("type"))) === "password" ? true : undefined,
    );
    await page.keyboard.insertText(gateway.password);
    await dialogAcceptsKeys(page);
    await press("Enter");
    await stateOf(page, "popeye", "open");
    expect(pressed.length, pressed.join(", ")).toBeLessThanOrEqual(6); // on Electron 25: Enter, Tab, Tab, Enter, Enter
  });
});
