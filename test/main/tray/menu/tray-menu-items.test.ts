import { afterEach, describe, expect, it } from "vitest";
import { trayView } from "../../../../src/main/tray/menu/tray-menu-items.js";
import type { TrayContext, TrayItem } from "../../../../src/main/tray/menu/tray-view.js";
import type { Failure } from "../../../../src/shared/status/failure.js";
import type { ForwardStatus, TunnelState, TunnelStatus } from "../../../../src/shared/status/tunnel-state.js";
import { setLanguage } from "../../../../src/shared/words/words.js";

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

const noContext: TrayContext = { asking: new Set(), openAtStart: new Set(), recent: [] };
/** Of so many that each has a menu of its own. */
const among = (...tunnels: TunnelStatus[]): TunnelStatus[] => [
  ...tunnels,
  ...Array.from({ length: 6 - tunnels.length }, (_, index) => tunnel(`Other ${index}`, "closed")),
];
const control = (listen: string): ForwardStatus => ({
  name: "control",
  group: "control",
  listen,
  target: "popeye:21",
  state: { kind: "listening" },
  connections: { open: 1, total: 1 },
  bytes: { up: 7, down: 9 },
  speed: { up: 1, down: 1 },
});
const row = (name: string, index: number, enabled: boolean): ForwardStatus => ({
  ...control("127.0.0.1:1143"),
  name,
  group: "forward",
  target: "popeye:143",
  state: { kind: "idle" },
  plan: { place: index, name, enabled },
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
  it("without profiles offers a new one and the settings", () => {
    expect(trayView([])).toMatchObject({ icon: "closed", tooltip: "Culvert: all tunnels are closed" });
    expect(lines(trayView([]).menu)).toEqual([
      "(No profiles yet)",
      "--",
      "(Disconnect all)",
      "--",
      "New profile…",
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
    expect(lines(view.menu).slice(0, 7)).toEqual([
      "Popeye: Open, but FTP does not work",
      "(popeye:21 refused the FTP login: it said “530 No”.)",
      "(Check user and password in your FTP program; they are the FTP server's, which may differ)",
      "(from the gateway's.)",
      "Disconnect Popeye",
      "--",
      "Olive: Open",
    ]);
    expect(trayView([broken, tunnel("Olive", "failed")]).icon).toBe("failed");
    const noted: TunnelStatus = { ...broken, route: { state: "works-with-note", hops: [] } };
    expect(trayView([noted]).icon).toBe("open");
  });

  it.each<[TunnelState["kind"], string[]]>([
    ["closed", ["Popeye: Closed", "Connect Popeye", "--"]],
    ["opening", ["Popeye: Logging in…", "Disconnect Popeye", "--"]],
    ["open", ["Popeye: Open", "Disconnect Popeye", "--"]],
    ["closing", ["Popeye: Closing…", "--"]],
    [
      "waiting",
      [
        "Popeye: Waiting to try again",
        "(www.spinach.com:22 refused the connection.)",
        "(Check the gateway's port, and that its SSH server is running.)",
        "Retry Popeye now",
        "Disconnect Popeye",
        "--",
      ],
    ],
    [
      "failed",
      [
        "Popeye: Failed",
        "(www.spinach.com:22 refused the connection.)",
        "(Check the gateway's port, and that its SSH server is running.)",
        "Connect Popeye",
        "--",
      ],
    ],
  ])("shows a tunnel that is %s in the menu itself, with what can be done about it", (kind, expected) => {
    expect(lines(trayView([tunnel("Popeye", kind)]).menu).slice(0, expected.length)).toEqual(expected);
  });

  it.each<[TunnelState["kind"], string[]]>([
    ["closed", ["Popeye: Closed", "  Connect", "  Show in the window"]],
    ["opening", ["Popeye: Logging in…", "  Disconnect"]],
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
  ])("shows a tunnel that is %s among more than five in a menu of its own", (kind, expected) => {
    expect(lines(trayView(among(tunnel("Popeye", kind))).menu).slice(0, expected.length)).toEqual(expected);
  });

  it("shows five tunnels side by side, and six in menus", () => {
    const menus = (count: number): number =>
      trayView(Array.from({ length: count }, (_, index) => tunnel(`T${index}`, "closed"))).menu.filter(
        ({ kind }) => kind === "menu",
      ).length;
    expect([menus(5), menus(6)]).toEqual([0, 6]);
  });

  it("can end the last transfers of a tunnel that closes", () => {
    const status: TunnelStatus = {
      ...tunnel("Popeye", "closing"),
      state: { kind: "closing", waitsFor: { transfers: 2, until: 5000 } },
    };
    expect(lines(trayView([status]).menu).slice(0, 2)).toEqual([
      "Popeye: Closing after 2 transfers…",
      "Disconnect Popeye now",
    ]);
    expect(lines(trayView(among(status)).menu)[1]).toBe("  Disconnect now");
  });

  describe("while a question waits", () => {
    const asking = { ...noContext, asking: new Set(["popeye"]) };

    it("offers to answer it, and says nothing of a login that goes on", () => {
      const view = trayView([tunnel("Popeye", "opening")], asking);
      expect(lines(view.menu).slice(0, 4)).toEqual([
        "Popeye: A question waits for you",
        "Answer the question…",
        "Disconnect Popeye",
        "--",
      ]);
      expect(view.tooltip).toBe("Culvert\nPopeye: A question waits for you");
      expect(view.menu[1]).toMatchObject({ action: { kind: "look", profile: "popeye" } });
      expect(JSON.stringify(view)).not.toContain("Logging in");
    });

    it("has it on top of more than five, before what has failed", () => {
      const { menu } = trayView(among(tunnel("Bluto", "failed"), tunnel("Popeye", "opening")), asking);
      expect(lines(menu).slice(0, 3)).toEqual([
        "Popeye: Answer the question…",
        "--",
        "Bluto: www.spinach.com:22 refused the connection.",
      ]);
      expect(lines(menu)).toContain("  Answer the question…");
    });

    it("tells of one that a check of a closed tunnel asks", () => {
      expect(trayView([tunnel("Popeye", "closed")], asking).tooltip).toBe("Culvert\nPopeye: A question waits for you");
    });
  });

  describe("copies the address that an FTP program connects to", () => {
    const labels = (forwards: readonly ForwardStatus[]): string[] =>
      lines(trayView([{ ...tunnel("Popeye", "open"), forwards }]).menu).filter((label) => label.startsWith("Copy"));
    it.each([
      ["127.0.0.1:2121", "Copy 127.0.0.1:2121"],
      ["0.0.0.0:2121", "Copy 127.0.0.1:2121"],
      ["[::]:2121", "Copy [::1]:2121"],
    ])("of %s", (listen, label) => {
      expect(labels([control(listen), row("Mail", 0, true)])).toEqual([label]);
    });

    it("or the one plain forward's, while it listens", () => {
      const mail = { ...row("Mail", 0, true), state: { kind: "listening" } as const };
      expect(labels([mail])).toEqual(["Copy 127.0.0.1:1143"]);
      expect(labels([row("Mail", 0, true)])).toEqual([]);
      expect(labels([mail, { ...mail, listen: "127.0.0.1:1144" }])).toEqual([]);
      expect(labels([{ ...mail, listen: "0.0.0.0:80 on ::1:22" }])).toEqual([]);
      expect(labels([{ ...mail, listen: "/run/mail:1" }])).toEqual([]);
    });
  });

  it("connects those that open at start, as far as they are not up", () => {
    const context = { ...noContext, openAtStart: new Set(["popeye", "bluto"]) };
    const item = (...tunnels: TunnelStatus[]) =>
      trayView(tunnels, context).menu.find(
        (one) => one.kind === "action" && one.label === "Connect those that open at start",
      );
    expect(item(tunnel("Popeye", "open"), tunnel("Bluto", "closed"), tunnel("Olive", "closed"))).toMatchObject({
      enabled: true,
      action: { kind: "open-all", profiles: ["bluto"] },
    });
    expect(item(tunnel("Popeye", "open"))).toMatchObject({ enabled: false });
    expect(item(tunnel("Olive", "closed"))).toBeUndefined();
  });

  it("cuts a long name in its middle, where names differ least", () => {
    const name = "Customer 17 of the agency in Hamburg, the staging server";
    const label = lines(trayView([tunnel(name, "closed")]).menu)[0] ?? "";
    expect(label).toBe("Customer 17 of the a…the staging server: Closed");
    expect(label.replace(": Closed", "").length).toBeLessThanOrEqual(40);
    expect(lines(trayView([tunnel("N".repeat(40), "closed")]).menu)[0]).toBe(`${"N".repeat(40)}: Closed`);
  });

  it("puts the gravest troubles on top, and no more than three", () => {
    const menu = lines(
      trayView([
        tunnel("Wimpy", "open"),
        tunnel("Bluto", "waiting"),
        tunnel("Popeye", "failed"),
        tunnel("Olive", "waiting"),
        tunnel("Brutus", "waiting"),
        tunnel("Sweepea", "closed"),
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

    it.each([100, 400, 2_000])("has all of %i in menus no longer than a screen, in their order", (count) => {
      const seen: string[] = [];
      const walk = (items: readonly TrayItem[], depth: number): number => {
        expect(items.length).toBeLessThanOrEqual(25);
        return Math.max(
          depth,
          ...items.map((item) => {
            if (item.kind !== "menu") return depth;
            const isTunnel = / ?: Closed$/.test(item.label);
            if (isTunnel) seen.push(item.label);
            return isTunnel ? depth : walk(item.items, depth + 1);
          }),
        );
      };
      expect(walk(trayView(named(count)).menu, 0)).toBeLessThanOrEqual(count > 412 ? 3 : 2);
      expect(seen).toEqual(named(count).map(({ name }) => `${name}: Closed`));
    });

    it("shows fewer beside long troubles, so that the menu is no longer than a screen", () => {
      const cause: Failure = { ...unreachable, host: `${"long-".repeat(20)}name.spinach.com` };
      const states = named(30).map((one, index): TunnelStatus =>
        index < 3 ? { ...one, state: { kind: "failed", cause } } : one,
      );
      const { menu } = trayView(states);
      expect(menu.filter(({ kind }) => kind !== "line").length).toBeLessThanOrEqual(20 + 7);
      expect(labels(menu).filter((label) => label.startsWith("T2: Failed"))).toHaveLength(1);
    });

    it("names such a menu by the first and the last in it", () => {
      const { menu } = trayView(named(100));
      expect(labels(below(menu, "88 more tunnels"))).toEqual([
        "T12 … T31",
        "T32 … T51",
        "T52 … T71",
        "T72 … T91",
        "T92 … T99",
      ]);
    });

    it("has those on top that were opened last, the latest first, and passes over one that is gone", () => {
      const { menu } = trayView(
        named(30, (number) => (number === 20 ? "open" : "closed")),
        { ...noContext, recent: ["t7", "gone", "t20", "t3"] },
      );
      expect(labels(menu).slice(0, 8)).toEqual([
        "T7: Closed",
        "T20: Open",
        "T3: Closed",
        "--",
        "T0: Closed",
        "T1: Closed",
        "T2: Closed",
        "T4: Closed",
      ]);
      expect(labels(menu)).toContain("18 more tunnels");
    });
  });

  it("offers for each plain forward what a click will do, once for all ports of a range", () => {
    const popeye = {
      ...tunnel("Popeye", "open"),
      forwards: [row("Mail", 0, true), row("VNC", 1, false), row("VNC", 1, false)],
    };
    const [menu] = trayView(among(popeye)).menu;
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
    expect(lines(trayView([popeye]).menu).slice(0, 6)).toEqual([
      "Popeye: Open",
      "Disconnect Popeye",
      "Forwards of Popeye",
      "  Switch Mail off",
      "  Switch VNC on",
      "--",
    ]);
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
    const busy = (bytes: number): TunnelStatus => ({
      ...tunnel("Popeye", "open"),
      forwards: [{ ...control("127.0.0.1:2121"), bytes: { up: bytes, down: bytes } }],
    });
    expect(trayView([busy(7)])).toEqual(trayView([busy(7_000)]));
  });

  describe("in Chinese", () => {
    afterEach(() => setLanguage("en", "en"));

    it("has no line in English", () => {
      setLanguage("zh", "zh");
      const view = trayView([{ ...tunnel("Popeye", "failed"), forwards: [row("Mail", 0, true)] }], {
        asking: new Set(["popeye"]),
        openAtStart: new Set(["popeye"]),
        recent: [],
      });
      expect(lines(view.menu).filter((line) => line !== "--" && !/\p{Script=Han}/u.test(line))).toEqual([]);
      expect(lines(view.menu)).toEqual(expect.arrayContaining(["连接 Popeye", "连接启动时打开的隧道", "回答问题…"]));
    });
  });
});
