import { beforeEach, describe, expect, it } from "vitest";
import { ActivityDetector } from "../../../src/core/activity/activity-detector.js";
import type { Failure } from "../../../src/shared/status/failure.js";
import type { EndedTransfer, Hop } from "../../../src/shared/status/route.js";
import type { ForwardStatus, TunnelState } from "../../../src/shared/status/tunnel-state.js";
import { forwardRow } from "../../support/fixtures/forward-row.js";

const lost: Failure = { code: "ssh.lost", host: "www.spinach.com", port: 22, cause: "silent" };
const gone: Failure = { code: "ssh.unreachable", host: "www.spinach.com", port: 22, cause: "timed-out" };
const changed: Failure = {
  code: "host-key.changed",
  host: "www.spinach.com",
  port: 22,
  keyType: "ssh-rsa",
  fingerprint: "SHA256:a",
  kept: [],
};
const opening: TunnelState = { kind: "opening", step: "dialling", attempt: 1 };
const open: TunnelState = { kind: "open", since: 0 };
const waiting = (cause: Failure, attempt = 1): TunnelState => ({ kind: "waiting", attempt, retryAt: 0, cause });

let detector: ActivityDetector;
let now: number;
beforeEach(() => {
  detector = new ActivityDetector();
  now = 0;
});

/** What each look tells, a minute between them. */
const tells = (...states: readonly TunnelState[]): string[][] =>
  states.map((state) =>
    detector
      .since([{ profile: "popeye", name: "Popeye", state, forwards: [] }], (now += 60_000))
      .map(
        (event) =>
          `${event.kind}${"after" in event ? ` ${event.after}` : ""}${"cause" in event ? ` ${event.cause.code}` : ""}`,
      ),
  );

describe("what happened to a tunnel", () => {
  it("is nothing while it rests", () => {
    expect(tells({ kind: "closed" }, { kind: "closed" })).toEqual([[], []]);
  });

  it("is told once for each step that matters to the user", () => {
    expect(
      tells(
        opening,
        { kind: "opening", step: "listening", attempt: 1 },
        open,
        open,
        { kind: "closing" },
        { kind: "closed" },
      ),
    ).toEqual([["opening"], [], ["opened"], [], [], ["closed"]]);
  });

  it("is one loss and one return, however many tries lie between, with how long it lasted", () => {
    expect(tells(open, waiting(lost), opening, waiting(gone, 2), opening, waiting(gone, 3), open)).toEqual([
      ["opened"],
      ["lost ssh.lost"],
      [],
      ["put-off ssh.unreachable"],
      [],
      [],
      ["restored 300000"],
    ]);
  });

  it("is one putting off for each reason where it never was open", () => {
    expect(tells(opening, waiting(gone), opening, waiting(gone, 2), opening, open)).toEqual([
      ["opening"],
      ["put-off ssh.unreachable"],
      [],
      [],
      [],
      ["opened"],
    ]);
  });

  it("is a failure that waits for the user, and nothing is restored after it", () => {
    expect(tells(open, waiting(lost), { kind: "failed", cause: changed }, opening, open)).toEqual([
      ["opened"],
      ["lost ssh.lost"],
      ["failed host-key.changed"],
      ["opening"],
      ["opened"],
    ]);
  });

  it("is each trouble of a port, once for as long as it stands", () => {
    const refused = forwardRow({
      state: { kind: "refused", cause: { code: "forward.port-taken", host: "127.0.0.1", port: 2121 } },
    });
    const troubled = forwardRow({ trouble: gone });
    const look = (forwards: readonly ForwardStatus[]) =>
      detector.since([{ profile: "popeye", name: "Popeye", state: open, forwards }], 0).map(({ kind }) => kind);
    expect([[forwardRow()], [refused], [refused], [forwardRow()], [troubled], [troubled], [refused]].map(look)).toEqual(
      [["opened"], ["port-refused"], [], [], ["port-troubled"], [], ["port-refused"]],
    );
  });
});

describe("a spool", () => {
  it("is told as files begin to wait, as none does any more, and for each trouble once", () => {
    const trouble: Failure = { code: "spool.unusable", folder: "/spool", detail: "EACCES" };
    const look = (spool: ForwardStatus["spool"]) =>
      detector
        .since(
          [
            {
              profile: "popeye",
              name: "Popeye",
              state: open,
              forwards: [forwardRow(spool === undefined ? {} : { spool })],
            },
          ],
          0,
        )
        .map(({ kind }) => kind);
    const empty = { waiting: 0, bytes: 0, setAside: 0 };
    const full = { ...empty, waiting: 1, bytes: 9 };
    expect(
      [undefined, empty, full, { ...full, waiting: 2 }, empty, { ...empty, trouble }, { ...empty, trouble }].map(look),
    ).toEqual([["opened"], [], ["spool-filled"], [], ["spool-emptied"], ["spool-troubled"], []]);
  });
});

describe("a device that writes names in a charset which nobody has told", () => {
  it("is told once, and so is the next one", () => {
    const look = (foreignName: ForwardStatus["foreignName"]) =>
      detector
        .since(
          [
            {
              profile: "popeye",
              name: "Popeye",
              state: open,
              forwards: [forwardRow(foreignName === undefined ? {} : { foreignName })],
            },
          ],
          0,
        )
        .map((event) => (event.kind === "name-foreign" ? `${event.client} ${event.file}` : event.kind));
    const [scanner, camera] = ["192.168.7.20", "192.168.7.21"];
    expect(
      [
        undefined,
        { client: scanner, name: "é" },
        { client: scanner, name: "ü" },
        { client: camera, name: "ü" },
        { client: scanner, name: "ü" },
      ].map(look),
    ).toEqual([["opened"], [`${scanner} é`], [], [`${camera} ü`], []]);
  });
});

describe("a transfer that failed", () => {
  const ended = (path: string, outcome: EndedTransfer["outcome"]): EndedTransfer => ({
    verb: "RETR",
    path,
    bytes: 0,
    since: 1,
    until: 2,
    outcome,
    said: "550 No such file.",
  });
  const look = (history: readonly EndedTransfer[]): string[] =>
    detector
      .since([{ profile: "popeye", name: "Popeye", state: open, forwards: [forwardRow({ history })] }], (now += 1_000))
      .flatMap((event) => (event.kind === "transfer-failed" ? [`${event.path} ${event.outcome}`] : []));

  it("is told once, the oldest first, and one that is done is not", () => {
    const [one, two, three] = [ended("1", "cut"), ended("2", "done"), ended("3", "refused")];
    expect(look([])).toEqual([]);
    expect(look([two, one])).toEqual(["1 cut"]);
    expect(look([two, one])).toEqual([]);
    expect(look([three, two, one])).toEqual(["3 refused"]);
    expect(look([])).toEqual([]);
    expect(look([ended("4", "cut")])).toEqual(["4 cut"]);
  });

  it("is told where more have ended between two looks than are kept", () => {
    expect(look([ended("1", "cut")])).toEqual(["1 cut"]);
    expect(look([ended("3", "cut"), ended("2", "cut")])).toEqual(["2 cut", "3 cut"]);
  });
});

describe("what happened to a route", () => {
  const refused: Failure = { code: "ftp.login-refused", target: "popeye:21", said: "530 No" };
  const hop = (cause?: Failure): Hop => ({
    kind: "ftp-server",
    endpoint: "popeye:21",
    state: cause === undefined ? "works" : "fails",
    facts: [],
    ...(cause === undefined ? {} : { cause }),
  });
  const look = (cause: Failure | undefined, row: ForwardStatus, state: TunnelState = open) =>
    detector
      .since(
        [
          {
            profile: "popeye",
            name: "Popeye",
            state,
            forwards: [row],
            route: { state: hop(cause).state, hops: [hop(cause)] },
          },
        ],
        (now += 60_000),
      )
      .map(({ kind }) => kind);

  it("is told once where it fails, and once more after it has worked", () => {
    expect(look(undefined, forwardRow())).toEqual(["opened"]);
    expect(look(refused, forwardRow())).toEqual(["route-failed"]);
    expect(look(refused, forwardRow())).toEqual([]);
    expect(look(undefined, forwardRow())).toEqual([]);
    expect(look(refused, forwardRow())).toEqual(["route-failed"]);
  });

  it("is told in the place of the port's own trouble where the two are one, with the program that is found out later", () => {
    const taken: Failure = { code: "forward.port-taken", host: "127.0.0.1", port: 2121 };
    const port = forwardRow({ state: { kind: "refused", cause: taken } });
    expect(look(taken, port)).toEqual(["opened", "route-failed"]);
    expect(look({ ...taken, holder: { program: "vsftpd", pid: 812 } }, port)).toEqual([]);
    expect(look(refused, port)).toEqual(["route-failed", "port-refused"]);
  });

  it("is nothing while the tunnel is not open, which tells its own failure", () => {
    expect(look(refused, forwardRow(), waiting(lost))).toEqual(["put-off"]);
  });
});
