import type { EndedTransfer, Hop, Route } from "../../../src/shared/status/route.js";
import { worstHopState } from "../../../src/shared/status/route.js";

/** Routes as the core would tell them, for the tests and the screenshots of the window. */
const NOON = Date.UTC(2026, 7, 21, 12, 0, 0);

export const routeWith = (hops: readonly Hop[]): Route => ({ state: worstHopState(hops), hops });

export const programHop = (changes: Partial<Hop> = {}): Hop => ({
  kind: "program",
  endpoint: "127.0.0.1:2121",
  state: "works",
  facts: [],
  lastWorked: NOON,
  ...changes,
});

export const gatewayHop = (changes: Partial<Hop> = {}): Hop => ({
  kind: "gateway",
  endpoint: "www.spinach.com:22",
  state: "works",
  facts: [
    { kind: "ssh-server", software: "OpenSSH_9.2p1 Debian-2" },
    {
      kind: "ssh-link",
      keyExchange: "curve25519-sha256",
      cipher: "aes128-gcm@openssh.com",
      hostKeyType: "ssh-ed25519",
      isPostQuantum: false,
    },
  ],
  lastWorked: NOON,
  ...changes,
});

export const jumpHop = (changes: Partial<Hop> = {}): Hop => ({
  kind: "jump-host",
  endpoint: "jump.spinach.com:2222",
  state: "works",
  facts: [{ kind: "ssh-server", software: "dropbear_2022.83" }],
  lastWorked: NOON,
  ...changes,
});

export const ftpHop = (changes: Partial<Hop> = {}): Hop => ({
  kind: "ftp-server",
  endpoint: "popeye:21",
  state: "works",
  facts: [
    { kind: "login-accepted", at: NOON + 120_000 },
    { kind: "ftp-server", server: "vsftpd", greeting: "220 (vsFTPd 3.0.3)" },
  ],
  lastWorked: NOON + 120_000,
  isPlain: true,
  ...changes,
});

export const sftpHop = (changes: Partial<Hop> = {}): Hop => ({
  kind: "sftp",
  endpoint: "www.spinach.com:22",
  state: "works",
  facts: [{ kind: "sftp", version: 3, home: "/home/olive" }],
  lastWorked: NOON,
  ...changes,
});

export const workingRoute = routeWith([programHop(), gatewayHop(), ftpHop()]);
export const bridgeRoute = routeWith([programHop(), gatewayHop(), sftpHop()]);
export const jumpRoute = routeWith([programHop(), jumpHop(), gatewayHop(), ftpHop()]);
export const checkingRoute = routeWith([
  programHop(),
  gatewayHop(),
  { kind: "ftp-server", endpoint: "popeye:21", state: "checking", facts: [], isPlain: true },
]);

/** A range of which one local port is taken. */
export const notedRoute = routeWith([
  programHop({
    state: "works-with-note",
    facts: [{ kind: "ports-refused", refused: 1, total: 3 }],
  }),
  gatewayHop(),
  ftpHop(),
]);

/** A server that names a data port which is not forwarded. */
export const outsideRoute = routeWith([
  programHop(),
  gatewayHop(),
  ftpHop({
    state: "fails",
    cause: { code: "ftp.outside-range", target: "popeye:21", port: 40_217, passive: "2534-2536" },
    mends: [
      {
        kind: "copy-server-lines",
        file: "/etc/vsftpd.conf",
        lines: "pasv_enable=YES\npasv_min_port=2534\npasv_max_port=2536\npasv_address=127.0.0.1",
      },
      { kind: "switch-mode", mode: "relay" },
    ],
  }),
]);

export const refusedLoginRoute = routeWith([
  programHop(),
  gatewayHop(),
  ftpHop({
    state: "fails",
    facts: [
      { kind: "login-refused", at: NOON + 300_000, said: "530 Login incorrect." },
      { kind: "ftp-server", server: "vsftpd", greeting: "220 (vsFTPd 3.0.3)" },
    ],
    cause: { code: "ftp.login-refused", target: "popeye:21", said: "530 Login incorrect." },
  }),
]);

/** The control port is taken by another tunnel of this Culvert. */
export const takenRoute = routeWith([
  programHop({
    state: "fails",
    cause: { code: "forward.port-taken", host: "127.0.0.1", port: 2121, holder: { profile: "Bluto's archive" } },
    mends: [
      { kind: "use-port", port: 2122 },
      { kind: "close-tunnel", profile: "bluto", name: "Bluto's archive" },
    ],
  }),
  gatewayHop(),
  ftpHop({ state: "unknown", facts: [] }),
]);

const picture = (steps: readonly string[]): string =>
  ["+--[ED25519 256]--+", ...steps, "+----[SHA256]-----+"].join("\n");
export const changedKey = {
  code: "host-key.changed",
  host: "www.spinach.com",
  port: 22,
  keyType: "ssh-ed25519",
  fingerprint: "SHA256:Jp6bYQ0tD0s8mMwR2n5oTf1VvG1cXxkqv7Hq9b2l3Ac",
  randomart: picture([
    "|       .o.       |",
    "|      . .o .     |",
    "|     o =. +      |",
    "|    + @ ++ .     |",
    "|   . B S+.o      |",
    "|    o =.+* .     |",
    "|   . o.o= =      |",
    "|    . .o+E       |",
    "|      .o=.       |",
  ]),
  kept: [
    {
      keyType: "ssh-ed25519",
      fingerprint: "SHA256:uNiVztksCsDhcc0u9e8BrXD7bSx2vUeT4pSjXh1E1GI",
      file: "/home/olive/.ssh/known_hosts",
      line: 1,
      randomart: picture([
        "|    .o=+o        |",
        "|   . o.=.o       |",
        "|    o.* B .      |",
        "|   ..+ @ * .     |",
        "|   .+ B S o      |",
        "|  . .= = +       |",
        "|   o. + B .      |",
        "|  E  . = o       |",
        "|      o.         |",
      ]),
    },
  ],
} as const;

export const changedKeyRoute = routeWith([
  programHop({ state: "unknown", facts: [] }),
  gatewayHop({
    state: "fails",
    facts: [],
    cause: changedKey,
    mends: [{ kind: "open-known-hosts", file: "/home/olive/.ssh/known_hosts", line: 1 }],
  }),
  ftpHop({ state: "unknown", facts: [] }),
]);

/** What has passed lately, the newest first: most of it well, one refused, one cut. */
export const sampleHistory = (count: number): readonly EndedTransfer[] =>
  Array.from({ length: count }, (_, index): EndedTransfer => {
    const until = NOON + 3_600_000 - index * 61_000;
    const common = { since: until - 900 - index * 700, until };
    if (index === 1)
      return {
        ...common,
        verb: "STOR",
        path: "/pub/private.txt",
        bytes: 0,
        outcome: "refused",
        said: "550 Permission denied.",
      };
    if (index === 3)
      return {
        ...common,
        verb: "RETR",
        path: "/var/www/spinach/backup.tar",
        bytes: 88_211_456,
        size: 734_003_200,
        outcome: "cut",
        said: "426 Failure writing network stream.",
      };
    return index % 3 === 0
      ? { ...common, verb: "MLSD", path: "/var/www", bytes: 4_096, outcome: "done", said: "226 Directory send OK." }
      : {
          ...common,
          verb: index % 2 === 0 ? "RETR" : "STOR",
          path: `/var/www/spinach/photo-${String(count - index).padStart(3, "0")}.jpg`,
          bytes: 2_412_000 + index * 10_000,
          size: 2_412_000 + index * 10_000,
          outcome: "done",
          said: "226 Transfer complete.",
        };
  });
