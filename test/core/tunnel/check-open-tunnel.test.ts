import { expect, it, vi } from "vitest";
import { checkDigest, checkOpenTunnel } from "../../../src/core/tunnel/check-open-tunnel.js";
import { DEFAULT_SETTINGS } from "../../../src/shared/settings.js";
import { profileSchema } from "../../../src/shared/profile/profile-schema.js";
import { testEnvironment } from "../../support/fixtures/test-environment.js";

const profile = profileSchema.parse({
  id: "popeye",
  name: "Popeye",
  gateway: { host: "gw.example", username: "olive" },
  forwards: [
    { kind: "local", name: "web", listen: { host: "127.0.0.1", port: 8080 }, target: { host: "intranet", port: 80 } },
  ],
});
const environment = testEnvironment();
const elsewhere = testEnvironment({ settings: () => ({ ...DEFAULT_SETTINGS, knownHosts: "/elsewhere/known_hosts" }) });

it.each([
  ["asks for a profile as it is held here", 1, checkDigest(profile, environment)],
  ["holds another profile by this id", 0, checkDigest({ ...profile, name: "Bluto" }, environment)],
  ["looks host keys up in another file", 0, checkDigest(profile, elsewhere)],
])("where another process %s, the open session is asked for %i times", async (_, lent, digest) => {
  const lendSession = vi.fn(() => Promise.resolve(undefined));
  const tunnels = { status: () => [], profile: () => profile, lendSession };
  const request = { ask: "check", profile: profile.id, digest } as const;
  expect(await checkOpenTunnel(tunnels, environment, request, new AbortController().signal)).toBeUndefined();
  expect(lendSession).toHaveBeenCalledTimes(lent);
});
