import type { CheckStatus, Finding } from "../../../src/shared/check/finding.js";
import type { News } from "../../../src/shared/ipc/contract.js";
import { NO_NAVIGATION } from "../../../src/shared/ipc/navigation.js";
import { profileSchema, type Profile, type ProfileDraft } from "../../../src/shared/profile/profile-schema.js";
import { DEFAULT_SETTINGS } from "../../../src/shared/settings.js";
import type { LogEntry } from "../../../src/shared/status/activity-event.js";
import type { Failure } from "../../../src/shared/status/failure.js";
import type { Mend } from "../../../src/shared/status/mend.js";
import type { Route } from "../../../src/shared/status/route.js";
import type { Question } from "../../../src/shared/status/questions.js";
import type { TrafficHistoryOf } from "../../../src/shared/status/traffic-history.js";
import type {
  ForwardStatus,
  TransferStatus,
  TunnelState,
  TunnelStatus,
} from "../../../src/shared/status/tunnel-state.js";
import { bridgeRoute, ftpHop, gatewayHop, notedRoute, programHop, routeWith, workingRoute } from "./sample-routes.js";

/** Profiles, tunnels and questions as the main process would tell them, for the tests and the screenshots of the window. */
export const NOON = Date.UTC(2026, 7, 21, 12, 0, 0);

export const sampleProfile = (changes: Partial<ProfileDraft> = {}): Profile =>
  profileSchema.parse({
    id: "popeye",
    name: "Popeye's web site",
    gateway: { host: "www.spinach.com", username: "olive" },
    ftp: { mode: "range", target: { host: "popeye" }, passive: "2534-2536" },
    forwards: [{ kind: "local", name: "Mail", listen: { port: 1143 }, target: { host: "popeye", port: 143 } }],
    ...changes,
  });

export const nothingYet: News = {
  profiles: { profiles: [], withSecrets: [] },
  tunnels: [],
  questions: [],
  settings: { settings: DEFAULT_SETTINGS },
  checks: [],
  led: NO_NAVIGATION,
  log: [],
  traffic: [],
};

const idleTraffic = { connections: { open: 0, total: 0 }, bytes: { up: 0, down: 0 }, speed: { up: 0, down: 0 } };
export const port = (
  name: string,
  listen: string,
  target: string,
  changes: Partial<ForwardStatus> = {},
): ForwardStatus => ({
  name,
  group: name.startsWith("passive") ? "passive" : name === "control" ? "control" : "forward",
  listen,
  target,
  state: { kind: "listening" },
  ...idleTraffic,
  ...changes,
});

export const passivePorts = (count: number, first = 2534): ForwardStatus[] =>
  Array.from({ length: count }, (_, step) =>
    port(`passive ${first + step}`, `127.0.0.1:${first + step}`, `popeye:${first + step}`),
  );

export const fivePorts: readonly ForwardStatus[] = [
  port("control", "127.0.0.1:2121", "popeye:21", {
    connections: { open: 1, total: 3 },
    bytes: { up: 1_240, down: 9_312 },
  }),
  port("passive 2534", "127.0.0.1:2534", "popeye:2534", {
    connections: { open: 1, total: 7 },
    bytes: { up: 0, down: 34_812_000 },
    speed: { up: 0, down: 2_140_000 },
  }),
  port("passive 2535", "127.0.0.1:2535", "popeye:2535", {
    state: { kind: "refused", cause: { code: "forward.port-taken", host: "127.0.0.1", port: 2535 } },
  }),
  port("passive 2536", "127.0.0.1:2536", "popeye:2536", {
    connections: { open: 0, total: 2 },
    bytes: { up: 1_048_576, down: 0 },
  }),
  port("Mail", "127.0.0.1:1143", "popeye:143", {
    plan: { place: 0, name: "Mail", enabled: true },
    connections: { open: 0, total: 1 },
    trouble: { code: "channel.refused", target: "popeye:143", cause: "prohibited", detail: "open failed" },
  }),
];

/** A range of three ports without a fault. */
export const passiveOnly: readonly ForwardStatus[] = [
  port("control", "127.0.0.1:2121", "popeye:21"),
  ...passivePorts(3),
];

const screens = { place: 0, name: "VNC", enabled: true };
/** Forwards of every kind: a range, a remote one on a socket, one that is switched off, one that the gateway refuses. */
export const plainPorts: readonly ForwardStatus[] = [
  port("VNC 5950", "127.0.0.1:5950", "localhost:5900", {
    plan: screens,
    connections: { open: 1, total: 2 },
    bytes: { up: 12_400, down: 8_120_000 },
  }),
  port("VNC 5951", "127.0.0.1:5951", "localhost:5901", { plan: screens }),
  port("SOCKS proxy", "127.0.0.1:1080", "anywhere, by SOCKS", {
    plan: { place: 1, name: "SOCKS proxy", enabled: false },
    state: { kind: "idle" },
  }),
  port("Database", "127.0.0.1:15432", "/run/postgresql/.s.PGSQL.5432", {
    plan: { place: 2, name: "Database", enabled: true },
  }),
  port("X display", "127.0.0.1:6010 on www.spinach.com", "/tmp/.X11-unix/X0", {
    plan: { place: 3, name: "X display", enabled: true },
  }),
  port("Web", "/tmp/web.sock on www.spinach.com", "127.0.0.1:3000", {
    plan: { place: 4, name: "Web", enabled: true },
    state: {
      kind: "refused",
      cause: {
        code: "forward.gateway-socket-refused",
        socket: "/tmp/web.sock",
        detail: "Unable to bind to /tmp/web.sock",
      },
    },
  }),
];

/** A long range of a plain forward, as the gateway listens to it; one of its ports is taken there. */
export const longPlainRange: readonly ForwardStatus[] = [
  ...plainPorts.slice(2, 4),
  ...Array.from({ length: 20 }, (_, step) =>
    port(`Builds ${9000 + step}`, `127.0.0.1:${9000 + step} on www.spinach.com`, `127.0.0.1:${3000 + step}`, {
      plan: { place: 5, name: "Builds", enabled: true },
      ...(step === 7
        ? {
            state: {
              kind: "refused",
              cause: {
                code: "forward.gateway-refused",
                host: "127.0.0.1",
                port: 9007,
                detail: "Unable to bind to port 9007",
              },
            },
          }
        : {}),
    }),
  ),
];

export const thousandPorts: readonly ForwardStatus[] = [
  port("control", "127.0.0.1:2121", "popeye:21", {
    connections: { open: 12, total: 388 },
    bytes: { up: 41_240, down: 99_312 },
  }),
  ...passivePorts(1000, 40_000).map((row, index) =>
    index === 17
      ? {
          ...row,
          state: {
            kind: "refused" as const,
            cause: { code: "forward.port-taken" as const, host: "127.0.0.1", port: 40_017 },
          },
        }
      : index % 331 === 5
        ? {
            ...row,
            connections: { open: 1, total: 12 },
            bytes: { up: 120_000, down: 8_400_000 },
            speed: { up: 0, down: 310_000 },
          }
        : row,
  ),
];

/** With another route of the first tunnel. */
export const routed = (tunnels: readonly TunnelStatus[], route: Route): readonly TunnelStatus[] =>
  tunnels.map((one, index) => (index === 0 ? { ...one, route } : one));

/** What four FTP programs do at once through a relay. @param now when that is */
export const sampleTransfers = (now: number): readonly TransferStatus[] => [
  {
    verb: "RETR",
    path: "/var/www/spinach/photos/2026/summer/Popeye and Olive on the pier, evening light.tif",
    bytes: 734_812_000,
    speed: 12_140_000,
    since: now - 63_000,
    size: 1_204_812_000,
  },
  { verb: "STOR", path: "index.html", bytes: 48_210, speed: 24_100, since: now - 2_000 },
  { verb: "MLSD", path: "", bytes: 4_096, speed: 0, since: now - 1_000 },
  { verb: "APPE", path: "logs/access.log", bytes: 1_048_576, speed: 310_000, since: now - 3_909_000 },
];

export const manyTransfers = (count: number, now: number): readonly TransferStatus[] =>
  Array.from({ length: count }, (_, index) => ({
    verb: index % 3 === 0 ? "STOR" : "RETR",
    path: `archive/2026/part-${String(index).padStart(3, "0")}.zip`,
    bytes: 1_000_000 * index,
    speed: 200_000,
    since: now - 1000 * (count - index),
  }));

export const relayPorts = (
  transfers: readonly TransferStatus[],
  changes: Partial<ForwardStatus> = {},
): ForwardStatus[] => [
  port("control", "127.0.0.1:2121", "popeye:21", {
    connections: { open: transfers.length + 2, total: 37 },
    bytes: { up: 1_120_344, down: 734_902_112 },
    speed: { up: 334_100, down: 12_140_000 },
    transfers,
    ...changes,
  }),
];

/** A relay beside the profiles of every state. */
export const relayNews = (transfers: readonly TransferStatus[], changes: Partial<ForwardStatus> = {}): News => {
  const {
    profiles: { profiles },
    tunnels,
    ...news
  } = severalStates([
    ...relayPorts(transfers, changes),
    port("Mail", "127.0.0.1:1143", "popeye:143", { connections: { open: 1, total: 4 } }),
  ]);
  const popeye = sampleProfile({ ftp: { mode: "relay", target: { host: "popeye" } } });
  return {
    ...news,
    tunnels: routed(tunnels, workingRoute),
    profiles: { profiles: [popeye, ...profiles.slice(1)], withSecrets: [] },
  };
};

/** A bridge beside the profiles of every state; its login is asked for apart. */
export const bridgeNews = (): News => {
  const news = severalStates([
    port("control", "127.0.0.1:2121", "www.spinach.com:22", { group: "control", transfers: [] }),
  ]);
  const popeye = sampleProfile({ ftp: { mode: "bridge" } });
  return {
    ...news,
    tunnels: routed(news.tunnels, bridgeRoute),
    profiles: { profiles: [popeye, ...news.profiles.profiles.slice(1)], withSecrets: ["popeye"] },
  };
};

export const tunnel = (
  profileId: string,
  state: TunnelState,
  forwards: readonly ForwardStatus[] = [],
): TunnelStatus => ({ profile: profileId, name: profileId, state, forwards });

const gone = { code: "ssh.unreachable", host: "gw.bluto.example", port: 22, cause: "timed-out" } as const;
const locked = {
  code: "ssh.login-refused",
  host: "scanner.wimpy.example",
  port: 22,
  username: "wimpy",
  offered: ["publickey"],
  tried: [
    { method: "agent", outcome: "agent-empty" },
    { method: "password", outcome: "not-offered" },
  ],
} as const;

const brokenAtGateway = (endpoint: string, cause: Failure, mends: readonly Mend[]): Route =>
  routeWith([
    programHop({ state: "unknown" }),
    gatewayHop({ endpoint, state: "fails", facts: [], cause, mends }),
    ftpHop({ state: "unknown", facts: [] }),
  ]);

/** A profile in each state, the first one open. */
export const severalStates = (forwards: readonly ForwardStatus[] = fivePorts): News => ({
  profiles: {
    profiles: [
      sampleProfile(),
      sampleProfile({ id: "bluto", name: "Bluto's archive", gateway: { host: "gw.bluto.example", username: "bluto" } }),
      sampleProfile({
        id: "wimpy",
        name: "Scanner in the back office",
        gateway: { host: "scanner.wimpy.example", username: "wimpy" },
      }),
      sampleProfile({ id: "swee", name: "Swee'Pea staging", gateway: { host: "stage.example", username: "swee" } }),
      sampleProfile({ id: "poop", name: "Poopdeck photos", gateway: { host: "photos.example", username: "pappy" } }),
    ],
    withSecrets: ["popeye"],
  },
  tunnels: [
    {
      ...tunnel("popeye", { kind: "open", since: NOON }, forwards),
      route: forwards === fivePorts ? notedRoute : workingRoute,
    },
    {
      ...tunnel("bluto", { kind: "waiting", attempt: 3, retryAt: Date.now() + 24_000, cause: gone }),
      route: brokenAtGateway("gw.bluto.example:22", gone, [{ kind: "retry" }]),
    },
    {
      ...tunnel("wimpy", { kind: "failed", cause: locked }),
      route: brokenAtGateway("scanner.wimpy.example:22", locked, [{ kind: "choose-key" }, { kind: "retry" }]),
    },
    {
      ...tunnel("swee", { kind: "opening", step: "authenticating", attempt: 1 }),
      route: routeWith([
        programHop({ state: "unknown" }),
        gatewayHop({ state: "checking", endpoint: "stage.example:22", facts: [] }),
        ftpHop({ state: "unknown", facts: [] }),
      ]),
    },
    tunnel(
      "poop",
      { kind: "closed" },
      fivePorts.map((row) => ({ ...row, state: { kind: "idle" }, ...idleTraffic })),
    ),
  ],
  questions: [],
  settings: { settings: DEFAULT_SETTINGS },
  checks: [],
  led: NO_NAVIGATION,
  log: [],
  traffic: [],
});

/** Thirty profiles, most of them open; one has failed, two wait, one has a port that is taken. */
export const thirtyTunnels = (count = 30): News => {
  const profiles = Array.from({ length: count }, (_, index) =>
    sampleProfile({
      id: `site-${index}`,
      name: `Customer ${String(index + 1).padStart(2, "0")}, web site`,
      gateway: { host: `web-${index + 1}.spinach.com`, username: "olive" },
    }),
  );
  const states: Readonly<Record<number, TunnelState>> = {
    22: { kind: "failed", cause: locked },
    11: { kind: "waiting", attempt: 2, retryAt: Date.now() + 9_000, cause: gone },
    26: { kind: "waiting", attempt: 5, retryAt: Date.now() + 50_000, cause: gone },
    4: { kind: "closed" },
  };
  return {
    ...severalStates(),
    profiles: { profiles, withSecrets: [] },
    tunnels: profiles.map(({ id }, index) =>
      tunnel(id, states[index] ?? { kind: "open", since: NOON }, index === 17 ? fivePorts : fivePorts.slice(0, 2)),
    ),
  };
};

/** The thirty in two groups and none. */
export function groupedTunnels(): News {
  const news = thirtyTunnels();
  const groupOf = (index: number): string | undefined =>
    [undefined, "Agency in Hamburg", "Own"][Math.floor(index / 10)];
  const profiles = news.profiles.profiles.map((profile, index) => {
    const group = groupOf(index);
    return group === undefined ? profile : { ...profile, group };
  });
  return { ...news, profiles: { profiles, withSecrets: [] } };
}

const PICTURE = `+--[ED25519 256]--+
|    .o=+o        |
|   . o.=.o       |
|    o.* B .      |
|   ..+ @ * .     |
|   .+ B S o      |
|  . .= = +       |
|   o. + B .      |
|  E  . = o       |
|      o.         |
+----[SHA256]-----+`;
export const hostKeyQuestion = {
  id: "q1",
  profile: "popeye",
  kind: "host-key",
  host: "www.spinach.com",
  port: 22,
  keyType: "ssh-ed25519",
  fingerprint: "SHA256:uNiVztksCsDhcc0u9e8BrXD7bSx2vUeT4pSjXh1E1GI",
  randomart: PICTURE,
} as const satisfies Question;
export const certificateQuestion = {
  id: "q5",
  profile: "popeye",
  kind: "certificate",
  target: "popeye:21",
  problem: "self-signed",
  subject: "ftp.spinach.com",
  issuer: "ftp.spinach.com",
  validFrom: Date.UTC(2026, 0, 1),
  validUntil: Date.UTC(2027, 0, 1),
  fingerprint: Array.from({ length: 32 }, (_, index) =>
    (index * 7 + 10).toString(16).toUpperCase().padStart(2, "0"),
  ).join(":"),
} as const satisfies Question;
export const passwordQuestion = {
  id: "q2",
  profile: "popeye",
  kind: "password",
  host: "www.spinach.com",
  port: 22,
  username: "olive",
  again: true,
  mayRemember: true,
} as const satisfies Question;
export const passphraseQuestion: Question = {
  id: "q3",
  profile: "popeye",
  kind: "passphrase",
  file: "~/.ssh/id_ed25519",
  again: false,
  mayRemember: false,
};
export const promptsQuestion: Question = {
  id: "q4",
  profile: "popeye",
  kind: "prompts",
  host: "www.spinach.com",
  port: 22,
  title: "Two-factor login",
  instruction: "Open your authenticator and type the code that it shows.",
  prompts: [
    { text: "User id: ", echo: true },
    { text: "One-time code: ", echo: false },
  ],
};

/** What a check of the first profile found, as far as it has come. */
export const checkNews = (state: CheckStatus["state"], findings: readonly Finding[] = sampleFindings): News => ({
  ...severalStates(),
  checks: [{ profile: "popeye", state, since: NOON, findings }],
});

export const sampleFindings: readonly Finding[] = [
  { probe: "name", outcome: "ok", found: { code: "name.found", host: "www.spinach.com", addresses: ["203.0.113.5"] } },
  {
    probe: "gateway",
    outcome: "ok",
    found: { code: "gateway.answers", host: "www.spinach.com", port: 22, software: "OpenSSH_9.2p1 Debian-2" },
  },
  {
    probe: "host-key",
    outcome: "ok",
    found: {
      code: "host-key.known",
      host: "www.spinach.com",
      port: 22,
      keyType: "ssh-ed25519",
      fingerprint: "SHA256:uNiVztksCsDhcc0u9e8BrXD7bSx2vUeT4pSjXh1E1GI",
    },
  },
  {
    probe: "login",
    outcome: "ok",
    found: { code: "login.accepted", host: "www.spinach.com", port: 22, username: "olive" },
  },
  { probe: "forwarding", outcome: "ok", found: { code: "forwarding.allowed", target: "popeye:21" } },
  {
    probe: "target",
    outcome: "ok",
    found: { code: "target.answers", target: "popeye:21", server: "vsftpd", greeting: "220 (vsFTPd 3.0.3)" },
  },
  { probe: "tls", outcome: "ok", found: { code: "tls.not-demanded", target: "popeye:21", isOffered: false } },
  { probe: "ftp-login", outcome: "ok", found: { code: "ftp-login.accepted", username: "olive" } },
  { probe: "passive", outcome: "ok", found: { code: "passive.granted", ports: [2534, 2536] } },
  {
    probe: "address",
    outcome: "failed",
    found: { code: "address.elsewhere", address: "203.0.113.7", dialled: "127.0.0.1" },
    settings: {
      title: "vsftpd",
      place: "/etc/vsftpd.conf",
      lines: ["pasv_address=127.0.0.1"],
      restart: "systemctl restart vsftpd",
    },
  },
  { probe: "range", outcome: "ok", found: { code: "range.inside", ports: [2534, 2536], passive: "2534-2536" } },
  { probe: "data", outcome: "skipped", found: { code: "not-reached", because: "ftp-login" } },
  {
    probe: "local-ports",
    outcome: "failed",
    found: {
      code: "local-ports.taken",
      count: 5,
      taken: [
        {
          cause: { code: "forward.port-taken", host: "127.0.0.1", port: 2535 },
          holder: { program: "python3", pid: 4242 },
        },
      ],
    },
  },
  { probe: "range-length", outcome: "warning", found: { code: "range-length.short", count: 3, server: "vsftpd" } },
];

/** A minute with a download in it, as told now. */
export const somePast = (now: number): TrafficHistoryOf => {
  const second = Math.floor(now / 1000);
  const wave = (index: number, most: number): number =>
    index < 20 ? 0 : Math.round(most * (0.75 + 0.25 * Math.sin(index / 3)));
  return {
    profile: "popeye",
    second,
    seconds: Array.from({ length: 60 }, (_, index) => ({
      up: wave(index, 40_000),
      down: index === 50 ? 2_000_000 : wave(index, 1_900_000),
    })),
    minutes: Array.from({ length: 60 }, (_, index) => ({
      up: wave(index, 500_000),
      down: index === 50 ? 6_000_000 : wave(index, 5_900_000),
    })),
  };
};

export const someLog: readonly LogEntry[] = [
  { number: 1, at: NOON, happening: { kind: "started", version: "0.1.0" } },
  {
    number: 2,
    at: NOON + 60_000,
    happening: {
      kind: "lost",
      profile: "popeye",
      name: "Popeye's web site",
      cause: { code: "ssh.lost", host: "www.spinach.com", port: 22, cause: "silent" },
    },
  },
  {
    number: 3,
    at: NOON + 180_000,
    happening: { kind: "restored", profile: "popeye", name: "Popeye's web site", after: 120_000 },
  },
  {
    number: 4,
    at: NOON + 240_000,
    happening: { kind: "put-off", profile: "bluto", name: "Bluto's archive", cause: gone },
  },
];
