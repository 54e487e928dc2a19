import { describe, expect, it } from "vitest";
import { switchForward } from "../../../src/core/store/switch-forward.js";
import { profileSchema, type Profile } from "../../../src/shared/profile/profile-schema.js";
import { FailureError } from "../../../src/shared/status/failure.js";

const popeye = profileSchema.parse({
  id: "popeye",
  name: "Popeye",
  gateway: { host: "www.spinach.com", username: "olive" },
  forwards: [
    { kind: "local", name: "Mail", listen: { port: 1143 }, target: { host: "popeye", port: 143 } },
    { kind: "local", name: "Other mail", listen: { port: 1143 }, target: { host: "bluto", port: 143 }, enabled: false },
  ],
});

function storeOf(...profiles: Profile[]) {
  const saved: Profile[] = [];
  return { saved, profiles: () => profiles, save: async (one: Profile) => void saved.push(one) };
}

async function failureOf(callback: () => Promise<void>): Promise<unknown> {
  try {
    await callback();
  } catch (thrown) {
    return thrown instanceof FailureError ? thrown.failure : thrown;
  }
  return undefined;
}

describe("switching a forward", () => {
  it("keeps the profile with that one switched", async () => {
    const store = storeOf(popeye);
    await switchForward(store, { profile: "popeye", forward: 0, enabled: false });
    expect(store.saved.map(({ forwards }) => forwards.map(({ enabled }) => enabled))).toEqual([[false, false]]);
  });

  it("writes nothing where it is so already, or is not there any more", async () => {
    const store = storeOf(popeye);
    await switchForward(store, { profile: "popeye", forward: 0, enabled: true });
    await switchForward(store, { profile: "popeye", forward: 7, enabled: true });
    expect(store.saved).toEqual([]);
  });

  it("on is refused where another listens on its port, and for a profile that is not there", async () => {
    const store = storeOf(popeye);
    expect(await failureOf(() => switchForward(store, { profile: "popeye", forward: 1, enabled: true }))).toMatchObject(
      {
        code: "profile.invalid",
        refused: [
          {
            profile: "Popeye",
            issues: [{ field: "forwards[1].listen.port", problem: "listen-port-taken-twice", found: "1143" }],
          },
        ],
      },
    );
    expect(await failureOf(() => switchForward(store, { profile: "bluto", forward: 0, enabled: true }))).toEqual({
      code: "profile.not-found",
      asked: "bluto",
      known: ["popeye"],
    });
    expect(store.saved).toEqual([]);
  });
});
