import type { Locator } from "playwright-core";
import { expect, it } from "vitest";
import type { News } from "../../src/shared/ipc/contract.js";
import type { Mend } from "../../src/shared/status/mend.js";
import type { Hop, Route } from "../../src/shared/status/route.js";
import { describeFailure } from "../../src/shared/words/words.js";
import { describeWindow } from "./host/describe-window.js";
import {
  bridgeNews,
  passiveOnly,
  relayNews,
  relayPorts,
  routed,
  sampleProfile,
  severalStates,
  tunnel,
} from "./samples/sample-news.js";
import {
  changedKey,
  changedKeyRoute,
  checkingRoute,
  ftpHop,
  gatewayHop,
  jumpRoute,
  outsideRoute,
  programHop,
  refusedLoginRoute,
  routeWith,
  takenRoute,
  workingRoute,
} from "./samples/sample-routes.js";
import { sampleCertificate } from "../support/fixtures/sample-certificate.js";

describeWindow("the route in the window", ({ show, shown }) => {
  const withRoute = (route: Route, news: News = relayNews([])): News => ({
    ...news,
    tunnels: routed(news.tunnels, route),
  });
  const hops = (): Locator => shown.page.getByRole("list", { name: "Route" }).locator("> .hop");
  const hop = (name: string): Locator => hops().filter({ hasText: name });
  const button = (name: string | RegExp): Locator => shown.page.getByRole("button", { name });
  const failing = (changes: Partial<Hop>): Route =>
    routeWith([programHop(), gatewayHop(), ftpHop({ state: "fails", ...changes })]);

  it("stands from the program to the FTP server, each hop with its word, its fact and when it was seen to work", async () => {
    await show(withRoute(jumpRoute));
    const texts = await hops().evaluateAll((items) =>
      items.map((item) => (item.querySelector(".hop-details") as HTMLElement).innerText.replace(/\s+/g, " ")),
    );
    expect(texts).toEqual([
      "Your FTP program 127.0.0.1:2121 Works last seen 21 Aug, 12:00",
      "Jump host jump.spinach.com:2222 Works last seen 21 Aug, 12:00",
      "Gateway www.spinach.com:22 Works last seen 21 Aug, 12:00",
      "FTP server popeye:21 Works last seen 21 Aug, 12:02",
    ]);
    await hop("popeye:21").getByText("FTP login accepted").waitFor();
    await hop("jump.spinach.com").getByText("dropbear_2022.83").waitFor();
    expect(await hops().locator("svg.hop-icon").count(), "a mark of its own shape beside each word").toBe(4);
  });

  it("says between which hops what passes is encrypted, and where it is not", async () => {
    await show(withRoute(workingRoute));
    await hop("127.0.0.1:2121").getByText("Through SSH, encrypted").waitFor();
    await hop("www.spinach.com:22").getByText("Not encrypted beyond the gateway").waitFor();
    const certificate = sampleCertificate("popeye");
    const encrypted: Hop = {
      kind: "ftp-server",
      endpoint: "popeye:21",
      state: "works",
      facts: [{ kind: "tls-spoken", certificate }],
    };
    await shown.tell("tunnels", withRoute(routeWith([programHop(), gatewayHop(), encrypted])).tunnels);
    await hop("www.spinach.com:22").getByText("By TLS, encrypted").waitFor();
    expect(await shown.page.getByText("Not encrypted").count()).toBe(0);
  });

  it("is that of the profile, of which nothing is known, before anything was told of it", async () => {
    const { page } = await show({ ...relayNews([]), tunnels: [] });
    await hop("popeye:21").getByText("Not known yet").waitFor();
    expect(await hops().count()).toBe(3);
    expect(await page.getByRole("region", { name: "In your FTP program" }).count()).toBe(0);
  });

  it("takes the place of a word that promises too much: an open tunnel says whether FTP gets through", async () => {
    const { page, tell } = await show(withRoute(workingRoute));
    const state = page.locator(".state-line");
    expect(await state.innerText()).toMatch(/^Open\s+since .*your FTP program gets through/s);
    const greeted = routeWith([programHop(), gatewayHop(), ftpHop({ facts: [] })]);
    await tell("tunnels", withRoute(greeted).tunnels);
    await state.getByText("an FTP program will work, as far as can be known without its login").waitFor();
    await tell("tunnels", withRoute(checkingRoute).tunnels);
    await state.getByText("checking whether FTP gets through").waitFor();
    await tell("tunnels", withRoute(refusedLoginRoute).tunnels);
    await state.getByRole("status").getByText("Open, but FTP does not work").waitFor();
  });

  it("opens a hop that fails in place: the cause, what to do, the server's line to paste and one button that invites", async () => {
    const { page, asks } = await show(withRoute(outsideRoute, severalStates(passiveOnly)));
    const failed = hop("popeye:21");
    const { says, remedy } = describeFailure({
      code: "ftp.outside-range",
      target: "popeye:21",
      port: 40_217,
      passive: "2534-2536",
    });
    for (const text of [says, remedy, "pasv_min_port=2534"]) await failed.getByText(text).waitFor();
    expect(await failed.locator(".mends .button").allInnerTexts()).toEqual([
      "Copy the server's lines",
      "Switch to the relay",
    ]);
    expect(await page.locator(".route-hops .button-primary").allInnerTexts()).toEqual(["Copy the server's lines"]);
    expect(await page.getByText(says).count(), "told once on the page, and once in the list").toBe(2);
    await button("Switch to the relay").click();
    expect(await asks("tunnels.mend")).toEqual([{ id: "popeye", mend: { kind: "switch-mode", mode: "relay" } }]);
  });

  it.each([
    { mend: { kind: "use-port", port: 2122 }, name: "Use port 2122 instead" },
    {
      mend: { kind: "close-tunnel", profile: "bluto", name: "Bluto's archive" },
      name: "Disconnect “Bluto's archive”",
    },
    { mend: { kind: "reconnect" }, name: "Reconnect with the changed profile" },
    { mend: { kind: "open-known-hosts", file: "/k", line: 7 }, name: "Open the file at line 7" },
    { mend: { kind: "retry" }, name: "Try again" },
  ] as const satisfies readonly { readonly mend: Mend; readonly name: string }[])(
    "has a remedy done by one call: $name",
    async ({ mend, name }) => {
      const cause = { code: "ftp.no-greeting", target: "popeye:21", cause: "ended" } as const;
      const { asks } = await show(withRoute(failing({ cause, mends: [mend] })));
      await button(name).click();
      expect(await asks("tunnels.mend")).toEqual([{ id: "popeye", mend }]);
    },
  );

  it("says why a remedy could not be done", async () => {
    const { answer, page } = await show(withRoute(takenRoute));
    const failure = { code: "forward.port-taken", host: "127.0.0.1", port: 2122 } as const;
    await answer("tunnels.mend", { ok: false, failure });
    await button("Use port 2122 instead").click();
    await page.getByRole("alert").getByText(describeFailure(failure).says).waitFor();
  });

  it.each([
    { path: ["gateway", "host"], field: "gateway.host" },
    { path: ["ftp", "target", "port"], field: "ftp.target.port" },
    { path: ["ftp", "listen", "host"], field: "ftp.listen.host" },
    { path: ["gateway", "oldServer"], field: "gateway.oldServer" },
    { path: ["gateway", "proxy", "host"], field: "gateway.proxy.host" },
    { path: ["forwards", 0, "listen", "port"], field: "forwards[0].listen.port" },
  ])("opens the editor at $field where that mends it", async ({ path, field }) => {
    const cause = { code: "ftp.no-greeting", target: "popeye:21", cause: "ended" } as const;
    const news = withRoute(failing({ cause, mends: [{ kind: "edit-profile", path }] }));
    const gateway = {
      host: "www.spinach.com",
      username: "olive",
      proxy: { kind: "socks5" as const, host: "proxy.example", port: 1080 },
    };
    const profile = sampleProfile({ gateway, ftp: { mode: "relay", target: { host: "popeye" } } });
    const { page, asks } = await show({ ...news, profiles: { profiles: [profile], withSecrets: [] } });
    await button("Edit the profile").click();
    await expect.poll(() => page.evaluate(() => document.activeElement?.getAttribute("name"))).toBe(field);
    expect(await page.evaluate(() => document.activeElement?.checkVisibility())).toBe(true);
    expect(await asks("tunnels.mend")).toEqual([]);
  });

  it("puts a chosen key before all other ways to log in, of the very hop, and saves nothing by itself", async () => {
    const cause = {
      code: "ssh.login-refused",
      host: "jump.spinach.com",
      port: 2222,
      username: "olive",
      tried: [],
      offered: [],
    } as const;
    const news = relayNews([]);
    const route = routeWith([
      programHop(),
      {
        kind: "jump-host",
        endpoint: "jump.spinach.com:2222",
        state: "fails",
        facts: [],
        cause,
        mends: [{ kind: "choose-key" }],
      },
      gatewayHop({ state: "unknown", facts: [] }),
      ftpHop({ state: "unknown", facts: [] }),
    ]);
    const popeye = sampleProfile({
      gateway: {
        host: "www.spinach.com",
        username: "olive",
        via: [{ host: "jump.spinach.com", port: 2222, username: "olive" }],
      },
      ftp: { mode: "relay", target: { host: "popeye" } },
    });
    const { page, asks, answer } = await show({
      ...news,
      profiles: { profiles: [popeye], withSecrets: [] },
      tunnels: [{ ...tunnel("popeye", { kind: "failed", cause }), route }],
    });
    await answer("files.chooseKey", { ok: true, value: undefined });
    await button("Choose a key…").click();
    await expect.poll(() => asks("files.chooseKey")).toHaveLength(1);
    expect(await page.getByRole("heading", { name: "Edit profile" }).count(), "nothing was chosen").toBe(0);
    await answer("files.chooseKey", { ok: true, value: "/home/olive/.ssh/jump" });
    await button("Choose a key…").click();
    await expect
      .poll(() => page.evaluate(() => (document.activeElement as HTMLInputElement | null)?.value))
      .toBe("/home/olive/.ssh/jump");
    expect(await asks("profiles.save")).toEqual([]);
    await button(/^Save$/).click();
    await expect.poll(() => asks("profiles.save")).toHaveLength(1);
    const [saved] = (await asks("profiles.save")) as ReturnType<typeof sampleProfile>[];
    expect(saved?.gateway.via[0]?.auth[0]).toMatchObject({ method: "key", file: "/home/olive/.ssh/jump" });
    expect(saved?.gateway.auth[0]).not.toMatchObject({ file: "/home/olive/.ssh/jump" });
  });

  it("asks a question again that was left unanswered", async () => {
    const cause = { code: "ssh.question-cancelled", host: "www.spinach.com", port: 22 } as const;
    const { asks } = await show(withRoute(failing({ cause, mends: [{ kind: "answer-question" }] })));
    await button("Answer the question").click();
    expect(await asks("tunnels.open")).toEqual(["popeye"]);
  });

  it("shows a changed host key beneath the one that was known, with both pictures, and invites to nothing", async () => {
    const news = severalStates([]);
    const state = { kind: "failed", cause: changedKey } as const;
    const { page } = await show({
      ...news,
      tunnels: [{ ...tunnel("popeye", state), route: changedKeyRoute }, ...news.tunnels.slice(1)],
    });
    const keys = hop("www.spinach.com:22").getByRole("definition");
    const [before, now] = await keys.allInnerTexts();
    expect(before).toContain(changedKey.kept[0].fingerprint);
    expect(now).toContain(changedKey.fingerprint);
    expect(await page.getByRole("img", { name: /The key as a picture/ }).count()).toBe(2);
    const faces = await page
      .locator(".changed-key :is(code, pre)")
      .evaluateAll((texts) => texts.map((text) => getComputedStyle(text).fontFamily));
    expect(faces.every((face) => face.includes("monospace"))).toBe(true);
    expect(await page.locator(".main .button-primary").count(), "neither Connect nor a remedy").toBe(0);
    await button("Connect").waitFor();
    await button("Open the file at line 1").waitFor();
    await button("Copy the new fingerprint").click();
    await page.getByRole("status").filter({ hasText: "The new fingerprint copied" }).waitFor({ state: "attached" });
  });

  it("takes the line of a changed key out only once the host's name was typed, and says why where it cannot", async () => {
    const news = severalStates([]);
    const state = { kind: "failed", cause: changedKey } as const;
    const { page, asks, answer } = await show({
      ...news,
      tunnels: [{ ...tunnel("popeye", state), route: changedKeyRoute }, ...news.tunnels.slice(1)],
    });
    await button("Remove line 1…").click();
    const sheet = page.getByRole("alertdialog", { name: "Forget the known key of www.spinach.com?" });
    const forget = sheet.getByRole("button", { name: "Forget this key" });
    expect(await forget.isDisabled()).toBe(true);
    const name = sheet.getByRole("textbox", { name: "To go on, type www.spinach.com" });
    await name.fill("www.spinach.co");
    await name.press("Enter");
    expect([await forget.isDisabled(), await asks("hostKeys.removeChanged")]).toEqual([true, []]);
    await answer("hostKeys.removeChanged", { ok: false, failure: changedKey });
    await name.fill("www.spinach.com");
    await forget.click();
    await sheet.getByText(/has CHANGED/).waitFor();
    await answer("hostKeys.removeChanged", { ok: true, value: undefined });
    await forget.click();
    await page.getByText("The line is removed. Connect again").waitFor();
    const { line, fingerprint } = changedKey.kept[0];
    expect((await asks("hostKeys.removeChanged")).at(-1)).toEqual({
      id: "popeye",
      typedHost: "www.spinach.com",
      line,
      fingerprint,
    });
  });

  it("says what to type into the program, whose login is meant, and remembers the program for each profile", async () => {
    const { page, tell } = await show(withRoute(workingRoute));
    const setup = page.getByRole("region", { name: "In your FTP program" });
    await hop("127.0.0.1:2121").getByRole("region", { name: "In your FTP program" }).waitFor();
    await setup.getByText("your own at popeye:21, the FTP server").waitFor();
    await button(/Program/).click();
    await page.getByRole("option", { name: "FileZilla" }).click();
    await setup.getByText("File > Site Manager > New site").waitFor();
    await setup.getByText("your own at popeye:21, the FTP server").waitFor();
    await page.getByRole("option", { name: /Bluto/ }).click();
    await page.getByRole("option", { name: /Popeye/ }).click();
    await setup.getByText("File > Site Manager > New site").waitFor();
    await page.reload();
    await setup.getByText("File > Site Manager > New site").waitFor();
    const { tunnels } = bridgeNews();
    await tell("tunnels", [{ ...tunnels[0], profile: "bluto" } as (typeof tunnels)[number]]);
    await page.getByRole("option", { name: /Bluto/ }).click();
    await button(/Any FTP program/).waitFor();
  });

  it("writes the site into the program that is chosen, and tells what became of it or what stands in the way", async () => {
    const { page, answer, asks } = await show(withRoute(workingRoute));
    const write = button("Write it into FileZilla");
    await button(/Program/).click();
    expect(await write.count(), "no program is chosen").toBe(0);
    await page.getByRole("option", { name: "FileZilla" }).click();
    await page.getByText("While FileZilla is closed; its settings are backed up first.").waitFor();
    await answer("programs.writeSite", {
      ok: false,
      failure: { code: "export.program-running", program: "filezilla" },
    });
    await write.click();
    await page.getByRole("alert").getByText("Quit FileZilla, and try again.").waitFor();
    const file = "/home/olive/.config/filezilla/sitemanager.xml";
    await answer("programs.writeSite", {
      ok: true,
      value: { program: "filezilla", file, name: "Popeye", outcome: "added", backup: `${file}.culvert-1` },
    });
    await write.press("Enter");
    await page.getByText("FileZilla has the site “Popeye” now.").waitFor();
    await page.getByText(`The settings as they were: ${file}.culvert-1`).waitFor();
    expect(await asks("programs.writeSite")).toEqual(Array(2).fill({ id: "popeye", program: "filezilla" }));
    await answer("programs.withSites", { ok: true, value: ["filezilla"] });
    await button(/Program/).click();
    await page.getByRole("option", { name: "WinSCP" }).click();
    await page.getByText("Login > New Site").waitFor();
    expect(await button(/Write it into/).count(), "WinSCP has no settings here").toBe(0);
  });

  it("folds the ports of a range beneath it, unfolds them when one fails, and has none for a relay alone", async () => {
    const { page, tell } = await show(severalStates(passiveOnly));
    const table = page.getByRole("grid", { name: "Ports" });
    const fold = button(/^Ports/);
    expect(await fold.innerText()).toContain("4 listening");
    expect(await table.count()).toBe(0);
    await fold.press("Enter");
    await page.getByRole("row", { name: /Passive 2534/ }).waitFor();
    await fold.press("Enter");
    expect(await table.count()).toBe(0);
    const [control, ...passive] = passiveOnly;
    const cause = { code: "forward.port-taken", host: "127.0.0.1", port: 2121 } as const;
    const refused = { ...control, state: { kind: "refused", cause } } as (typeof passiveOnly)[number];
    await tell("tunnels", severalStates([refused, ...passive]).tunnels);
    await page.getByRole("row").filter({ hasText: "Refused" }).waitFor();
    await tell("profiles", relayNews([]).profiles);
    await tell("tunnels", [{ ...tunnel("popeye", { kind: "open", since: 0 }, relayPorts([])), route: workingRoute }]);
    await expect.poll(() => fold.count()).toBe(0);
  });

  it("is told in the list of tunnels by its cause in one line, and above many of them", async () => {
    const { page } = await show(withRoute(refusedLoginRoute));
    const item = page.getByRole("option", { name: /Popeye/ });
    const cause = item.locator(".profile-cause");
    expect(await cause.innerText()).toMatch(/^popeye:21 refused the FTP login/);
    expect(await cause.evaluate((line) => line.getClientRects().length)).toBe(1);
    expect(await item.locator("svg.state-icon-waiting").count()).toBe(1);
  });

  it("is gone through by keyboard, from what to type to the remedy", async () => {
    const { page } = await show(withRoute(outsideRoute, severalStates(passiveOnly)));
    await button("Copy host").focus();
    const names: string[] = [];
    for (let presses = 0; presses < 8; presses++) {
      await page.keyboard.press("Tab");
      names.push(
        await page.evaluate(
          () => document.activeElement?.getAttribute("aria-label") ?? document.activeElement?.textContent ?? "",
        ),
      );
    }
    expect(names.filter((name) => /^(Copy|Switch|Ports)/.test(name))).toEqual([
      "Copy port",
      "Copy the server's lines",
      "Switch to the relay",
      expect.stringMatching(/^Ports/),
    ]);
  });
});
