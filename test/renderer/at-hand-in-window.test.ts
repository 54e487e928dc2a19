import type { Locator } from "playwright-core";
import { expect, it } from "vitest";
import { newDraft } from "../../renderer/profile-editor/draft/profile-draft.js";
import { axeInWindow } from "./host/axe-in-window.js";
import { describeWindow } from "./host/describe-window.js";
import { nothingYet, passwordQuestion, sampleProfile, severalStates } from "./samples/sample-news.js";

const HOSTS = {
  username: "bluto",
  hosts: [
    {
      name: "web",
      draft: { name: "web", gateway: { host: "www.spinach.com", port: 2222, username: "olive" } },
    },
    { name: "jump", draft: { name: "jump", gateway: { host: "10.0.0.7", username: "wimpy" } } },
  ],
};

describeWindow("everything at hand, in Chromium", ({ show, shown }) => {
  const button = (name: string): Locator => shown.page.getByRole("button", { name, exact: true });
  const destination = (): Locator => shown.page.getByRole("combobox", { name: "Where to? Paste anything" });
  const said = (sentence: string | RegExp): Locator => shown.page.getByText(sentence);
  const isFocused = (what: Locator): Promise<boolean> => what.evaluate((box) => box === document.activeElement);
  const expectNoFindings = async (): Promise<void> => {
    const { violations } = await axeInWindow(shown.page).analyze();
    expect(violations.map(({ id, nodes }) => `${id} ${nodes.map(({ html }) => html).join()}`)).toEqual([]);
  };

  it("opens a tunnel from one pasted line and one key, and shows before what it read", async () => {
    const { page, asks } = await show(nothingYet);
    await expect.poll(() => isFocused(destination())).toBe(true);
    await page.keyboard.insertText("ssh -p 2222 -J wimpy@jump.example olive@www.spinach.com");
    const read = page.locator("dl.destination-facts");
    await read.waitFor();
    expect((await read.innerText()).split("\n").filter((line) => line !== "")).toEqual([
      "User name",
      "olive",
      "Host",
      "www.spinach.com",
      "Port",
      "2222",
      "Jump hosts",
      "wimpy@jump.example:22",
      "FTP",
      "Relay",
      "FTP server",
      "localhost:21",
    ]);
    await expectNoFindings();
    await page.keyboard.press("Enter");
    await expect
      .poll(() => asks("profiles.save"))
      .toMatchObject([
        { gateway: { host: "www.spinach.com", port: 2222, via: [{ host: "jump.example" }] }, ftp: { mode: "relay" } },
      ]);
    await expect.poll(() => asks("tunnels.open")).toEqual(["www-spinach-com"]);
  });

  it("says what is no address, and saves nothing of it", async () => {
    const { page, asks } = await show(nothingYet);
    await destination().fill("olive@10.0.0.300");
    await said("10.0.0.300 is not an address: check its numbers.").waitFor();
    expect(await button("Save and connect").count()).toBe(0);
    await page.keyboard.press("Enter");
    await page.keyboard.press("Tab");
    expect(await destination().getAttribute("aria-invalid")).toBe("true");
    expect(await asks("profiles.save")).toEqual([]);
  });

  it("asks for the gateway of an ftp:// address where the fields are, which are filled in", async () => {
    const { page, asks } = await show(nothingYet);
    await destination().fill("ftp://popeye:2121/docs");
    await said("popeye is an FTP server: name the SSH gateway that leads to it.").waitFor();
    await button("Save and connect").click();
    const hostField = page.getByRole("textbox", { name: "Host" });
    await expect.poll(() => isFocused(hostField)).toBe(true);
    await hostField.fill("www.spinach.com");
    await page.getByRole("textbox", { name: "User name" }).fill("olive");
    await button("Save").click();
    await expect
      .poll(() => asks("profiles.save"))
      .toMatchObject([{ gateway: { port: 22 }, ftp: { target: { host: "popeye", port: 2121 } } }]);
    expect(await asks("tunnels.open")).toEqual([]);
  });

  it("offers the names of ~/.ssh/config as one types, and keeps what is typed into fields afterwards", async () => {
    const { page, answer, asks } = await show(severalStates());
    await answer("destinations.configured", { ok: true, value: HOSTS });
    await page.keyboard.press("Control+n");
    await page.getByRole("heading", { name: "New profile" }).waitFor();
    await expect.poll(() => isFocused(destination())).toBe(true);
    await page.keyboard.type("we");
    await page.getByRole("option", { name: /^web/ }).waitFor();
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    const port = page.getByRole("textbox", { name: "Port" }).first();
    await expect.poll(() => port.inputValue()).toBe("2222");
    await page.getByRole("textbox", { name: "User name" }).first().fill("popeye");
    await page.getByRole("textbox", { name: "Name", exact: true }).fill("My web");
    await button("Save").click();
    await expect
      .poll(() => asks("profiles.save"))
      .toMatchObject([{ name: "My web", gateway: { host: "www.spinach.com", port: 2222, username: "popeye" } }]);
  });

  it("reads a command of several lines as its first, and keeps no password of it in the draft", async () => {
    const { page, asks } = await show(nothingYet);
    await destination().focus();
    await page.evaluate(() => {
      const data = new DataTransfer();
      data.setData("text/plain", "ssh -p 2222 \\\n  olive:spin4ch@www.spinach.com");
      document.activeElement?.dispatchEvent(
        new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }),
      );
    });
    await said("The password is not kept: it is asked for when it is needed.").waitFor();
    await button("All fields…").click();
    await page.getByRole("textbox", { name: "FTP server, as the gateway knows it" }).fill("popeye");
    await expect.poll(async () => JSON.stringify(await asks("draft.keep"))).toContain("popeye");
    expect(JSON.stringify(await asks("draft.keep"))).not.toContain("spin4ch");
  });

  it("reads a provider's letter of several lines, and shows them in its box of one", async () => {
    const { page } = await show(nothingYet);
    await destination().focus();
    await page.evaluate(() => {
      const data = new DataTransfer();
      data.setData("text/plain", "Host: www.spinach.com\r\nUser: olive\r\nPassword: spin4ch\r\nPort: 2222\r\n");
      document.activeElement?.dispatchEvent(
        new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }),
      );
    });
    await said("The password is not kept: it is asked for when it is needed.").waitFor();
    expect(await destination().inputValue()).toMatch(/^Host: www\.spinach\.com User: olive /);
    await button("All fields…").click();
    expect(await page.getByRole("textbox", { name: "User name" }).first().inputValue()).toBe("olive");
    expect(await page.getByRole("textbox", { name: "Port" }).first().inputValue()).toBe("2222");
  });

  it("connects by Enter and double click on a row, edits by F2, removes by Delete", async () => {
    const profiles = [sampleProfile({ id: "one", name: "One" }), sampleProfile({ id: "two", name: "Two" })];
    const { page, asks } = await show({
      ...severalStates(),
      profiles: { profiles, withSecrets: [] },
      tunnels: [],
    });
    await page.getByRole("option", { name: "Two" }).dblclick();
    await expect.poll(() => asks("tunnels.open")).toEqual(["two"]);
    await page.getByRole("option", { name: "One" }).click();
    await page.keyboard.press("Enter");
    await expect.poll(() => asks("tunnels.open")).toEqual(["two", "one"]);
    await page.keyboard.press("Delete");
    await page.getByRole("alertdialog").waitFor();
    await page.keyboard.press("Control+n");
    await page.keyboard.press("Escape");
    await page.getByRole("alertdialog").waitFor({ state: "detached" });
    await page.getByRole("option", { name: "One" }).focus();
    await page.keyboard.press("F2");
    await page.getByRole("heading", { name: "Edit profile" }).waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("heading", { name: "One" }).waitFor();
    await page.keyboard.press("Control+,");
    await page.getByRole("heading", { name: "Settings", level: 1 }).waitFor();
    await page.keyboard.press("Control+w");
    await expect.poll(() => asks("window.close")).toHaveLength(1);
  });

  it("has a menu on each row, by mouse and by keyboard", async () => {
    const { page, asks } = await show({
      ...severalStates(),
      profiles: { profiles: [sampleProfile({ id: "one", name: "One" })], withSecrets: [] },
      tunnels: [],
    });
    const row = page.getByRole("option", { name: "One" });
    await row.click({ button: "right" });
    await page.getByRole("menu").waitFor();
    expect(await page.getByRole("menuitem").allInnerTexts()).toEqual([
      "Connect",
      "Copy 127.0.0.1:2121",
      "Edit",
      "Duplicate",
      "Export…",
      "Delete…",
    ]);
    await expectNoFindings();
    await page.getByRole("menuitem", { name: "Connect" }).click();
    await expect.poll(() => asks("tunnels.open")).toEqual(["one"]);
    await expect.poll(() => isFocused(row)).toBe(true);
    await page.keyboard.press("Shift+F10");
    await page.getByRole("menuitem", { name: "Edit" }).click();
    await page.getByRole("heading", { name: "Edit profile" }).waitFor();
  });

  it("asks before it writes over what another process has changed meanwhile, and has both ways out", async () => {
    const profile = sampleProfile({ id: "one", name: "One" });
    const theirs = { ...profile, name: "Theirs" };
    const { page, asks, answer } = await show({
      ...severalStates(),
      profiles: { profiles: [profile], withSecrets: [] },
      tunnels: [],
    });
    await button("Edit").click();
    const name = page.getByRole("textbox", { name: "Name", exact: true });
    await name.fill("Mine");
    await answer("profiles.saveEdited", { ok: true, value: { saved: false, now: theirs } });
    await button("Save").click();
    await page.getByRole("alertdialog", { name: "“Mine” was changed elsewhere" }).waitFor();
    await expectNoFindings();
    await button("Keep editing").click();
    expect(await name.inputValue()).toBe("Mine");
    await button("Save").click();
    await button("Take the other").click();
    await expect.poll(() => name.inputValue()).toBe("Theirs");
    await name.fill("Mine again");
    await button("Save").click();
    await page.getByRole("alertdialog").waitFor();
    await answer("profiles.saveEdited", { ok: true, value: { saved: true } });
    await button("Save mine").click();
    await page.getByRole("heading", { name: "Edit profile" }).waitFor({ state: "detached" });
    expect((await asks("profiles.saveEdited")).at(-1)).toMatchObject({
      profile: { name: "Mine again" },
      before: { name: "Theirs" },
    });
    await expect.poll(() => isFocused(button("Connect"))).toBe(true);
  });

  it("keeps a draft with the main process as it is typed, and none once it is saved", async () => {
    const { page, asks } = await show(severalStates());
    await page.keyboard.press("Control+n");
    await page.getByRole("textbox", { name: "Name", exact: true }).fill("Half a profile");
    await expect.poll(async () => JSON.stringify((await asks("draft.keep")).at(-1))).toContain("Half a profile");
    await button("Cancel").click();
    await button("Discard").click();
    await expect.poll(async () => (await asks("draft.keep")).at(-1)).toEqual({});
    const draft = { ...newDraft(), name: "Half a profile" };
    expect(JSON.stringify(draft)).toContain("Half a profile");
  });

  it("tells in a question that the answer is remembered, and for how long", async () => {
    const question = { ...passwordQuestion, forSession: { key: "k", minutes: 5 } };
    const { tell } = await show({ ...severalStates(), questions: [question] });
    await said("Remembered in memory for 5 minutes, for all tunnels that need it.").waitFor();
    await tell("questions", [{ ...passwordQuestion, id: "other", forSession: { key: "k" } }]);
    await said("Remembered in memory until you quit Culvert, for all tunnels that need it.").waitFor();
    await expectNoFindings();
  });

  it("says which Culvert it is and where its data are, and switches the memory for secrets off", async () => {
    const { page, asks } = await show(severalStates());
    await page.keyboard.press("Control+,");
    await said("/home/olive/.config/Culvert").waitFor();
    await button("Help").click();
    await button("Show the folder").click();
    await expect.poll(() => asks("about.show")).toEqual(["docs", "data-folder"]);
    await page.getByRole("button", { name: /Passwords and passphrases that you type/ }).click();
    await page.getByRole("option", { name: "are asked for each time" }).click();
    await expect.poll(() => asks("settings.save")).toMatchObject([{ sessionSecrets: { keep: "never" } }]);
    expect(await page.getByRole("checkbox", { name: "Tell me when there is a newer version" }).count()).toBe(0); // this build cannot ask
    await expectNoFindings();
  });

  it("asks for a newer version only once that is switched on, and leads to where one is had", async () => {
    const { page, asks, tell } = await show(severalStates());
    await page.keyboard.press("Control+,");
    const settings = severalStates().settings.settings;
    await tell("settings", { settings, version: { host: "culvert.example" } });
    const box = page.getByRole("checkbox", { name: "Tell me when there is a newer version" });
    await said(/Each start of Culvert then asks culvert\.example once\./).waitFor();
    expect(await box.isChecked()).toBe(false);
    await page.getByText("Tell me when there is a newer version").click();
    await expect.poll(() => asks("settings.save")).toMatchObject([{ newVersions: true }]);
    await tell("settings", {
      settings: { ...settings, newVersions: true },
      version: { host: "culvert.example", newer: "0.2.0" },
    });
    await said("Culvert 0.2.0 is available.").waitFor();
    await button("Open the download page").click();
    await expect.poll(() => asks("about.show")).toEqual(["docs"]);
    await expectNoFindings();
  });
});
