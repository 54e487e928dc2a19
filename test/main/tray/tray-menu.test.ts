import { describe, expect, it } from "vitest";
import { trayView, type TrayItem } from "../../../src/main/tray/tray-menu.js";
import type { Failure } from "../../../src/shared/status/failure.js";
import type { ForwardStatus, TunnelState, TunnelStatus } from "../../../src/shared/status/tunnel-state.js";

const unreachable: Failure = { code: "ssh.unreachable", cause: "refused", host: "www.spinach.com", port: 22 };
const STATES: Record<TunnelState["kind"], TunnelState> = {
  closed: { kind: "closed" },
  opening: { kind: "opening", step: "authenticating", attempt: 1 },
  open: { kind: "open", since: 0 },
  waiting: { kind: "waiting", attempt: 1, retryAt: 5000, cause: unreachable },
  closing: { kind: "closing" },
  failed: { kind: "failed", cause: unreachable },
};
const tunnel = (name: string, kind: TunnelState["kind"]): TunnelStatus => ({
  profile: name.toLowerCase(),
  name,
  state: STATES[kind],
  forwards: [],
});

/** A menu as indented lines; a grey one in brackets. */
const lines = (items: readonly TrayItem[]): string[] =>
  items.flatMap((item) => {
    switch (item.kind) {
      case "line":
        return ["--"];
      case "text":
        return [`(${item.label})`];
      case "action":
        return [item.enabled ? item.label : `(${item.label})`];
      case "menu":
        return [item.label, ...lines(item.items).map((line) => `  ${line}`)];
    }
  });

describe("the tray", () => {
  it("without profiles offers the settings", () => {
    expect(trayView([])).toMatchObject({ icon: "closed", tooltip: "Culvert: all tunnels are closed" });
    expect(lines(trayView([]).menu)).toEqual([
      "(No profiles yet)",
      "--",
      "(Disconnect all)",
      "Open Culvert",
      "Log…",
      "Settings…",
      "--",
      "Quit Culvert",
    ]);
  });

  it.each([
    [["closed", "closed"], "closed"],
    [["closed", "open"], "open"],
    [["open", "opening"], "opening"],
    [["open", "closing"], "opening"],
    [["open", "waiting", "opening"], "waiting"],
    [["open", "failed", "waiting"], "failed"],
  ] as const)("with tunnels %j shows the icon %s", (kinds, icon) => {
    expect(trayView(kinds.map((kind, index) => tunnel(`T${index}`, kind))).icon).toBe(icon);
  });

  it("warns of an open tunnel through which FTP does not work: where, and what to do", () => {
    const cause: Failure = { code: "ftp.login-refused", target: "popeye:21", said: "530 No" };
    const broken: TunnelStatus = {
      ...tunnel("Popeye", "open"),
      route: {
        state: "fails",
        hops: [{ kind: "ftp-server", endpoint: "popeye:21", state: "fails", facts: [], cause }],
      },
    };
    const view = trayView([broken, tunnel("Olive", "open")]);
    expect(view.icon).toBe("waiting");
    expect(view.tooltip).toBe("Culvert\nPopeye: Open, but FTP does not work\nOlive: Open");
    expect(lines(view.menu).slice(0, 8)).toEqual([
      "Popeye: popeye:21 refused the FTP login: it said “530 No”.",
      "(Check user and password in your FTP program; they are the FTP server's, which may differ…)",
      "--",
      "Popeye: Open, but FTP does not work",
      "  (popeye:21 refused the FTP login: it said “530 No”.)",
      "  (Check user and password in your FTP program; they are the FTP server's, which may differ…)",
      "  --",
      "  Disconnect",
    ]);
    expect(trayView([broken, tunnel("Olive", "failed")]).icon).toBe("failed");
    const noted: TunnelStatus = { ...broken, route: { state: "works-with-note", hops: [] } };
    expect(trayView([noted]).icon).toBe("open");
  });

  it.each<[TunnelState["kind"], string[]]>([
    ["closed", ["Popeye: Closed", "  Connect", "  Show in the window"]],
    ["opening", ["Popeye: Logging in…", "  Disconnect"]],
    ["open", ["Popeye: Open", "  Disconnect"]],
    ["closing", ["Popeye: Closing…", "  Show in the window"]],
    [
      "waiting",
      [
        "Popeye: www.spinach.com:22 refused the connection.",
        "(Check the gateway's port, and that its SSH server is running.)",
        "--",
        "Popeye: Waiting to try again",
        "  (www.spinach.com:22 refused the connection.)",
        "  (Check the gateway's port, and that its SSH server is running.)",
        "  --",
        "  Retry now",
        "  Disconnect",
      ],
    ],
    [
      "failed",
      [
        "Popeye: www.spinach.com:22 refused the connection.",
        "(Check the gateway's port, and that its SSH server is running.)",
        "--",
        "Popeye: Failed",
        "  (www.spinach.com:22 refused the connection.)",
        "  (Check the gateway's port, and that its SSH server is running.)",
        "  --",
        "  Connect",
      ],
    ],
  ])("shows a tunnel that is %s with what can be done about it", (kind, expected) => {
    expect(lines(trayView([tunnel("Popeye", kind)]).menu).slice(0, expected.length)).toEqual(expected);
  });

  it("can end the last transfers of a tunnel that closes", () => {
    const status: TunnelStatus = {
      ...tunnel("Popeye", "closing"),
      state: { kind: "closing", waitsFor: { transfers: 2, until: 5000 } },
    };
    expect(lines(trayView([status]).menu).slice(0, 2)).toEqual([
      "Popeye: Closing after 2 transfers…",
      "  Disconnect now",
    ]);
  });

  it("puts the gravest troubles on top, and no more than three", () => {
    const menu = lines(
      trayView([
        tunnel("Wimpy", "open"),
        tunnel("Bluto", "waiting"),
        tunnel("Popeye", "failed"),
        tunnel("Olive", "waiting"),
        tunnel("Brutus", "waiting"),
      ]).menu,
    );
    expect(
      menu
        .slice(
          0,
          menu.findIndex((line) => line === "Wimpy: Open"),
        )
        .filter((line) => line.includes(":") && !line.startsWith("("))
        .map((line) => line.split(":")[0]),
    ).toEqual(["Popeye", "Bluto", "Olive"]);
  });

  describe("with more tunnels than a screen has lines for", () => {
    const named = (count: number, kindOf: (number: number) => TunnelState["kind"] = () => "closed") =>
      Array.from({ length: count }, (_, number) => tunnel(`T${number}`, kindOf(number)));
    const labels = (items: readonly TrayItem[]): string[] =>
      items.map((item) => (item.kind === "line" ? "--" : item.label));
    const below = (items: readonly TrayItem[], label: string): readonly TrayItem[] => {
      const menu = items.find((item) => item.kind === "menu" && item.label === label);
      return menu?.kind === "menu" ? menu.items : [];
    };

    it("shows all of twelve", () => {
      expect(labels(trayView(named(12)).menu).filter((label) => label.startsWith("T"))).toHaveLength(12);
    });

    it("shows twelve of thirty, those first that are not at rest, in the order of the profiles; the others are a menu deeper", () => {
      const { menu } = trayView(named(30, (number) => (number === 20 ? "open" : "closed")));
      expect(labels(menu).slice(0, 14)).toEqual([
        ...Array.from({ length: 11 }, (_, number) => `T${number}: Closed`),
        "T20: Open",
        "18 more tunnels",
        "--",
      ]);
      expect(labels(below(menu, "18 more tunnels"))).toEqual(
        [11, 12, 13, 14, 15, 16, 17, 18, 19, 21, 22, 23, 24, 25, 26, 27, 28, 29].map((number) => `T${number}: Closed`),
      );
    });

    it("goes deeper where that menu would be as long, and leaves no tunnel out", () => {
      let { menu } = trayView(named(100));
      const seen: string[] = [];
      for (const more of [
        "88 more tunnels",
        "68 more tunnels",
        "48 more tunnels",
        "28 more tunnels",
        "8 more tunnels",
        "",
      ]) {
        expect(menu.length).toBeLessThanOrEqual(21);
        seen.push(...labels(menu).filter((label) => label.startsWith("T")));
        menu = below(menu, more);
      }
      expect(seen).toEqual(named(100).map(({ name }) => `${name}: Closed`));
    });
  });

  it("offers for each plain forward what a click will do, once for all ports of a range", () => {
    const row = (name: string, index: number, enabled: boolean): ForwardStatus => ({
      name,
      group: "forward",
      listen: "127.0.0.1:1143",
      target: "popeye:143",
      state: { kind: "idle" },
      connections: { open: 0, total: 0 },
      bytes: { up: 0, down: 0 },
      speed: { up: 0, down: 0 },
      plan: { place: index, name, enabled },
    });
    const popeye = {
      ...tunnel("Popeye", "open"),
      forwards: [row("Mail", 0, true), row("VNC", 1, false), row("VNC", 1, false)],
    };
    const [menu] = trayView([popeye]).menu;
    expect(lines(menu === undefined ? [] : [menu])).toEqual([
      "Popeye: Open",
      "  Disconnect",
      "  --",
      "  Switch Mail off",
      "  Switch VNC on",
      "  --",
      "  Show in the window",
    ]);
    expect(menu?.kind === "menu" ? menu.items[2] : undefined).toMatchObject({
      action: { kind: "switch", asked: { profile: "popeye", forward: 0, enabled: false } },
    });
  });

  it("can disconnect all while something is up", () => {
    expect(lines(trayView([tunnel("Popeye", "failed"), tunnel("Bluto", "waiting")]).menu)).toContain("Disconnect all");
    expect(lines(trayView([tunnel("Popeye", "failed"), tunnel("Bluto", "closing")]).menu)).toContain(
      "(Disconnect all)",
    );
  });

  it("names in its tooltip what is not at rest, and counts where that is too long", () => {
    expect(trayView([tunnel("Popeye", "open"), tunnel("Bluto", "closed"), tunnel("Wimpy", "failed")]).tooltip).toBe(
      "Culvert\nPopeye: Open\nWimpy: Failed",
    );
    const many = Array.from({ length: 30 }, (_, index) =>
      tunnel(`Tunnel number ${index}`, index === 3 ? "waiting" : "open"),
    );
    expect(trayView(many).tooltip).toBe("Culvert: 29 of 30 tunnels open, 1 in trouble");
  });

  it("is the same while only bytes move, so that an open menu stays open", () => {
    const busy = {
      ...tunnel("Popeye", "open"),
      forwards: [
        {
          name: "control",
          group: "control",
          listen: "127.0.0.1:2121",
          target: "popeye:21",
          state: { kind: "listening" },
          connections: { open: 1, total: 1 },
          bytes: { up: 7, down: 9 },
          speed: { up: 1, down: 1 },
        },
      ],
    } satisfies TunnelStatus;
    expect(trayView([busy])).toEqual(trayView([tunnel("Popeye", "open")]));
  });
});
