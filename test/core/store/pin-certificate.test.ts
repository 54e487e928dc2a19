import { describe, expect, it } from "vitest";
import { pinCertificate } from "../../../src/core/store/pin-certificate.js";
import { profileSchema, type Profile } from "../../../src/shared/profile/profile-schema.js";

const profile = (id: string, ftp: object): Profile =>
  profileSchema.parse({ id, name: id, gateway: { host: "gate", username: "olive" }, ftp });

describe("pinning a certificate", () => {
  it("writes it into that relay's profile, and into no other", async () => {
    let kept: readonly Profile[] = [
      profile("popeye", { target: { host: "popeye" }, certificate: "0a".repeat(32) }),
      profile("bluto", { target: { host: "popeye" } }),
      profile("bridge", { mode: "bridge" }),
    ];
    const before = kept;
    const store = {
      change: (change: (profiles: readonly Profile[], reserved: readonly string[]) => readonly Profile[]) => {
        kept = change(kept, []);
        return Promise.resolve();
      },
    };
    await pinCertificate(store, "popeye", "0B:0C");
    expect(kept[0]?.ftp).toEqual({ ...before[0]?.ftp, certificate: "0B:0C" });
    expect(kept.slice(1)).toEqual(before.slice(1));
    const pinned = kept;
    await pinCertificate(store, "bridge", "0B:0C");
    await pinCertificate(store, "nobody", "0B:0C");
    expect(kept).toEqual(pinned);
  });
});
