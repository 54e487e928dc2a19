import { beforeEach, expect, it } from "vitest";
import type { Profile } from "../../src/shared/profile/profile-schema.js";
import { axeInWindow } from "./host/axe-in-window.js";
import { describeWindow } from "./host/describe-window.js";
import type { ShownWindow } from "./host/window-in-chromium.js";
import { longPlainRange, plainPorts, severalStates } from "./samples/sample-news.js";

describeWindow("plain forwards in the window", ({ show, shown }) => {
  beforeEach(async () => {
    await show(severalStates(plainPorts));
  });

  const theSwitch = (name: string) => shown.page.getByRole("switch", { name: `Switch ${name}` });
  const press = (name: string) =>
    shown.page
      .locator(".switch")
      .filter({ has: theSwitch(name) })
      .click();
  const wrong = () => axeOn(shown);

  it("are switched in their rows, a range by its first, and show what the profile says", async () => {
    expect(await shown.page.getByRole("switch").count()).toBe(5);
    expect([await theSwitch("VNC").isChecked(), await theSwitch("SOCKS proxy").isChecked()]).toEqual([true, false]);
    await shown.page.getByRole("button", { name: /^Ports/ }).focus();
    for (const key of ["Tab", "ArrowRight", "Space"]) await shown.page.keyboard.press(key);
    await press("SOCKS proxy");
    expect(await shown.asks("forwards.switch")).toEqual([
      { profile: "popeye", forward: 0, enabled: false },
      { profile: "popeye", forward: 1, enabled: true },
    ]);

    await shown.tell(
      "tunnels",
      severalStates(plainPorts.map((row) => ({ ...row, plan: { place: 0, name: "", ...row.plan, enabled: true } })))
        .tunnels,
    );
    await expect.poll(() => theSwitch("SOCKS proxy").isChecked()).toBe(true);
    expect(await wrong()).toEqual([]);
  });

  it("are folded where a range is long, with one switch for all of its ports, and its refusals in sight", async () => {
    const { page } = shown;
    await shown.tell("tunnels", severalStates(longPlainRange).tunnels);
    const builds = page
      .getByRole("row")
      .filter({ hasText: /9000-9019 on www\.spinach\.com.*20 ports.*1 refused.*19 listening/ });
    await builds.waitFor();
    await page.getByText("Builds 9007", { exact: true }).waitFor();
    expect(await page.getByText("Builds 9001", { exact: true }).count()).toBe(0);
    expect(await page.getByRole("switch").count()).toBe(3);
    await press("Builds");
    expect(await shown.asks("forwards.switch")).toEqual([{ profile: "popeye", forward: 5, enabled: false }]);
    await builds.getByRole("button", { name: "Builds" }).click();
    await page.getByText("Builds 9001", { exact: true }).waitFor();
    expect(await page.getByRole("switch", { name: /Builds/ }).count()).toBe(1);
    expect(await wrong()).toEqual([]);
  });

  it("say why one could not be switched on", async () => {
    await shown.answer("forwards.switch", {
      ok: false,
      failure: {
        code: "profile.invalid",
        refused: [
          {
            profile: "Popeye's web site",
            issues: [{ field: "forwards[1].listen.port", problem: "listen-port-taken-twice", found: "1080" }],
          },
        ],
      },
    });
    await press("SOCKS proxy");
    await shown.page.getByText("already listens on port 1080").waitFor();
  });

  it("are filled in for a use, on a port that is free in the profile, with a socket's path in the place of host and port", async () => {
    const { page } = shown;
    const add = async (use: string) => {
      await page.getByRole("button", { name: "Add a forward" }).click();
      await page.getByRole("menuitem", { name: use, exact: true }).click();
    };
    await page.getByRole("button", { name: "Edit", exact: true }).click();
    await page.getByRole("button", { name: /Other forwards/ }).click();
    await add("Mail (IMAP)");
    await add("PostgreSQL");
    await page
      .getByRole("group", { name: "PostgreSQL", exact: true })
      .getByLabel("Leads to")
      .fill("/run/postgresql/.s.PGSQL.5432");
    await add("X display");
    await add("VNC");
    const vnc = page.getByRole("group", { name: "VNC", exact: true });
    await vnc.getByLabel("Port or range").first().fill("5950-5952");
    await vnc.getByLabel("Port or range").last().fill("5900");
    await page.getByRole("button", { name: "Save", exact: true }).click();
    await page.getByText("One side has more ports than the other (3 and 1)").waitFor();
    expect(await wrong()).toEqual([]);
    await vnc.getByLabel("Port or range").last().fill("5900-5902");
    await page.getByRole("button", { name: "Save", exact: true }).click();

    await expect.poll(async () => (await shown.asks("profiles.save")).length).toBe(1);
    const [saved] = (await shown.asks("profiles.save")) as Profile[];
    expect(saved?.forwards.slice(1)).toEqual([
      {
        kind: "local",
        name: "Mail (IMAP)",
        enabled: true,
        listen: { host: "127.0.0.1", port: 1144 },
        target: { host: "localhost", port: 143 },
      },
      {
        kind: "local",
        name: "PostgreSQL",
        enabled: true,
        listen: { host: "127.0.0.1", port: 15432 },
        target: { socket: "/run/postgresql/.s.PGSQL.5432" },
      },
      {
        kind: "remote",
        name: "X display",
        enabled: true,
        listen: { host: "127.0.0.1", port: 6010 },
        target: { socket: "/tmp/.X11-unix/X0" },
      },
      {
        kind: "local",
        name: "VNC",
        enabled: true,
        listen: { host: "127.0.0.1", port: "5950-5952" },
        target: { host: "localhost", port: "5900-5902" },
      },
    ]);
  });
});

async function axeOn({ page }: ShownWindow): Promise<readonly string[]> {
  const { violations } = await axeInWindow(page).analyze();
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join("\n")}`);
}
