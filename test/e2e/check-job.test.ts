import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { describeWith } from "../support/describe-with.js";
import { freePort, freeRange } from "../support/fixtures/free-port.js";
import { rangeProfile } from "../support/fixtures/range-profile.js";
import { startSshd, type Sshd } from "../support/gateways/sshd.js";
import type { FtpDaemon } from "../support/servers/ftp-daemon.js";
import { startVsftpd } from "../support/servers/vsftpd.js";
import { describeApp, keepPicture } from "./host.js";
import { shownWindow } from "./steps.js";

describeWith(["sshd", "ssh-keygen", "vsftpd"], "Through OpenSSH to vsftpd", () =>
  describeApp(
    "“Check with my FTP login”",
    (stage) => {
      let sshd: Sshd;
      let vsftpd: FtpDaemon;
      let page: Page;
      let passive: string;

      beforeAll(async () => {
        const { first, last, text } = await freeRange(12, "127.0.0.1", "127.0.0.2");
        passive = text;
        [sshd, vsftpd] = await Promise.all([
          startSshd(),
          startVsftpd({ passive: { first, last }, announces: "203.0.113.7" }),
        ]);
        const profile = rangeProfile({ gateway: sshd, target: vsftpd, control: await freePort("127.0.0.1"), passive });
        const home = stage.home(JSON.stringify({ version: 1, profiles: [profile] }));
        mkdirSync(join(home.path, ".ssh"));
        writeFileSync(join(home.path, ".ssh", "known_hosts"), sshd.knownHostsLines);
        writeFileSync(join(home.data, "settings.json"), JSON.stringify({ startHidden: false }));
        page = await shownWindow(await home.start());
      });
      afterAll(() => Promise.all([sshd.close(), vsftpd.close()]));

      const finding = (probe: string) =>
        page.getByRole("list", { name: "Findings" }).getByRole("listitem").filter({ hasText: probe });

      it("is a button, beside which nothing has to be known but the FTP login", async () => {
        await page.getByRole("button", { name: "Check with my FTP login" }).click();
        await page.getByRole("textbox", { name: "FTP user name" }).fill(vsftpd.username);
        await page.getByRole("textbox", { name: "FTP password" }).fill(vsftpd.password);
        await page.getByRole("button", { name: "Check", exact: true }).click();
        await page.getByText("Your FTP program will not work yet").waitFor({ timeout: 60_000 });
        await keepPicture(page, "check");
      });

      it("shows what each probe found, and for the one that fails the very line for the server that answers", async () => {
        await page.getByRole("button", { name: /steps need nothing/ }).click();
        for (const works of [
          "Host key",
          "Login",
          "Forwarding",
          "FTP server",
          "FTP login",
          "Passive mode",
          "Passive range",
        ])
          expect(await finding(works).first().innerText(), works).not.toMatch(/fails|failed/i);
        const address = await finding("Announced address").innerText();
        expect(address).toContain("203.0.113.7");
        expect(address).toContain("pasv_address=127.0.0.1");
        expect(await finding("Passive range").first().innerText()).toContain(passive);
      });

      it("copies a report with neither a password nor an address that others would know", async () => {
        await page.evaluate(() => {
          DataTransfer.prototype.setData = (_format, text) => {
            document.title = text;
          };
        });
        await page.getByRole("button", { name: "Copy report" }).click();
        await page.getByText("The report is copied, with names masked.").waitFor();
        const report = await page.title();
        expect(report).toContain("pasv_address=127.0.0.1");
        expect(report).toContain("vsftpd");
        for (const secret of [vsftpd.password, "203.0.113.7"]) expect(report).not.toContain(secret);
      });

      it("finds it mended once the server has that line", async () => {
        const { port } = vsftpd;
        await vsftpd.close();
        const [first = 0, last = 0] = passive.split("-").map(Number);
        vsftpd = await startVsftpd({ port, passive: { first, last }, announces: "127.0.0.1" });
        await page.getByRole("textbox", { name: "FTP user name" }).fill(vsftpd.username);
        await page.getByRole("textbox", { name: "FTP password" }).fill(vsftpd.password);
        await page.getByRole("button", { name: "Check again" }).click();
        await page.getByText(/Your FTP program will work/).waitFor({ timeout: 60_000 });
        await page.getByRole("button", { name: "Close" }).click();
        await page.getByRole("dialog").waitFor({ state: "detached" });
      });
    },
    { stepByStep: true },
  ),
);
