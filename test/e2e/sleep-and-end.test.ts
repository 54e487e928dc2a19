import type { Page } from "playwright-core";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { connectData, dataFrom, RawFtp } from "../support/clients/raw-ftp.js";
import { freePort } from "../support/fixtures/free-port.js";
import { freshKey } from "../support/fixtures/fresh-key.js";
import { startGateway, type Gateway } from "../support/gateways/gateway.js";
import { HALVES, startSlowFtpServer, type SlowFtpServer } from "../support/servers/slow-ftp-server.js";
import { waitFor } from "../support/wait-for.js";
import { describeApp, keepPicture, type RunningApp, type Stage } from "./host.js";
import { chooseInTray, homeWithProfile, isListening, shownWindow, stateIn, trayThatSays } from "./steps.js";

const NAME = "Popeye";
const key = freshKey();
const dial = (target: { host: string; port: number }) => target;

/** The app with one relay through a gateway, opened at its start without a question. */
async function startOpen(stage: Stage, gateway: Gateway, target: { readonly host: string; readonly port: number }) {
  const control = await freePort("127.0.0.1");
  const home = homeWithProfile(stage, gateway, key, {
    ftp: { mode: "relay", target: { host: target.host, port: target.port }, listen: { port: control } },
  });
  const app = await home.start();
  await trayThatSays(app, `${NAME}: Open`);
  await chooseInTray(app, "Settings");
  const page = await shownWindow(app);
  await page.getByText(NAME, { exact: true }).first().click(); // in the list of profiles
  return { app, control, page };
}

/** Three that are missed end the session: later, a second login proves nothing. */
const KEEPALIVE_MS = 15_000;
/** A machine that is too busy for one of them is too busy for any test. */
const MAX_ROUNDS = 4;

describeApp("A link that breaks while the computer sleeps", (stage) => {
  let server: SlowFtpServer;
  let gateway: Gateway;
  let app: RunningApp;
  let page: Page;
  beforeAll(async () => {
    server = await startSlowFtpServer();
    gateway = await startGateway({ publicKeys: [key.public], dial });
    ({ app, page } = await startOpen(stage, gateway, server));
  });
  afterAll(async () => {
    await gateway.close();
    await server.close();
  });

  /** Take the gateway away until the waits are long, and bring it back. @returns when the next attempt would come by itself */
  async function breakAndMend(): Promise<number> {
    await gateway.close();
    const retryAt = await waitFor("a long wait", async () => {
      const state = await stateIn(page, "popeye");
      return state.kind === "waiting" && state.retryAt - Date.now() > 2_500 ? state.retryAt : undefined;
    });
    gateway = await startGateway({ publicKeys: [key.public], dial, port: gateway.port, hostKey: gateway.hostKey });
    return retryAt;
  }
  /**
   * Break the link, have it dialled by what is done, and expect it to be open before its own time; once more where the machine
   * was so busy that this time was over first.
   *
   * @param retry is given when the next attempt would come by itself
   */
  async function expectOpenAtOnceBy(
    retry: (retryAt: number) => Promise<void>,
    before = async (): Promise<void> => undefined,
  ): Promise<void> {
    const opened: boolean[] = [];
    while (opened.at(-1) !== true && opened.length < MAX_ROUNDS) {
      await before();
      const retryAt = await breakAndMend();
      await retry(retryAt).catch((error: unknown) => {
        if (Date.now() < retryAt) throw error; // else there was nothing left to be retried
      });
      await trayThatSays(app, `${NAME}: Open`);
      opened.push(Date.now() < retryAt);
      expect(gateway.logins()).toBe(1);
    }
    expect(opened.at(-1), "it did not wait for its time").toBe(true);
  }

  it("is dialled again at once when it wakes", async () => {
    await expectOpenAtOnceBy(
      () => app.power("resume"),
      () => app.power("suspend"),
    );
  });

  it("is not trusted though it looks open, and dialled anew long before the keepalive would miss it", async () => {
    await app.power("suspend");
    gateway.fallSilent();
    await app.power("resume");
    await waitFor("a second login", () => (gateway.logins() === 2 ? true : undefined), 3 * KEEPALIVE_MS);
    await trayThatSays(app, `${NAME}: Open`);
  });

  it("is dialled again at once by Retry now in the tray", async () => {
    await expectOpenAtOnceBy(() => chooseInTray(app, `Retry ${NAME} now`));
  });

  it("is dialled again at once by Retry now in the window", async () => {
    await expectOpenAtOnceBy(async (retryAt) => {
      await keepPicture(page, "retry-now");
      await page.getByRole("button", { name: "Retry now" }).click({ timeout: Math.max(1, retryAt - Date.now()) });
    });
  });
});

describeApp("An end of the app with a transfer under way", (stage) => {
  let server: SlowFtpServer;
  let gateway: Gateway;
  beforeEach(async () => {
    server = await startSlowFtpServer();
    gateway = await startGateway({ publicKeys: [key.public], dial });
    return async () => {
      await gateway.close();
      await server.close();
    };
  });

  async function transferring() {
    const running = await startOpen(stage, gateway, server);
    const ftp = await RawFtp.connect(running.control);
    const data = dataFrom(connectData((await ftp.passive()).port, "127.0.0.1"));
    expect(await ftp.say("RETR slow")).toMatch(/^150 /);
    const transfers = running.page.getByRole("region", { name: "Transfers" });
    await transfers.getByRole("listitem").filter({ hasText: "slow" }).waitFor();
    return { ...running, ftp, data };
  }

  describe.each([
    ["Quit in the tray", (app: RunningApp) => chooseInTray(app, "Quit")],
    ["a shutdown of the system", (app: RunningApp) => app.power("shutdown")],
  ])("by %s", (said, end) => {
    it("waits for the transfer and says so, and the client has its file whole", async () => {
      const { app, page, control, ftp, data } = await transferring();
      await end(app);
      await trayThatSays(app, `${NAME}: Closing after one transfer`);
      await page.getByRole("button", { name: "Disconnect now" }).waitFor();
      await keepPicture(page, `ending-by-${said.toLowerCase().replaceAll(" ", "-")}`);
      server.release();
      expect(await ftp.hear()).toBe("226 Done.\r\n");
      expect(await data).toBe(HALVES.join(""));
      expect(await app.exited).toBe(0);
      expect(await isListening(control)).toBe(false);
    });
  });

  it("by Quit a second time ends the transfer at once, and its client sees a break", async () => {
    const { app, ftp, data } = await transferring();
    await chooseInTray(app, "Quit");
    await trayThatSays(app, `${NAME}: Closing after one transfer`);
    await chooseInTray(app, "Quit");
    expect(await app.exited).toBe(0);
    expect(await data).toBe(HALVES[0]);
    expect(await ftp.closed).toBe(true);
  });

  it("is hastened by Disconnect now in the window", async () => {
    const { app, page, data } = await transferring();
    await page.getByRole("button", { name: "Disconnect", exact: true }).click();
    await page.getByRole("button", { name: "Disconnect now" }).click();
    await trayThatSays(app, `${NAME}: Closed`);
    expect(await data).toBe(HALVES[0]);
  });
});
