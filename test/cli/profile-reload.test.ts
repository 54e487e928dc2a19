import { describe, expect, it } from "vitest";
import { ProfileReload } from "../../src/cli/profile-reload.js";
import { profileSchema, type Profile } from "../../src/shared/profile/profile-schema.js";
import { FailureError } from "../../src/shared/status/failure.js";

const profileOf = (id: string, more: object = {}): Profile =>
  profileSchema.parse({ id, name: id, gateway: { host: "www.spinach.com", username: "olive" }, ...more });

/** What reading again does to two tunnels. */
async function reload(
  read: () => readonly Profile[],
  before: readonly Profile[] = [profileOf("popeye"), profileOf("bluto")],
) {
  const calls: string[] = [];
  let set: readonly Profile[] = [];
  const again = new ProfileReload(before, {
    read,
    tunnels: {
      setProfiles: (profiles) => {
        set = profiles;
      },
      reconnect: (id) => {
        calls.push(`reconnect ${id}`);
        return Promise.resolve();
      },
    },
    report: (line) => calls.push(line),
    onReopen: (id) => calls.push(`anew ${id}`),
  });
  await again.run();
  return { calls, set, before };
}

describe("SIGUSR1", () => {
  it("opens what has changed anew, and hands the very same profile to a tunnel that has not", async () => {
    const { calls, set, before } = await reload(() => [
      profileOf("popeye"),
      profileOf("bluto", { gateway: { host: "www.spinach.com", username: "bluto" } }),
    ]);
    expect(calls).toEqual(["culvert: The profiles were read again: bluto changed.", "anew bluto", "reconnect bluto"]);
    expect(set[0]).toBe(before[0]);
    expect(set[1]?.gateway.username).toBe("bluto");
  });

  it("reconnects none for a name or a plain forward", async () => {
    const { calls } = await reload(() => [
      profileOf("popeye", { name: "Popeye" }),
      profileOf("bluto", {
        forwards: [{ kind: "local", name: "Mail", listen: { port: 2143 }, target: { host: "popeye", port: 143 } }],
      }),
    ]);
    expect(calls).toEqual(["culvert: The profiles were read again: Popeye, bluto changed."]);
  });

  it("keeps a tunnel of which only the pinned certificate has changed, and opens one anew that speaks TLS otherwise", async () => {
    const ftp = { mode: "relay", target: { host: "popeye" }, tls: "auto" };
    const pinned = { ftp: { ...ftp, certificate: Array.from({ length: 32 }, () => "0A").join(":") } };
    const { calls, set } = await reload(
      () => [profileOf("popeye", pinned), profileOf("bluto", { ftp: { ...ftp, tls: "explicit" } })],
      [profileOf("popeye", { ftp }), profileOf("bluto", { ftp })],
    );
    expect(calls).toEqual([
      "culvert: The profiles were read again: popeye, bluto changed.",
      "anew bluto",
      "reconnect bluto",
    ]);
    expect(set[0]).toMatchObject(pinned);
  });

  it("leaves all as it is where the document cannot be taken, or means others", async () => {
    const broken = await reload(() => {
      throw new FailureError({ code: "profile.not-found", asked: "bluto", known: ["popeye"] });
    });
    expect(broken.calls).toEqual([expect.stringContaining("There is no profile named bluto.")]);
    expect(broken.set).toEqual([]);
    const others = await reload(() => [profileOf("popeye"), profileOf("olive")]);
    expect(others.calls).toEqual([expect.stringContaining("everything stays as it is")]);
    expect(others.set).toEqual([]);
  });
});
