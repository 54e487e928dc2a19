import { describe, expect, it } from "vitest";
import { failingSshHop } from "../../../src/core/tunnel/failing-ssh-hop.js";
import { routeOf, type RouteSources } from "../../../src/core/tunnel/route-hops.js";
import {
  learnFinding,
  learnReport,
  mayPassTls,
  NOTHING_KNOWN,
  type TargetKnowledge,
} from "../../../src/core/tunnel/route-knowledge.js";
import type { HopReport } from "../../../src/core/forward/session-access.js";
import type { Finding } from "../../../src/shared/check/finding.js";
import { profileSchema, type ProfileDraft } from "../../../src/shared/profile/profile-schema.js";
import type { Failure } from "../../../src/shared/status/failure.js";
import type { Route } from "../../../src/shared/status/route.js";
import type { ForwardStatus, TunnelState } from "../../../src/shared/status/tunnel-state.js";
import { sampleCertificate } from "../../support/fixtures/sample-certificate.js";
import { forwardRow } from "../../support/fixtures/forward-row.js";

type FtpDraft = NonNullable<ProfileDraft["ftp"]>;
const RELAY: FtpDraft = { mode: "relay", target: { host: "popeye" } };
const RANGE: FtpDraft = { mode: "range", target: { host: "popeye" }, passive: "2534-2535" };
const BRIDGE: FtpDraft = { mode: "bridge" };

const OPEN: TunnelState = { kind: "open", since: 1_000 };
const lost: Failure = { code: "ssh.lost", host: "www.spinach.com", port: 22, cause: "silent" };
const passive = (port: number, changes: Partial<ForwardStatus> = {}) =>
  forwardRow({ name: `passive ${port}`, group: "passive", listen: `127.0.0.1:${port}`, ...changes });

interface Scene {
  readonly ftp?: FtpDraft;
  readonly gateway?: Partial<ProfileDraft["gateway"]>;
  readonly state?: TunnelState;
  readonly rows?: readonly ForwardStatus[];
  readonly learned?: readonly (HopReport | Finding)[];
  readonly reached?: number;
  readonly isOutdated?: boolean;
}

function route({
  ftp = RELAY,
  gateway = {},
  state = OPEN,
  rows = [forwardRow()],
  learned = [],
  reached = 0,
  isOutdated = false,
}: Scene): Route {
  const profile = profileSchema.parse({
    id: "popeye",
    name: "Popeye",
    gateway: { host: "www.spinach.com", username: "olive", ...gateway },
    ftp,
  });
  if (profile.ftp === undefined) throw new Error("a route is FTP's");
  const about = { passesTls: mayPassTls(profile.ftp), target: "popeye:21", listen: "127.0.0.1:2121", now: 5_000 };
  const target = learned.reduce<TargetKnowledge>(
    (known, piece) => ("probe" in piece ? learnFinding(known, piece, about) : learnReport(known, piece, about)),
    NOTHING_KNOWN,
  );
  const sources: RouteSources = {
    profile,
    state,
    rows,
    ssh: [],
    reached,
    target,
    mending: { ftpServer: "unknown", gatewaySoftware: "", isOutdated },
  };
  return routeOf(sources, profile.ftp);
}

/** `program works, gateway works, ftp-server fails channel.refused`. */
const inShort = ({ hops }: Route): string =>
  hops.map(({ kind, state, cause }) => `${kind} ${state}${cause === undefined ? "" : ` ${cause.code}`}`).join(", ");

const answers: Finding = {
  probe: "target",
  outcome: "ok",
  found: { code: "target.answers", target: "popeye:21", server: "vsftpd", greeting: "220 (vsFTPd 3.0.3)" },
};
const failed = (probe: Finding["probe"], found: Finding["found"]): Finding => ({ probe, outcome: "failed", found });
const refused = (cause: "prohibited" | "unreachable", target = "popeye:21"): Failure => ({
  code: "channel.refused",
  target,
  cause,
  detail: "",
});
const tlsDemand = failed("tls", {
  code: "failure",
  cause: { code: "ftp.tls-demanded", target: "popeye:21", said: "530 TLS" },
});

describe("the hops of a route", () => {
  it.each<Scene & { readonly title: string; readonly says: string }>([
    {
      title: "a closed tunnel",
      state: { kind: "closed" },
      rows: [forwardRow({ state: { kind: "idle" } })],
      says: "program unknown, gateway unknown, ftp-server unknown",
    },
    {
      title: "an opening one, at the second of three SSH hops",
      gateway: {
        via: [
          { host: "a", username: "o" },
          { host: "b", username: "o" },
        ],
      },
      state: { kind: "opening", step: "authenticating", attempt: 1 },
      rows: [forwardRow({ state: { kind: "idle" } })],
      reached: 1,
      says: "program checking, jump-host works, jump-host checking, gateway unknown, ftp-server unknown",
    },
    { title: "an open one whose probe has not begun", says: "program works, gateway works, ftp-server unknown" },
    {
      title: "an open one whose target answers",
      learned: [answers],
      says: "program works, gateway works, ftp-server works",
    },
    {
      title: "a target where nothing listens",
      learned: [failed("target", { code: "failure", cause: refused("unreachable") })],
      says: "program works, gateway works, ftp-server fails channel.refused",
    },
    {
      title: "a gateway that does not forward",
      learned: [failed("forwarding", { code: "failure", cause: refused("prohibited") })],
      says: "program works, gateway fails channel.refused, ftp-server unknown",
    },
    {
      title: "the same, as a client has met it",
      rows: [forwardRow({ trouble: refused("prohibited") })],
      learned: [answers],
      says: "program works, gateway fails channel.refused, ftp-server works",
    },
    {
      title: "what is no FTP server",
      learned: [
        failed("target", { code: "failure", cause: { code: "ftp.not-ftp", target: "popeye:21", heard: "SSH-2.0" } }),
      ],
      says: "program works, gateway works, ftp-server fails ftp.not-ftp",
    },
    {
      title: "a target that says nothing",
      learned: [failed("target", { code: "target.silent", target: "popeye:21" })],
      says: "program works, gateway works, ftp-server fails ftp.no-greeting",
    },
    {
      title: "one that turns everybody away",
      learned: [failed("target", { code: "target.turns-away", target: "popeye:21", said: "421 Full" })],
      says: "program works, gateway works, ftp-server fails ftp.turned-away",
    },
    {
      title: "TLS demanded of a relay, which speaks it",
      learned: [answers, tlsDemand],
      says: "program works, gateway works, ftp-server works-with-note",
    },
    {
      title: "TLS demanded of a relay that may not speak it",
      ftp: { ...RELAY, tls: "never" },
      learned: [answers, tlsDemand],
      says: "program works, gateway works, ftp-server fails ftp.tls-demanded",
    },
    {
      title: "TLS demanded in a range, which it passes",
      ftp: RANGE,
      learned: [answers, tlsDemand],
      says: "program works, gateway works, ftp-server works-with-note",
    },
    {
      title: "a relay that speaks TLS to the server",
      learned: [answers, tlsDemand, { kind: "tls-spoken", certificate: sampleCertificate("popeye") }],
      says: "program works, gateway works, ftp-server works",
    },
    {
      title: "a login that the server refuses",
      learned: [answers, { kind: "login-refused", at: 6_000, said: "530 No" }],
      says: "program works, gateway works, ftp-server fails ftp.login-refused",
    },
    {
      title: "the same, once a login was accepted",
      learned: [
        { kind: "login-refused", at: 6_000, said: "530 No" },
        { kind: "login-accepted", at: 7_000 },
      ],
      says: "program works, gateway works, ftp-server works",
    },
    {
      title: "a port outside the range",
      ftp: RANGE,
      learned: [answers, { kind: "outside-range", port: 40_022, passive: "2534-2535" }],
      says: "program works, gateway works, ftp-server fails ftp.outside-range",
    },
    {
      title: "the same, once a port was inside: now and then it falls out",
      ftp: RANGE,
      learned: [answers, { kind: "outside-range", port: 40_022, passive: "2534-2535" }, { kind: "passive-inside" }],
      says: "program works, gateway works, ftp-server works-with-note",
    },
    {
      title: "another address",
      ftp: RANGE,
      learned: [answers, { kind: "other-address", address: "10.0.0.7", dialled: "127.0.0.1" }],
      says: "program works, gateway works, ftp-server fails ftp.other-address",
    },
    {
      title: "a control port that is taken",
      rows: [
        forwardRow({
          state: { kind: "refused", cause: { code: "forward.port-taken", host: "127.0.0.1", port: 2121 } },
        }),
      ],
      learned: [answers],
      says: "program fails forward.port-taken, gateway works, ftp-server works",
    },
    {
      title: "some data ports that are taken",
      ftp: RANGE,
      rows: [
        forwardRow(),
        passive(2534, {
          state: { kind: "refused", cause: { code: "forward.port-taken", host: "127.0.0.1", port: 2534 } },
        }),
        passive(2535),
      ],
      learned: [answers],
      says: "program works-with-note, gateway works, ftp-server works",
    },
    {
      title: "all of them taken",
      ftp: RANGE,
      rows: [
        forwardRow(),
        passive(2534, {
          state: { kind: "refused", cause: { code: "forward.port-taken", host: "127.0.0.1", port: 2534 } },
        }),
      ],
      learned: [answers],
      says: "program fails forward.port-taken, gateway works, ftp-server works",
    },
    {
      title: "data ports that lead nowhere",
      ftp: RANGE,
      rows: [
        forwardRow(),
        passive(2534, { connections: { open: 0, total: 1 }, trouble: refused("unreachable", "popeye:2534") }),
        passive(2535),
      ],
      learned: [answers],
      says: "program works, gateway works, ftp-server fails channel.refused",
    },
    {
      title: "some of them",
      ftp: RANGE,
      rows: [
        forwardRow(),
        passive(2534, { connections: { open: 0, total: 1 }, trouble: refused("unreachable", "popeye:2534") }),
        passive(2535, { connections: { open: 0, total: 1 } }),
      ],
      learned: [answers],
      says: "program works, gateway works, ftp-server works-with-note",
    },
    {
      title: "a program that speaks TLS to a relay",
      rows: [forwardRow({ trouble: { code: "relay.not-ftp", speaks: "TLS" } })],
      learned: [answers],
      says: "program fails relay.not-ftp, gateway works, ftp-server works",
    },
    {
      title: "a gateway without SFTP",
      ftp: BRIDGE,
      learned: [
        failed("sftp", {
          code: "failure",
          cause: { code: "bridge.no-sftp", gateway: "g:22", cause: "no-subsystem", detail: "" },
        }),
      ],
      says: "program works, gateway works, sftp fails bridge.no-sftp",
    },
    {
      title: "one with few sessions",
      ftp: BRIDGE,
      learned: [
        { probe: "sftp", outcome: "ok", found: { code: "sftp.there", gateway: "g:22", version: 3 } },
        { probe: "sessions", outcome: "warning", found: { code: "sessions.few", gateway: "g:22", count: 1 } },
      ],
      says: "program works, gateway works, sftp works-with-note",
    },
    {
      title: "a home folder that cannot be listed",
      ftp: BRIDGE,
      learned: [
        { probe: "sftp", outcome: "ok", found: { code: "sftp.there", gateway: "g:22", version: 3 } },
        failed("home", { code: "home.unlistable", path: "/home/olive", detail: "no" }),
      ],
      says: "program works, gateway works, sftp fails bridge.home-unlistable",
    },
    {
      title: "a bridge whose password the program does not know",
      ftp: BRIDGE,
      learned: [{ kind: "bridge-login-refused", said: "530 No" }],
      says: "program fails ftp.login-refused, gateway works, sftp unknown",
    },
    {
      title: "the same, once it does",
      ftp: BRIDGE,
      learned: [
        { kind: "bridge-login-refused", said: "530 No" },
        { kind: "login-accepted", at: 6_000 },
      ],
      says: "program works, gateway works, sftp works",
    },
    {
      title: "a tunnel that waits for its gateway",
      state: { kind: "waiting", attempt: 1, retryAt: 9, cause: lost },
      says: "program works, gateway fails ssh.lost, ftp-server unknown",
    },
    {
      title: "a gateway behind a jump host that lets nobody in",
      gateway: { via: [{ host: "a", username: "o" }] },
      state: {
        kind: "failed",
        cause: {
          code: "ssh.login-refused",
          host: "www.spinach.com",
          port: 22,
          username: "olive",
          tried: [],
          offered: [],
        },
      },
      rows: [forwardRow({ state: { kind: "idle" } })],
      reached: 1,
      says: "program unknown, jump-host works, gateway fails ssh.login-refused, ftp-server unknown",
    },
    {
      title: "a profile none of whose ports can be had",
      state: { kind: "failed", cause: { code: "forward.none-listening" } },
      rows: [
        forwardRow({
          state: { kind: "refused", cause: { code: "forward.port-taken", host: "127.0.0.1", port: 2121 } },
        }),
      ],
      says: "program fails forward.port-taken, gateway unknown, ftp-server unknown",
    },
  ])("of $title", ({ says, ...scene }) => {
    const made = route(scene);
    expect(inShort(made)).toBe(says);
    expect(made.hops.every(({ state, cause }) => (state === "fails") === (cause !== undefined))).toBe(true);
  });

  it("say the worst of them as the route's state", () => {
    expect(route({ learned: [answers] }).state).toBe("works");
    expect(route({}).state).toBe("unknown");
    expect(route({ ftp: RANGE, learned: [answers, tlsDemand] }).state).toBe("works-with-note");
    expect(route({ learned: [failed("target", { code: "timed-out" })] }).state).toBe("fails");
  });

  it("tell where each is, in the order of a transfer", () => {
    const { hops } = route({ gateway: { port: 2222, via: [{ host: "::1", username: "o" }] } });
    expect(hops.map(({ kind, endpoint }) => `${kind} ${endpoint}`)).toEqual([
      "program 127.0.0.1:2121",
      "jump-host [::1]:22",
      "gateway www.spinach.com:2222",
      "ftp-server popeye:21",
    ]);
    expect(route({ ftp: BRIDGE }).hops.at(-1)).toMatchObject({ kind: "sftp", endpoint: "www.spinach.com:22" });
  });

  it("tell the last transfer, and that the server worked then", () => {
    const ended = { verb: "RETR", path: "a", bytes: 1, since: 6_000, until: 7_000, said: "226 Done" } as const;
    const last = route({
      learned: [answers],
      rows: [forwardRow({ history: [{ ...ended, outcome: "done" }] })],
    }).hops.at(-1);
    expect(last).toMatchObject({ lastWorked: 7_000, state: "works" });
    expect(last?.facts.map(({ kind }) => kind)).toEqual(["ftp-server", "transfer"]);
    const cut = route({ learned: [answers], rows: [forwardRow({ history: [{ ...ended, outcome: "cut" }] })] }).hops.at(
      -1,
    );
    expect(cut).toMatchObject({ lastWorked: 5_000, state: "works" });
  });

  it.each<{ title: string; scene: Scene; isPlain: boolean }>([
    { title: "another machine than the gateway", scene: {}, isPlain: true },
    {
      title: "the gateway itself, by loopback",
      scene: { ftp: { mode: "relay", target: { host: "127.0.0.1" } } },
      isPlain: false,
    },
    {
      title: "the gateway itself, by its name",
      scene: { ftp: { mode: "relay", target: { host: "WWW.spinach.com" } } },
      isPlain: false,
    },
    { title: "SFTP", scene: { ftp: BRIDGE }, isPlain: false },
    { title: "another machine that demands TLS", scene: { ftp: RANGE, learned: [tlsDemand] }, isPlain: false },
    {
      title: "another machine, once TLS has begun",
      scene: { ftp: RANGE, learned: [{ kind: "tls-unreadable" }] },
      isPlain: false,
    },
  ])("say whether the way to $title can be read", ({ scene, isPlain }) => {
    const [last, ...before] = route(scene).hops.toReversed();
    expect(last?.isPlain).toBe(isPlain ? true : undefined);
    expect(before.every((hop) => hop.isPlain === undefined)).toBe(true);
  });

  it("offer to connect anew where the profile was changed: at what fails, else at the first", () => {
    expect(route({ isOutdated: true, learned: [answers] }).hops.map(({ mends }) => mends?.[0]?.kind)).toEqual([
      "reconnect",
      undefined,
      undefined,
    ]);
    expect(
      route({ isOutdated: true, learned: [failed("target", { code: "timed-out" })] }).hops.map(({ mends }) =>
        mends?.map(({ kind }) => kind),
      ),
    ).toEqual([undefined, undefined, ["reconnect", "retry", "edit-profile"]]);
  });
});

describe("the SSH hop that a failure is about", () => {
  const { gateway } = profileSchema.parse({
    id: "p",
    name: "P",
    gateway: {
      host: "gw",
      username: "o",
      via: [
        { host: "a", username: "o" },
        { host: "b", username: "o" },
      ],
    },
  });
  it.each<{ cause: Failure; reached: number; hop: number }>([
    { cause: { code: "ssh.unreachable", host: "a", port: 22, cause: "refused" }, reached: 0, hop: 0 },
    { cause: { ...lost, host: "gw" }, reached: 2, hop: 2 },
    { cause: { ...refused("unreachable", "b:22"), through: "a:22" } as Failure, reached: 1, hop: 1 },
    { cause: { code: "proxy.unreachable", host: "proxy", port: 3128, cause: "refused" }, reached: 0, hop: 0 },
    { cause: { code: "host-key.file-unreadable", file: "f", detail: "no" }, reached: 1, hop: 1 },
    { cause: { code: "internal", detail: "bug" }, reached: -1, hop: 0 },
    { cause: { code: "forward.none-listening" }, reached: 2, hop: -1 },
  ])("of $cause.code is number $hop", ({ cause, reached, hop }) => {
    expect(failingSshHop(cause, gateway, reached)).toBe(hop);
  });
});
