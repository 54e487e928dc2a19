import { describe, expect, it } from "vitest";
import { parseProfile } from "../../../src/shared/profile/profile-issues.js";
import { DEFAULT_SETTINGS } from "../../../src/shared/settings.js";
import { diagnosticsText } from "../../../src/shared/status/diagnostics-text.js";
import type { TunnelStatus } from "../../../src/shared/status/tunnel-state.js";

const SECRETS = ["Swee'Pea", "olive", "spinach", "popeye", "id_web", "wimpy", "jump.example", "hidden", "2534"];

describe("the diagnostics", () => {
  const reading = parseProfile({
    id: "swee-pea",
    name: "Swee'Pea's site",
    gateway: {
      host: "www.spinach.example",
      port: 2022,
      username: "olive",
      auth: [{ method: "key", file: "/home/olive/.ssh/id_web" }],
      via: [{ host: "jump.example", username: "wimpy" }],
    },
    ftp: { mode: "range", target: { host: "popeye", port: 21 }, passive: "2534-2536" },
    forwards: [{ kind: "local", name: "hidden", listen: { port: 8143 }, target: { host: "popeye", port: 143 } }],
  });
  if (!reading.ok) throw new Error(JSON.stringify(reading.issues));
  const { profile } = reading;
  const cause = { code: "ssh.unreachable", host: "www.spinach.example", port: 2022, cause: "timed-out" } as const;
  const status: TunnelStatus = {
    profile: profile.id,
    name: profile.name,
    state: { kind: "failed", cause },
    forwards: [],
  };
  const text = diagnosticsText({
    versions: [["Culvert", "0.1.0"]],
    settings: { ...DEFAULT_SETTINGS, defaultKey: "/home/olive/.ssh/id_web", knownHosts: "/home/olive/hidden" },
    profiles: [profile],
    tunnels: [status],
    log: [
      { number: 1, at: 0, happening: { kind: "failed", profile: profile.id, name: profile.name, cause } },
      {
        number: 2,
        at: 1,
        happening: {
          kind: "transfer-failed",
          profile: profile.id,
          name: profile.name,
          verb: "RETR",
          path: "/hidden/spinach.txt",
          bytes: 1,
          outcome: "refused",
          said: "550 olive: no",
        },
      },
    ],
  });

  it("tell what kind of tunnels there are, how they stand and by which codes they failed", () => {
    for (const fact of [
      "Culvert 0.1.0",
      "tunnel 1: range, listens on loopback, gateway port other, logins key, jump hosts 1",
      "state failed ssh.unreachable",
      "failed tunnel 1 ssh.unreachable",
      "transfer-failed tunnel 1 refused",
    ])
      expect(text).toContain(fact);
  });

  it("have no name of a person, host, profile or file in them", () => {
    for (const secret of SECRETS) expect(text, secret).not.toContain(secret);
  });
});
