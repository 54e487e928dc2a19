import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect } from "vitest";
import { RawFtp } from "../support/clients/raw-ftp.js";
import { freePort } from "../support/fixtures/free-port.js";
import { freshKey } from "../support/fixtures/fresh-key.js";
import { filesWithMarks, secretMark, findMarks } from "../support/fixtures/secret-marks.js";
import { startGateway, type Gateway } from "../support/gateways/gateway.js";
import { startScriptedFtpServer, type ScriptedFtpServer } from "../support/servers/scripted-ftp-server.js";
import { describeApp, itWith } from "./host.js";
import { chooseInTray, homeWithProfiles, shownWindow, trayThatSays } from "./steps.js";

const PASSWORD = secretMark("password");
const MISTYPED = secretMark("mistyped");
const PASSPHRASE = secretMark("passphrase");
const FTP = secretMark("ftp");
const MARKS = [PASSWORD, MISTYPED, PASSPHRASE, FTP];

/** Keep everything that the main process tells the window, under `window.told`. */
const recordNews = (page: Page) =>
  page.evaluate(() => {
    const scope = window as unknown as {
      told: string[];
      culvert: { hear(name: string, listener: (news: unknown) => void): void };
    };
    scope.told = [];
    for (const name of ["profiles", "tunnels", "questions", "settings", "log", "checks"]) {
      try {
        scope.culvert.hear(name, (news) => scope.told.push(JSON.stringify(news)));
      } catch {
        /* news of another version */
      }
    }
  });
const toldTo = (page: Page) =>
  page.evaluate(() => (window as unknown as { told: string[] }).told.join("\n") + document.documentElement.outerHTML);

describeApp("Secrets typed into the window", (stage) => {
  const key = freshKey({ passphrase: PASSPHRASE, cipher: "aes256-ctr", rounds: 16 });
  let gateway: Gateway;
  let ftp: ScriptedFtpServer;
  beforeAll(async () => {
    ftp = await startScriptedFtpServer();
    gateway = await startGateway({
      password: PASSWORD,
      publicKeys: [key.public],
      dial: () => ({ host: ftp.host, port: ftp.port }),
    });
  });
  afterAll(async () => {
    await gateway.close();
    await ftp.close();
  });

  itWith(
    "a keyring",
    "are nowhere on the disk, in the log, in what the app writes, or in what the window is told, remembered or not",
    async () => {
      const control = await freePort();
      const hop = { host: gateway.host, port: gateway.port, username: gateway.username };
      const profiles = [
        {
          id: "by-password",
          name: "By password",
          gateway: { ...hop, auth: [{ method: "password" }] },
          ftp: { mode: "relay", target: { host: "popeye" }, listen: { port: control } },
        },
        {
          id: "by-key",
          name: "By key",
          gateway: { ...hop, auth: [{ method: "key", file: "~/.ssh/id_popeye" }] },
          forwards: [
            { kind: "local", name: "Mail", listen: { port: await freePort() }, target: { host: "popeye", port: 143 } },
          ],
        },
        {
          id: "by-prompts",
          name: "By prompts",
          gateway: { ...hop, auth: [{ method: "keyboard-interactive" }] },
          forwards: [
            { kind: "local", name: "Mail", listen: { port: await freePort() }, target: { host: "popeye", port: 143 } },
          ],
        },
      ];
      const home = homeWithProfiles(stage, profiles, {
        id_popeye: key.private,
        known_hosts: `${gateway.hostKeyLine}\n`,
      });
      const app = await home.start();

      await trayThatSays(app, "By password: Closed");
      await chooseInTray(app, "Connect By password");
      const page = await shownWindow(app);
      await recordNews(page);
      const password = page.getByRole("textbox", { name: "Password", exact: true });
      await password.fill(MISTYPED);
      await page.getByText("Remember it on this computer").click();
      await page.getByRole("button", { name: "Log in" }).click();
      await page.getByText("did not accept that password").waitFor();
      await password.fill(PASSWORD);
      await page.getByText("Remember it on this computer").click();
      await page.getByRole("button", { name: "Log in" }).click();
      await trayThatSays(app, "By password: Open");

      const client = await RawFtp.connect(control);
      for (const line of ["USER olive", `PASS ${FTP}`, `SITE ${FTP}`]) await client.say(line);
      client.close();
      expect(ftp.heard).toContain(`PASS ${FTP}\r\n`); // it passed through, so it was there to be leaked

      await chooseInTray(app, "Connect By key");
      await page.getByRole("textbox", { name: "Passphrase", exact: true }).fill(PASSPHRASE);
      await page.getByRole("button", { name: "Unlock" }).click();
      await trayThatSays(app, "By key: Open");

      await chooseInTray(app, "Connect By prompts");
      await page.getByLabel("Password:").fill(PASSWORD);
      await page.getByRole("button", { name: "Send" }).click();
      await trayThatSays(app, "By prompts: Open");
      await page.getByRole("dialog").waitFor({ state: "detached" });
      expect(findMarks(await toldTo(page), MARKS)).toEqual([]);

      await chooseInTray(app, "Disconnect all");
      await trayThatSays(app, "By password: Closed");
      await chooseInTray(app, "Connect By password"); // by what was remembered
      await trayThatSays(app, "By password: Open");
      await app.terminate();
      await app.exited;
      expect(filesWithMarks(home.path, MARKS)).toEqual([]);
      expect(findMarks(app.output(), MARKS)).toEqual([]);
      const written = readdirSync(home.data)
        .filter((name) => name.endsWith(".json") && name !== "profiles.json")
        .concat(join("logs", "culvert.log")); // that one is the test's
      expect(written).toContain("secrets.json");
      if (process.platform !== "win32")
        expect(written.filter((name) => (statSync(join(home.data, name)).mode & 0o077) !== 0)).toEqual([]);
    },
  );
});
