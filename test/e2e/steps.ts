import { mkdirSync, writeFileSync } from "node:fs";
import { createConnection } from "node:net";
import { basename, join } from "node:path";
import type { Page } from "playwright-core";
import { expect } from "vitest";
import type { ProfileDraft } from "../../src/shared/profile/profile-schema.js";
import type { TunnelState, TunnelStatus } from "../../src/shared/status/tunnel-state.js";
import { dialogAcceptsKeys } from "../support/dialog-accepts-keys.js";
import type { MenuEntry, TrayFacts } from "../support/electron-stand-in/wire.js";
import { freePort } from "../support/fixtures/free-port.js";
import type { Gateway } from "../support/gateways/gateway.js";
import { PATIENCE_MS, waitFor } from "../support/wait-for.js";
import { hasTray, type Home, type HostedApp, type Stage } from "./host.js";

/** A home with these profiles. @param files the contents of those in its `.ssh`, by their names */
export function homeWithProfiles(
  stage: Stage,
  profiles: readonly object[],
  files: Readonly<Record<string, string>>,
): Home {
  const home = stage.home(JSON.stringify({ version: 1, profiles }));
  mkdirSync(join(home.path, ".ssh"));
  for (const [name, content] of Object.entries(files))
    writeFileSync(join(home.path, ".ssh", name), content, { mode: 0o600 });
  return home;
}

/** A home with one profile, Popeye, that opens at the start. @param key that the gateway lets in @param carried its `ftp` or `forwards` */
export function homeWithProfile(
  stage: Stage,
  gateway: Gateway,
  key: { readonly private: string },
  carried: Pick<ProfileDraft, "ftp" | "forwards">,
): Home {
  return homeWithProfiles(
    stage,
    [
      {
        id: "popeye",
        name: "Popeye",
        openAtStart: true,
        gateway: {
          host: gateway.host,
          port: gateway.port,
          username: gateway.username,
          auth: [{ method: "key", file: "~/.ssh/id_popeye" }],
        },
        ...carried,
      },
    ],
    { id_popeye: key.private, known_hosts: `${gateway.hostKeyLine}\n` },
  );
}

/** A home with Popeye, opened at the start, and a forward of one port. @returns that port of this computer, too */
export async function homeWithTunnel(
  stage: Stage,
  gateway: Gateway,
  key: { readonly private: string },
): Promise<{ home: Home; port: number }> {
  const port = await freePort("127.0.0.1");
  const mail = { kind: "local", name: "Mail", listen: { port }, target: { host: "popeye", port: 143 } } as const;
  return { home: homeWithProfile(stage, gateway, key, { forwards: [mail] }), port };
}

/** Wait for the window to be shown. What is then not found in it within a minute fails, and says what it was. */
export async function shownWindow(app: HostedApp): Promise<Page> {
  const page = await waitFor("the window", () => app.window());
  page.setDefaultTimeout(PATIENCE_MS);
  return page;
}

/** Wait until the app is there, in the tray or by a window: one that is started before that may be taken for the first. */
export async function untilStarted(app: HostedApp): Promise<void> {
  await waitFor("the app", async () => (await app.tray()) ?? (await app.window()));
}

/** Expect the app to be in the tray alone, as it starts where one is; without a tray it never hides. */
export async function expectHidden(app: HostedApp): Promise<void> {
  if (hasTray) expect(await app.window()).toBeUndefined();
  else await shownWindow(app);
}

/** Wait until the tray says so. @param says what its tooltip or a line of its menu holds */
export async function trayThatSays(app: HostedApp, says: string): Promise<TrayFacts> {
  return await waitFor(`a tray that says “${says}”`, async () => {
    const tray = await app.tray();
    return tray !== undefined &&
      [tray.tooltip, ...tray.menu.map(({ label }) => label)].some((text) => text.includes(says))
      ? tray
      : undefined;
  });
}

/** Choose in the tray's menu by what the entries' labels begin with, `"Popeye", "Connect"`. @throws where it is missing or grey */
export async function chooseInTray(app: HostedApp, ...labels: readonly string[]): Promise<void> {
  const entry = await waitFor(`the tray entry ${labels.join(" > ")}`, async () =>
    entryAt((await app.tray())?.menu ?? [], labels),
  );
  if (!entry.enabled) throw new Error(`The tray entry ${labels.join(" > ")} is grey`);
  await app.choose(entry);
}

function entryAt(menu: readonly MenuEntry[], [first = "", ...rest]: readonly string[]): MenuEntry | undefined {
  const entries = menu.filter(({ label }) => label.startsWith(first));
  return rest.length === 0
    ? entries[0]
    : entries.map(({ submenu }) => entryAt(submenu, rest)).find((entry) => entry !== undefined);
}

/** Where a tunnel stands, as the window is told. */
export async function stateIn(page: Page, profile: string): Promise<TunnelState> {
  const tunnels = await page.evaluate(async () => {
    const scope = window as unknown as {
      culvert: { ask(name: "news.now"): Promise<{ value: { tunnels: readonly TunnelStatus[] } }> };
    };
    return (await scope.culvert.ask("news.now")).value.tunnels;
  });
  const tunnel = tunnels.find((one) => one.profile === profile);
  if (tunnel === undefined) throw new Error(`the window knows no tunnel ${profile}`);
  return tunnel.state;
}

/** Fill in, in the editor that is open, how a gateway is reached. */
export async function fillInGateway(page: Page, { host, port, username }: Gateway): Promise<void> {
  const ofGateway = page.getByRole("region", { name: "SSH gateway" });
  await ofGateway.getByRole("textbox", { name: "Host" }).fill(host);
  await ofGateway.getByRole("textbox", { name: "Port" }).fill(String(port));
  await ofGateway.getByRole("textbox", { name: "User name" }).fill(username);
}

/** Answer the question for the gateway's password, by keyboard. */
export async function tellPassword(page: Page, password: string): Promise<void> {
  await page.getByRole("textbox", { name: "Password", exact: true }).fill(password);
  await dialogAcceptsKeys(page);
  await page.keyboard.press("Enter");
}

/** The state that an icon file shows: `closed-22.png`, `closedTemplate.png` and `closed.ico` are all `closed`. */
export const stateOfIcon = ({ icon }: TrayFacts): string => basename(icon).replace(/(-\d+|Template)?\.\w+$/, "");

/** Whether somebody takes connections there now. */
export function isListening(port: number, host = "127.0.0.1"): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection({ host, port });
    socket.once("connect", () => {
      socket.destroy();
      resolve(true);
    });
    socket.once("error", () => resolve(false));
  });
}
