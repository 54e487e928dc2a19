import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { freePort } from "../support/fixtures/free-port.js";
import { freshKey } from "../support/fixtures/fresh-key.js";
import { startGateway, type Gateway } from "../support/gateways/gateway.js";
import { describeApp, itWith, keepPicture, type Home } from "./host.js";
import { chooseInTray, expectHidden, homeWithProfiles, shownWindow, trayThatSays } from "./steps.js";

const PASSPHRASE = "blow me down";

/** For the stand-in; real Electron on Linux falls back on `basic_text` where it does not recognise the desktop. */
const withoutKeyring = { STAND_IN_KEYRING: "none", XDG_CURRENT_DESKTOP: "none" };

describeApp("A passphrase and whether it is remembered", (stage) => {
  let gateway: Gateway;
  const key = freshKey({ passphrase: PASSPHRASE, cipher: "aes256-ctr", rounds: 16 });

  beforeAll(async () => {
    gateway = await startGateway({ methods: ["publickey"], publicKeys: [key.public] });
  });
  afterAll(() => gateway.close());

  /** A home with a locked key, the gateway known, and a profile that uses the key. */
  async function homeWithKey(): Promise<Home> {
    const control = await freePort("127.0.0.1");
    const profile = {
      id: "popeye",
      name: "Popeye",
      gateway: {
        host: gateway.host,
        port: gateway.port,
        username: gateway.username,
        auth: [{ method: "key", file: "~/.ssh/id_popeye" }],
      },
      forwards: [{ kind: "local", name: "Mail", listen: { port: control }, target: { host: "popeye", port: 143 } }],
    };
    return homeWithProfiles(stage, [profile], {
      id_popeye: key.private,
      known_hosts: `${gateway.hostKeyLine}\n`,
    });
  }

  itWith(
    "a keyring",
    "a question shows the window by itself, a wrong answer is asked again, and what is remembered is kept encrypted and not asked for",
    async () => {
      const home = await homeWithKey();
      const app = await home.start();
      await trayThatSays(app, "Popeye: Closed");
      await expectHidden(app); // profiles are there, so it starts in the tray alone

      await chooseInTray(app, "Connect Popeye");
      const page = await shownWindow(app);
      const passphrase = page.getByRole("textbox", { name: "Passphrase", exact: true });
      await passphrase.fill("open sesame");
      await page.getByRole("button", { name: "Unlock" }).click();
      await page.getByText("does not open the key").waitFor();
      await keepPicture(page, "passphrase-again");
      await passphrase.fill(PASSPHRASE);
      await page.getByText("Remember it on this computer").click();
      await page.getByRole("button", { name: "Unlock" }).click();
      await trayThatSays(app, "Popeye: Open");

      const kept = readFileSync(join(home.data, "secrets.json"), "utf8");
      expect(Object.keys((JSON.parse(kept) as { secrets: object }).secrets)).toEqual(["popeye"]);
      expect(kept).not.toContain(PASSPHRASE);
      expect(Buffer.from(kept, "base64").toString("latin1")).not.toContain(PASSPHRASE);

      await chooseInTray(app, "Disconnect Popeye");
      await trayThatSays(app, "Popeye: Closed");
      await chooseInTray(app, "Connect Popeye");
      await trayThatSays(app, "Popeye: Open");
      await chooseInTray(app, "Quit");
      expect(await app.exited).toBe(0);

      const again = await home.start();
      await chooseInTray(again, "Connect Popeye");
      await trayThatSays(again, "Popeye: Open");
      await expectHidden(again);
    },
  );

  it("cancelling the question ends the attempt, and is no failure", async () => {
    const app = await (await homeWithKey()).start();
    await chooseInTray(app, "Connect Popeye");
    const page = await shownWindow(app);
    await page.getByRole("button", { name: "Cancel" }).click();
    const { menu } = await trayThatSays(app, "Popeye: Closed");
    expect(menu.map(({ label }) => label)).toContain("Connect Popeye");
    await keepPicture(page, "question-cancelled");
  });

  it.runIf(process.platform === "linux")("without a keyring nothing may be remembered", async () => {
    const home = await homeWithKey();
    const app = await home.start(withoutKeyring);
    await chooseInTray(app, "Connect Popeye");
    const page = await shownWindow(app);
    await page.getByRole("textbox", { name: "Passphrase", exact: true }).fill(PASSPHRASE);
    expect(await page.getByText("Remember it on this computer").count()).toBe(0);
    await keepPicture(page, "passphrase-without-keyring");
    await page.getByRole("button", { name: "Unlock" }).click();
    await trayThatSays(app, "Popeye: Open");
    expect(
      existsSync(join(home.data, "secrets.json")) ? readFileSync(join(home.data, "secrets.json"), "utf8") : "",
    ).not.toContain("popeye");
  });
});
