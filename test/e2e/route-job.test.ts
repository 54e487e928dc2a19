import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Client } from "basic-ftp";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { run } from "../support/child.js";
import { CULVERT, nodeOptionsOf } from "../support/culvert-process.js";
import { describeWith } from "../support/describe-with.js";
import { freePort, freeRange } from "../support/fixtures/free-port.js";
import { rangeProfile } from "../support/fixtures/range-profile.js";
import { startSshd, type Sshd } from "../support/gateways/sshd.js";
import type { FtpDaemon } from "../support/servers/ftp-daemon.js";
import { startVsftpd } from "../support/servers/vsftpd.js";
import { waitFor } from "../support/wait-for.js";
import { describeApp, keepPicture, type Home } from "./host.js";
import { isListening, shownWindow } from "./steps.js";

describeWith(["sshd", "ssh-keygen", "vsftpd"], "Through OpenSSH to vsftpd", () =>
  describeApp(
    "The route, and a button for what fails on it",
    (stage) => {
      let sshd: Sshd;
      let vsftpd: FtpDaemon;
      let control: number;
      let home: Home;
      let page: Page;

      beforeAll(async () => {
        const { first, last, text } = await freeRange(3, "127.0.0.1", "127.0.0.2");
        control = await freePort("127.0.0.1");
        [sshd, vsftpd] = await Promise.all([
          startSshd(),
          startVsftpd({ passive: { first, last }, announces: "203.0.113.7" }),
        ]);
        const profile = rangeProfile({ gateway: sshd, target: vsftpd, control, passive: text });
        home = stage.home(JSON.stringify({ version: 1, profiles: [profile] }));
        mkdirSync(join(home.path, ".ssh"));
        writeFileSync(join(home.path, ".ssh", "known_hosts"), sshd.knownHostsLines);
        writeFileSync(join(home.data, "settings.json"), JSON.stringify({ startHidden: false }));
        page = await shownWindow(await home.start());
      });
      afterAll(() => Promise.all([sshd.close(), vsftpd.close()]));

      const hop = (kind: string) =>
        page.getByRole("list", { name: "Route" }).locator("> .hop").filter({ hasText: kind });
      const logIn = async (): Promise<Client> => {
        const client = new Client();
        await client.access({ host: "127.0.0.1", port: control, user: vsftpd.username, password: vsftpd.password });
        return client;
      };

      it("is known as soon as the tunnel is open, up to the server's own name", async () => {
        await page.getByRole("button", { name: "Connect", exact: true }).click();
        await hop("FTP server")
          .getByText(/vsftpd \d/)
          .waitFor({ timeout: 60_000 });
        await hop("Gateway")
          .getByText(/OpenSSH_/)
          .waitFor();
        await page.locator(".state-line").getByText("an FTP program will work").waitFor();
      });

      it("fails where the program's own connection shows that the server names another address, with the line that mends it", async () => {
        const client = await logIn();
        expect((await client.send("PASV")).message).toContain("203,0,113,7");
        client.close();
        const failing = hop("FTP server");
        await failing.getByText(/names 203\.0\.113\.7 for data/).waitFor();
        await failing.getByText("pasv_address=127.0.0.1").waitFor();
        await page.locator(".state-line").getByText("Open, but FTP does not work").waitFor();
        await keepPicture(page, "route-fails");
      });

      it("is mended by one button, and says so once a program has come through", async () => {
        await page.getByRole("button", { name: "Switch to the relay" }).click();
        await page.getByText("Passive or active").waitFor();
        expect(JSON.parse(readFileSync(join(home.data, "profiles.json"), "utf8"))).toMatchObject({
          profiles: [{ ftp: { mode: "relay", listen: { port: control } } }],
        });
        await waitFor("the relay to listen", async () => ((await isListening(control)) ? true : undefined));
        const client = await logIn();
        expect(await client.list()).toBeInstanceOf(Array);
        client.close();
        await page.locator(".state-line").getByText("your FTP program gets through").waitFor();
        await keepPicture(page, "route-mended");
      });

      it("is checked from the command line over the app's own session", async () => {
        const { code, stdout, stderr } = await run(
          process.execPath,
          [...nodeOptionsOf(CULVERT), CULVERT, "check", "--json", "popeye"],
          {
            env: {
              ...{ PATH: process.env["PATH"], HOME: home.path, XDG_CONFIG_HOME: join(home.path, ".config") },
              ...{ CULVERT_FTP_USER: vsftpd.username, CULVERT_FTP_PASSWORD: vsftpd.password },
            },
          },
        );
        expect(stderr).toMatch(/ is open in the app since .*; the check uses its session\.$/m);
        expect(stdout).toContain('"verdict":"works');
        expect(code).toBe(0);
      });
    },
    { stepByStep: true },
  ),
);
