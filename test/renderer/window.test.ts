import type { Locator } from "playwright-core";
import { expect, it } from "vitest";
import { newsNames, type News } from "../../src/shared/ipc/contract.js";
import { DEFAULT_SETTINGS } from "../../src/shared/settings.js";
import type { Question } from "../../src/shared/status/questions.js";
import { describeFailure } from "../../src/shared/words/words.js";
import { dialogAcceptsKeys } from "../support/dialog-accepts-keys.js";
import { describeWindow } from "./host/describe-window.js";
import {
  fivePorts,
  hostKeyQuestion,
  nothingYet,
  passphraseQuestion,
  passwordQuestion,
  promptsQuestion,
  sampleProfile,
  severalStates,
  someLog,
  somePast,
  thirtyTunnels,
  thousandPorts,
  tunnel,
} from "./samples/sample-news.js";

describeWindow("the window in Chromium", ({ show, shown }) => {
  const button = (name: string | RegExp): Locator => shown.page.getByRole("button", { name });
  const field = (label: string): Locator => shown.page.getByLabel(label, { exact: true }).first();
  const passive = (): Locator => shown.page.getByRole("textbox", { name: "Passive range" });
  const choose = (mode: string): Promise<void> => shown.page.getByRole("radio", { name: mode }).check({ force: true });
  const said = (sentence: string | RegExp): Locator => shown.page.getByText(sentence);
  const items = {
    ok: true,
    value: {
      file: "/home/olive/.ssh/known_hosts",
      keys: [
        {
          line: 4,
          host: "www.spinach.com",
          keyType: hostKeyQuestion.keyType,
          fingerprint: hostKeyQuestion.fingerprint,
          date: "2026-11-02",
        },
      ],
    },
  } as const;
  const asking = (...questions: Question[]): News => ({ ...severalStates(), questions });
  const focused = (): Promise<string> =>
    shown.page.evaluate(
      () => document.activeElement?.getAttribute("aria-label") ?? document.activeElement?.textContent ?? "",
    );

  it("draws nothing until it has been told everything, in whatever order", async () => {
    const { page, tell, errors } = await show(severalStates(), { isUnanswered: true });
    const news = severalStates();
    for (const name of newsNames) {
      expect(await page.getByRole("main").count(), `before ${name}`).toBe(0);
      await tell(name, news[name]);
    }
    await page.getByRole("heading", { level: 1, name: "Popeye's web site" }).waitFor();
    expect(errors).toEqual([]);
  });

  it("asks at the first start what the user has, and needs five fields at most for a profile, the port among them", async () => {
    const { page, asks } = await show(nothingYet);
    await button("Only SSH").click();
    expect(await page.getByRole("textbox").count()).toBe(3);
    await button("Cancel").click();
    await button("An FTP server with TLS, or with fixed passive ports").click();
    expect(await page.getByRole("textbox").count()).toBe(5);
    await button("Cancel").click();
    await button("An FTP server that I reach through SSH").click();
    await field("Host").fill("www.spinach.com");
    await field("User name").fill("olive");
    await field("User name").press("Enter");
    await expect
      .poll(() => asks("profiles.save"))
      .toMatchObject([
        {
          name: "www.spinach.com",
          gateway: { username: "olive" },
          ftp: { mode: "relay", target: { host: "localhost", port: 21 } },
        },
      ]);
  });

  it("unfolds the first profile to all its fields, and keeps what was typed", async () => {
    const { page } = await show(nothingYet);
    await button("Only SSH").click();
    await field("Host").fill("www.spinach.com");
    await button("More settings…").click();
    expect([
      await field("Host").inputValue(),
      await field("Name").inputValue(),
      await page.getByRole("radio", { name: "Bridge to SFTP" }).isChecked(),
    ]).toEqual(["www.spinach.com", "www.spinach.com", true]);
  });

  it("asks the first profile for no name that follows the host, and goes to the host when nothing is filled in", async () => {
    const { page } = await show(nothingYet);
    await button("An FTP server that I reach through SSH").click();
    await button(/^Save$/).click();
    await said("2 fields need your attention.").waitFor();
    expect(await page.getByRole("textbox").count(), "the brief form").toBe(4);
    await expect.poll(() => field("Host").evaluate((box) => box === document.activeElement)).toBe(true);
  });

  it("keeps the first profile's form whole once what is wrong has opened it", async () => {
    const { page } = await show(nothingYet);
    await button("An FTP server with TLS, or with fixed passive ports").click();
    for (const [label, typed] of [
      ["Host", "www.spinach.com"],
      ["User name", "olive"],
      ["FTP server, as the gateway knows it", "popeye"],
      ["Passive range", "2121-2130"],
    ] as const)
      await field(label).fill(typed);
    await button(/^Save$/).click();
    await field("Local port").waitFor(); // it is one of the passive ports
    await expect.poll(() => field("Local port").evaluate((box) => box === document.activeElement)).toBe(true);
    await page.keyboard.press("End");
    await page.keyboard.press("Backspace");
    expect(await field("Local port").inputValue()).toBe("212");
    expect(await field("Local port").evaluate((box) => box === document.activeElement)).toBe(true);
  });

  it("says at the first start what Culvert does, and offers a new profile", async () => {
    const { page } = await show(nothingYet);
    await page.getByRole("heading", { level: 1, name: "FTP through SSH, in one click" }).waitFor();
    await button("New profile").first().click();
    await page.getByRole("heading", { name: "New profile" }).waitFor();
  });

  it("says what is wrong with a field as it is left, and no sooner", async () => {
    await show(nothingYet);
    await button("New profile").first().click();
    await field("Port").fill("abc");
    expect(await said(/is not a port/).count()).toBe(0);
    await field("User name").focus();
    await said("“abc” is not a port: enter a whole number from 1 to 65535.").waitFor();
    expect(await field("Port").getAttribute("aria-describedby")).not.toBeNull();
    expect(await said("Enter a host name or address").count()).toBe(0);

    await field("Port").fill("22");
    expect(await said(/is not a port/).count()).toBe(0);
    await choose("Passive range");
    await passive().fill("2536-2534");
    await passive().blur();
    await said("“2536-2534” runs backwards: write the smaller port first.").waitFor();
  });

  it("unfolds what needs attention when ports clash", async () => {
    await show(severalStates());
    await button("Edit").click();
    await passive().fill("2100-2130");
    await passive().blur();
    await said(/Port 2121 is also one of the passive ports/).waitFor();
    expect(await field("Local port").isVisible()).toBe(true);
  });

  it("on a try to save shows all that is wrong, goes to the first, and saves nothing", async () => {
    const { asks } = await show(nothingYet);
    await button("New profile").first().click();
    await field("Name").fill("Popeye");
    await button(/^Save$/).click();
    await said("3 fields need your attention.").waitFor();
    await expect
      .poll(() => shown.page.evaluate(() => document.activeElement?.getAttribute("placeholder")))
      .toBe("www.spinach.com");
    expect(await asks("profiles.save")).toEqual([]);
  });

  it("creates a profile by keyboard alone", async () => {
    const { page, asks, tell } = await show(nothingYet);
    await page.keyboard.press("Control+n");
    await page.getByRole("heading", { name: "New profile" }).waitFor();
    await page.keyboard.press("Tab");
    await page.keyboard.type("Popeye's web site");
    for (const typed of ["www.spinach.com", undefined, "olive"]) {
      await page.keyboard.press("Tab");
      if (typed !== undefined) await page.keyboard.type(typed);
    }
    while (
      !(await page.evaluate(
        () => document.activeElement instanceof HTMLInputElement && document.activeElement.type === "radio",
      ))
    )
      await page.keyboard.press("Tab");
    await page.keyboard.press("ArrowDown");
    for (const typed of ["popeye", undefined, "2534-2536"]) {
      await page.keyboard.press("Tab");
      if (typed !== undefined) await page.keyboard.type(typed);
    }
    await page.keyboard.press("Enter");
    await expect.poll(() => asks("profiles.save")).toHaveLength(1);
    const { ftp, gateway, id } = (await asks("profiles.save"))[0] as ReturnType<typeof sampleProfile>;
    expect({ ftp, host: gateway.host, id }).toEqual({
      ftp: sampleProfile().ftp,
      host: "www.spinach.com",
      id: "popeye-s-web-site",
    });

    await tell("profiles", { profiles: [sampleProfile({ id })], withSecrets: [] });
    await page.getByRole("heading", { level: 1, name: "Popeye's web site" }).waitFor();
    expect(await asks("tunnels.open")).toEqual([id]);
    await expect.poll(focused).toBe("Connect");
    await page.keyboard.press("Enter");
    await expect.poll(() => asks("tunnels.open")).toEqual([id, id]);
  });

  it("makes a relay of a new profile unless told otherwise, and offers it first", async () => {
    const { page, asks } = await show(nothingYet);
    await button("New profile").first().click();
    expect(
      await page
        .getByRole("radio")
        .evaluateAll((ways) =>
          ways.map((way) => `${(way as HTMLInputElement).value}${(way as HTMLInputElement).checked ? " chosen" : ""}`),
        ),
    ).toEqual(["relay chosen", "range", "bridge", "none"]);
    expect(await passive().count()).toBe(0);
    for (const [label, typed] of [
      ["Name", "Popeye"],
      ["Host", "www.spinach.com"],
      ["User name", "olive"],
      ["FTP server, as the gateway knows it", "localhost"],
    ] as const)
      await field(label).fill(typed);
    await button(/^Save$/).click();
    await expect
      .poll(() => asks("profiles.save"))
      .toMatchObject([
        {
          ftp: { mode: "relay", target: { host: "localhost", port: 21 }, listen: { host: "127.0.0.1", port: 2121 } },
        },
      ]);
  });

  it("edits a profile, reorders its logins, and says why it could not be saved", async () => {
    const { asks, answer } = await show(severalStates());
    await answer("files.chooseKey", { ok: true, value: "/home/olive/.ssh/web" });
    await button("Edit").click();
    await button(/Ways to log in/).click();
    await button("Choose…").first().click();
    await button("Move /home/olive/.ssh/web up").click();
    await button("Remove Password").click();
    expect(await focused()).toBe("Add");
    const failure = { code: "store.unreadable", file: "/home/olive/profiles.json", detail: "EROFS" } as const;
    await answer("profiles.save", { ok: false, failure });
    await button(/^Save$/).click();
    await said(describeFailure(failure).says).waitFor();
    const [saved] = (await asks("profiles.save")) as ReturnType<typeof sampleProfile>[];
    expect(saved?.gateway.auth.map((way) => (way.method === "key" ? way.file : way.method))).toEqual([
      "/home/olive/.ssh/web",
      "agent",
      "~/.ssh/id_ecdsa",
      "~/.ssh/id_rsa",
      "keyboard-interactive",
    ]);
  });

  it("does not save a profile with no way to log in, and leads to the button that adds one", async () => {
    const { asks } = await show(severalStates());
    await button("Edit").click();
    await button(/Ways to log in/).click();
    while ((await button(/^Remove/).count()) > 0)
      await button(/^Remove/)
        .first()
        .click();
    await said("Choose at least one way to log in.").waitFor();
    await field("Name").focus();
    await button(/^Save$/).click();
    await expect.poll(focused).toBe("Add");
    expect(await asks("profiles.save")).toEqual([]);
  });

  it("forgets kept secrets when asked", async () => {
    const { asks } = await show(severalStates());
    await button("Edit").click();
    await button("Forget it").click();
    expect(await asks("secrets.forget")).toEqual(["popeye"]);
  });

  it("asks before changes are lost, and keeps them unless told", async () => {
    const { page } = await show(severalStates());
    await button("Edit").click();
    await field("Name").fill("Other");
    await page.getByRole("option", { name: /Bluto/ }).click();
    await page.getByRole("alertdialog", { name: "Discard the changes?" }).waitFor();
    expect(await focused()).toBe("Keep editing");
    await page.keyboard.press("Escape");
    expect(await field("Name").inputValue()).toBe("Other");
    await field("Name").press("Escape");
    await button("Discard").click();
    await page.getByRole("heading", { level: 1, name: "Popeye's web site" }).waitFor();
    expect(await focused()).toBe("Edit");
  });

  it("duplicates a profile into the editor, under an id of its own", async () => {
    const { page, asks } = await show(severalStates());
    await button("More actions").click();
    await page.getByRole("menuitem", { name: "Duplicate" }).click();
    expect(await field("Name").inputValue()).toBe("Popeye's web site copy");
    await button(/^Save$/).click();
    await expect
      .poll(() => asks("profiles.save"))
      .toMatchObject([
        {
          ...sampleProfile(),
          id: "popeye-s-web-site-copy",
          name: "Popeye's web site copy",
          ftp: { listen: { port: 2122 } },
        },
      ]); // the original's port is taken
  });

  it("deletes a profile only once that is confirmed", async () => {
    const { page, asks } = await show(severalStates());
    const remove = async (): Promise<void> => {
      await button("More actions").click();
      await page.getByRole("menuitem", { name: "Delete…" }).click();
      await page.getByRole("alertdialog", { name: "Delete “Popeye's web site”?" }).waitFor();
    };
    await remove();
    expect(await focused()).toBe("Cancel");
    await page.keyboard.press("Enter");
    expect(await asks("profiles.remove")).toEqual([]);
    await remove();
    await button("Delete").click();
    expect(await asks("profiles.remove")).toEqual(["popeye"]);
  });

  it("offers what a tunnel's state allows, and says what troubles it", async () => {
    const { page, asks } = await show(severalStates());
    await page.getByRole("option", { name: /Bluto/ }).click();
    await said(/in \d+ s/).waitFor();
    await said("gw.bluto.example:22 did not answer in time.").waitFor();
    await button("Retry now").click();
    expect(await asks("tunnels.open")).toEqual(["bluto"]);
    await page.keyboard.press("Escape");
    await page.getByRole("option", { name: /Bluto/ }).press("ArrowDown");
    await said(/did not let wimpy in/).waitFor();
    expect(await button("Disconnect").count()).toBe(0);
    await page.getByRole("option", { name: /Popeye/ }).click();
    await button("Disconnect").click();
    expect(await asks("tunnels.close")).toEqual(["popeye"]);
  });

  it("says above thirty tunnels which need the user, leads from one to the next, and is silent above a few", async () => {
    const { page, tell } = await show(thirtyTunnels());
    const needs = button(/1 failed, 2 waiting, 1 with refused ports/);
    const heading = (name: string) => page.getByRole("heading", { level: 1, name }).waitFor();
    await needs.click();
    await heading("Customer 23, web site");
    await page.getByRole("option", { name: /Customer 23/, selected: true }).waitFor();
    expect(
      await page
        .getByRole("option", { name: /Customer 23/ })
        .evaluate((option) => option.getBoundingClientRect().bottom <= window.innerHeight),
      "and the list shows it",
    ).toBe(true);
    await needs.click();
    await heading("Customer 12, web site");
    const { tunnels, profiles } = severalStates();
    await tell("profiles", profiles);
    await tell("tunnels", tunnels);
    await page.getByRole("option").filter({ hasText: "Open, ports refused" }).waitFor();
    expect(await needs.count()).toBe(0);
  });

  it("shows a row a port, with its refusal and its trouble, and follows the news", async () => {
    const { page, tell } = await show(severalStates());
    const row = (name: RegExp): Locator => page.getByRole("row", { name });
    await expect
      .poll(() => row(/Passive 2534/).innerText())
      .toMatch(/127\.0\.0\.1:2534\s+popeye:2534\s+Listening\s+1 open\s+7 in all\s+0 B\s+34\.8 MB\s+2\.14 MB\/s/);
    expect(await row(/Passive 2535/).innerText()).toContain("Refused");
    await said(/Another program already listens on 127.0.0.1:2535/).waitFor();
    await said(/The latest connection failed/).waitFor();
    await tell("tunnels", [
      tunnel(
        "popeye",
        { kind: "open", since: 0 },
        fivePorts.map((one) => ({ ...one, bytes: { up: 5, down: 77_000 } })),
      ),
    ]);
    await expect.poll(() => row(/Control/).innerText()).toMatch(/5 B\s+77 KB/);
  });

  it("scrolls a thousand ports with few of them in the document", async () => {
    const { page } = await show(severalStates(thousandPorts));
    await button("Passive range").click();
    await page.getByRole("row", { name: /Passive 40001/ }).waitFor();
    await page.getByRole("grid", { name: "Ports" }).evaluate((table) => table.scrollTo(0, table.scrollHeight));
    await page.getByRole("row", { name: /Passive 40999/ }).waitFor();
    expect(await page.getByRole("row").count()).toBeLessThan(40);
    expect(await page.getByRole("grid", { name: "Ports" }).getAttribute("aria-rowcount")).toBe("1005");
  });

  it("shows a tunnel's traffic of the last minute and hour, with its peaks in words", async () => {
    const { page } = await show({ ...severalStates(), traffic: [somePast(Date.now())] });
    await said("Down, at most 2 MB/s").waitFor();
    expect(
      await page.locator(".traffic canvas").evaluate((canvas: HTMLCanvasElement) =>
        canvas
          .getContext("2d")
          ?.getImageData(0, 0, canvas.width, canvas.height)
          .data.some((part) => part > 0),
      ),
    ).toBe(true);
    await page.getByRole("radio", { name: "Hour" }).click();
    await said("Down, at most 100 KB/s").waitFor();
  });

  it("tells in sentences what happened, of one tunnel if wanted, and copies it without names", async () => {
    const { page } = await show({ ...severalStates(), log: someLog });
    await button(/^Log$/).click();
    const entries = page.getByRole("list", { name: "What happened" }).getByRole("listitem");
    expect(await entries.first().innerText()).toContain(
      "Bluto's archive could not be opened and is tried again. gw.bluto.example:22 did not answer in time.",
    );
    expect(await entries.count()).toBe(4);
    await button(/^All tunnels/).click();
    await page.getByRole("listbox").last().getByRole("option", { name: "Popeye's web site", exact: true }).click();
    expect(await entries.allInnerTexts()).toEqual([
      expect.stringContaining("Popeye's web site is open again after 2 minutes."),
      expect.stringContaining("Popeye's web site was lost"),
      expect.stringContaining("Culvert 0.1.0 started."),
    ]);
    await page.evaluate(() => {
      DataTransfer.prototype.setData = (_format, text) => {
        document.title = text;
      };
    });
    await button("Copy").click();
    await expect
      .poll(() => page.title())
      .toMatch(
        /^\S+ Culvert 0\.1\.0 started\. \S+ profile-1 was lost and is tried again\. The SSH link to host-1:22 was lost/,
      );
  });

  it("keeps a setting as it is made, a number only within its bounds", async () => {
    const { page, asks } = await show(severalStates());
    await button("Settings").click();
    await page.getByRole("heading", { level: 1, name: "Settings" }).waitFor();
    await button(/^The system's Theme/).click();
    await page.getByRole("option", { name: "Dark" }).click();
    await field("Check a quiet gateway every (seconds)").fill("4000");
    await field("Check a quiet gateway every (seconds)").press("Enter");
    await said("Enter a whole number from 0 to 3600.").waitFor();
    await field("Check a quiet gateway every (seconds)").fill("30");
    await field("Default key").fill("~/.ssh/web");
    await field("Default key").blur();
    await page.getByText("a tunnel is lost").click();
    await page.getByText("Popeye's web site").last().click();
    expect(await asks("settings.save")).toEqual(
      [
        { theme: "dark" },
        { keepalive: { seconds: 30, misses: 3 } },
        { defaultKey: "~/.ssh/web" },
        { notifications: { ...DEFAULT_SETTINGS.notifications, lost: false } },
      ].map((changed) => ({ ...DEFAULT_SETTINGS, ...changed })),
    );
    expect(await asks("profiles.save")).toMatchObject([{ id: "popeye", openAtStart: true }]);
  });

  it("makes text larger by the keys of every browser, wherever the focus is, and no larger than it goes", async () => {
    const { page, asks, tell } = await show(severalStates());
    await button("Edit").click();
    await field("Name").press("Control+=");
    expect(await asks("settings.save")).toEqual([{ ...DEFAULT_SETTINGS, textSize: 110 }]);
    await tell("settings", { settings: { ...DEFAULT_SETTINGS, textSize: 200 } });
    await page.keyboard.press("Control+=");
    await page.keyboard.press("Control+0");
    await expect
      .poll(() => asks("settings.save"))
      .toEqual([
        { ...DEFAULT_SETTINGS, textSize: 110 },
        { ...DEFAULT_SETTINGS, textSize: 100 },
      ]);
  });

  it("exports all profiles, and says where to", async () => {
    const { answer } = await show(severalStates());
    await button("Settings").click();
    await answer("profiles.export", { ok: true, value: "/home/olive/profiles.json" });
    await button("Export…").click();
    await said("The profiles were written to /home/olive/profiles.json.").waitFor();
  });

  it("speaks another language at once, where that is set", async () => {
    const { page, tell } = await show(severalStates());
    await tell("settings", { settings: { ...DEFAULT_SETTINGS, language: "zh" } });
    await button("断开").waitFor();
    expect(await page.getByRole("columnheader").allInnerTexts()).toContain("状态");
    expect(await page.evaluate(() => document.documentElement.lang)).toBe("zh-CN");
  });

  it("goes where the tray or a notification leads, once for each time", async () => {
    const { page, tell } = await show(severalStates());
    await tell("led", { to: { kind: "page", page: "settings" }, time: 1 });
    await page.getByRole("heading", { level: 1, name: "Settings" }).waitFor();
    await tell("led", { to: { kind: "profile", id: "bluto" }, time: 2 });
    await page.getByRole("heading", { level: 1, name: "Bluto's archive" }).waitFor();
    await button("Settings").click();
    await tell("led", { to: { kind: "profile", id: "bluto" }, time: 2 });
    await page.getByRole("heading", { level: 1, name: "Settings" }).waitFor();
  });

  it("lists the host keys that Culvert has added, and takes one out once that is confirmed", async () => {
    const { page, asks, answer } = await show(severalStates());
    await answer("hostKeys.list", items);
    await button("Host keys").click();
    await page.getByRole("row", { name: /www\.spinach\.com/ }).waitFor();
    await button("Remove the key of www.spinach.com").click();
    expect(await asks("hostKeys.remove")).toEqual([]);
    await answer("hostKeys.list", { ok: true, value: { ...items.value, keys: [] } });
    await page.getByRole("alertdialog").getByRole("button", { name: "Remove" }).click();
    await page.getByText("Culvert has not written down a host key yet.").waitFor();
    expect(await asks("hostKeys.remove")).toEqual([{ line: 4, fingerprint: hostKeyQuestion.fingerprint }]);
  });

  it("asks about an unknown host key so that a stray Enter trusts nobody", async () => {
    const { page, asks, tell } = await show(asking(hostKeyQuestion));
    const sheet = page.getByRole("alertdialog", { name: "Is this the right server?" });
    await sheet.waitFor();
    for (const fact of [
      "www.spinach.com:22",
      "ssh-ed25519",
      "SHA256:uNiVztksCsDhcc0u9e8BrXD7bSx2vUeT4pSjXh1E1GI",
      "For “Popeye's web site”",
    ])
      expect(await sheet.innerText()).toContain(fact);
    await dialogAcceptsKeys(page);
    await page.keyboard.press("Enter");
    expect(await asks("questions.answer")).toEqual([{ id: "q1", answer: { kind: "cancel" } }]);

    await tell("questions", [{ ...hostKeyQuestion, id: "q9" }]);
    await button("Trust and remember").click();
    expect((await asks("questions.answer"))[1]).toEqual({ id: "q9", answer: { kind: "trust", remember: true } });
    await tell("questions", []);
    await expect.poll(() => sheet.count()).toBe(0);
  });

  it("asks for a password one question at a time, and remembers only where it may", async () => {
    const { page, asks, tell } = await show(asking(passwordQuestion, passphraseQuestion));
    await said("The server did not accept that password. Check it and try again.").waitFor();
    await dialogAcceptsKeys(page);
    await page.keyboard.type("spinach");
    await page.getByText("Remember it on this computer").click();
    expect(await field("Password").getAttribute("type")).toBe("password");
    await button("Show what is typed").click();
    expect(await field("Password").getAttribute("type")).toBe("text");
    await field("Password").press("Enter");
    expect(await asks("questions.answer")).toEqual([
      { id: "q2", answer: { kind: "secret", text: "spinach", remember: true } },
    ]);

    await tell("questions", [passphraseQuestion]);
    await said("The key file ~/.ssh/id_ed25519 is locked.").waitFor();
    expect(await page.getByText("Remember it on this computer").count()).toBe(0);
    expect(await field("Passphrase").inputValue()).toBe("");
    await dialogAcceptsKeys(page);
    await page.keyboard.press("Escape");
    expect((await asks("questions.answer"))[1]).toEqual({ id: "q3", answer: { kind: "cancel" } });
  });

  it("passes on the server's own prompts, hidden where it wants them hidden", async () => {
    const { asks, page } = await show(asking(promptsQuestion));
    await field("User id:").fill("olive");
    expect(await field("One-time code:").getAttribute("type")).toBe("password");
    await field("One-time code:").fill("123456");
    await dialogAcceptsKeys(page);
    await page.keyboard.press("Enter");
    expect(await asks("questions.answer")).toEqual([
      { id: "q4", answer: { kind: "texts", texts: ["olive", "123456"] } },
    ]);
  });
});
