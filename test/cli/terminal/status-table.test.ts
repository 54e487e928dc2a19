import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { widthOf } from "../../../src/cli/terminal/columns.js";
import { statusTable } from "../../../src/cli/terminal/status-table.js";
import type { Route } from "../../../src/shared/status/route.js";
import type { ForwardStatus, TunnelStatus } from "../../../src/shared/status/tunnel-state.js";
import { setLanguage, words } from "../../../src/shared/words/words.js";

const CALM = {
  state: { kind: "listening" },
  connections: { open: 0, total: 0 },
  bytes: { up: 0, down: 0 },
  speed: { up: 0, down: 0 },
} as const;
const portOf =
  (index: number, name: string) =>
  (step: number): ForwardStatus => ({
    ...CALM,
    name: `${name} ${5900 + step}`,
    group: "forward",
    listen: `127.0.0.1:${5900 + step}`,
    target: `popeye:${5900 + step}`,
    plan: { place: index, name, enabled: true },
  });
const ports = (count: number, make: (step: number) => ForwardStatus): ForwardStatus[] =>
  Array.from({ length: count }, (_, step) => make(step));
const table = (forwards: readonly ForwardStatus[]): string[] =>
  statusTable({ profile: "popeye", name: "Popeye", state: { kind: "open", since: 0 }, forwards })
    .slice(2)
    .map((line) => line.trim());

describe("the table of ports on a terminal", () => {
  it("shows each port of a short range", () => {
    expect(table(ports(12, portOf(0, "VNC")))).toHaveLength(12);
  });

  it("tells beneath a bridge what waits on this disk for the gateway, and what keeps it there", () => {
    const spool = { waiting: 2, bytes: 1_500, setAside: 0 };
    expect(table([...ports(1, portOf(0, "VNC")).map((row) => ({ ...row, spool }))]).at(-1)).toContain(
      "2 files (1.5 KB) wait here for the gateway.",
    );
    const trouble = { code: "spool.unusable", folder: "/spool", detail: "", process: 4711 } as const;
    const lines = table(
      ports(1, portOf(0, "VNC")).map((row) => ({ ...row, spool: { ...spool, waiting: 0, trouble } })),
    );
    expect(lines.at(-1)).toContain("The spool /spool is in use by another Culvert, process 4711.");
  });

  it("folds a long range of a plain forward into a row of its own, with its figures added up", () => {
    const busy = ports(100, portOf(0, "VNC")).map((row) => ({
      ...row,
      connections: { open: 1, total: 2 },
      bytes: { up: 10, down: 0 },
    }));
    const lines = table([...busy, ...ports(13, portOf(1, "Builds"))]);
    expect(lines).toHaveLength(2);
    expect(lines[0]).toMatch(
      /^VNC, 100 ports +127\.0\.0\.1:5900 … 127\.0\.0\.1:5999 +popeye:5900 … popeye:5999 +Listening +100 open, 200 in all +1 KB +0 B$/,
    );
    expect(lines[1]).toMatch(/^Builds, 13 ports /);
  });

  it("keeps the ports of a folded range in sight that are refused", () => {
    const [first, second, ...others] = ports(20, portOf(0, "VNC"));
    if (first === undefined || second === undefined) throw new Error("no ports");
    const taken = {
      ...second,
      state: { kind: "refused", cause: { code: "forward.port-taken", host: "127.0.0.1", port: 5901 } },
    } as const;
    const lines = table([first, taken, ...others]);
    expect(lines.map((line) => line.split("  ")[0])).toEqual([
      "VNC, 19 ports",
      "VNC 5901",
      "Another program already listens on 127.0.0.1:5901.",
    ]);
    expect(lines[1]).toContain("Refused");
  });
});

const FINGERPRINT = "SHA256:Aa0+/Bb1+/Cc2+/Dd3+/Ee4+/Ff5+/Gg6+/Hh7+/Ii8";
const control: ForwardStatus = {
  ...CALM,
  name: "control",
  group: "control",
  listen: "127.0.0.1:2121",
  target: "files.popeye.example:21",
  connections: { open: 2, total: 11 },
  bytes: { up: 1_250_000, down: 998_000_000 },
};
const route: Route = {
  state: "fails",
  hops: [
    { kind: "program", endpoint: "127.0.0.1:2121", state: "works", facts: [] },
    {
      kind: "gateway",
      endpoint: "www.spinach.com:22",
      state: "works-with-note",
      facts: [
        { kind: "ssh-server", software: "OpenSSH_9.2p1" },
        { kind: "few-sessions", count: 1 },
      ],
    },
    {
      kind: "ftp-server",
      endpoint: "files.popeye.example:21",
      state: "fails",
      isPlain: true,
      facts: [{ kind: "login-refused", at: 0, said: `530 Not you: ${FINGERPRINT}` }],
      cause: { code: "ftp.not-ftp", target: "files.popeye.example:21", heard: "SSH-2.0-OpenSSH_9.2" },
      mends: [
        { kind: "use-port", port: 2122 },
        { kind: "switch-mode", mode: "bridge" },
        { kind: "copy-server-lines", file: "/etc/vsftpd.conf", lines: "pasv_min_port=2534\npasv_max_port=2536" },
      ],
    },
  ],
};
const open: TunnelStatus = {
  profile: "popeye",
  name: "Popeye",
  state: { kind: "open", since: 0 },
  forwards: [control],
  route,
};

describe.each([
  { language: "en", locale: "en_GB" },
  { language: "zh", locale: "zh_CN" },
] as const)("the route and the ports on a terminal, in $language", ({ language, locale }) => {
  beforeEach(() => setLanguage(language, locale));
  afterEach(() => setLanguage("en", "en"));

  it.each([60, 80, 120])("fit into %i columns, with no figure and no fingerprint cut", (width) => {
    const lines = statusTable(open, width);
    for (const line of lines) expect([line, widthOf(line) <= width]).toEqual([line, true]);
    const unbroken = [FINGERPRINT, "998 MB", "1.25 MB", "127.0.0.1:2121", "www.spinach.com:22", "OpenSSH_9.2p1"];
    for (const text of unbroken) expect(lines.filter((line) => line.includes(text))).not.toEqual([]);
    for (const command of ["culvert edit popeye --set ftp.listen.port=2122", "pasv_min_port=2534"])
      expect(lines.join(" ")).toContain(command);
  });

  it("give LEADS TO up first, then CONNECTIONS", () => {
    const [, , leadsTo = ""] = words.terminal.portsHead;
    const connections = words.terminal.connections("2", "11");
    const heads = [200, 80, 48].map((width) => statusTable({ ...open, forwards: [control] }, width).join("\n"));
    expect(heads.map((text) => text.includes(leadsTo))).toEqual([true, false, false]);
    expect(heads.map((text) => text.includes(connections))).toEqual([true, true, false]);
    expect(statusTable(open).join("\n"), "nothing gives way where no width is known").toContain(leadsTo);
  });

  it("tell every hop on a line of its own, in the order in which a transfer passes them", () => {
    const marks = statusTable(open).flatMap((line) => /^ {2}([✓!✗])/.exec(line)?.[1] ?? []);
    expect(marks).toEqual(["✓", "!", "✗"]);
  });

  it("name a long port whole, a cell after the other, where even the rest is too wide", () => {
    const long = {
      ...control,
      name: "Olive's web server behind the harbour",
      listen: "fe80::1234:5678:9abc:def0%eth0:2121",
    };
    const lines = statusTable({ ...open, forwards: [long] }, 60);
    for (const line of lines) expect(widthOf(line) <= 60).toBe(true);
    expect(lines.join("\n")).toContain(long.name);
    expect(lines.join("\n")).toContain(long.listen);
  });
});

describe("a tunnel that is not up", () => {
  const idle: ForwardStatus = { ...control, state: { kind: "idle" }, connections: { open: 0, total: 0 } };
  const cause = { code: "ssh.unreachable", host: "gw", port: 22, cause: "refused" } as const;

  it("shows no table of ports that have never listened", () => {
    for (const state of [{ kind: "closed" }, { kind: "failed", cause }] as const)
      expect(statusTable({ profile: "popeye", name: "Popeye", state, forwards: [idle] })).toHaveLength(1);
  });

  it("shows where its route fails, why, and what to type", () => {
    const lines = statusTable({ ...open, state: { kind: "failed", cause }, forwards: [idle] });
    expect(lines.join("\n")).toMatch(/✗ FTP server[^]*SSH-2\.0[^]*> culvert edit popeye --set ftp\.listen\.port=2122/);
  });

  it("shows what has passed, and ports that come to their end as such", () => {
    const finishing = { ...control, state: { kind: "idle", isFinishing: true } } as const;
    const lines = statusTable({ profile: "p", name: "P", state: { kind: "closing" }, forwards: [finishing] });
    expect(lines.join("\n")).toMatch(/Finishing.*998 MB/);
  });
});
