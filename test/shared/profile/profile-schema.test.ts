import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseProfile } from "../../../src/shared/profile/profile-issues.js";
import {
  passivePortsOf,
  DEFAULT_CONTROL_PORT,
  newProfileId,
  profileSchema,
  profileIdSchema,
} from "../../../src/shared/profile/profile-schema.js";

/** A whole document, as the store keeps it. */
const POPEYE = {
  id: "popeye",
  name: "Popeye's web site",
  gateway: {
    host: "www.spinach.com",
    port: 22,
    username: "olive",
    auth: [
      { method: "agent" },
      { method: "key", file: "~/.ssh/id_ed25519" },
      { method: "keyboard-interactive" },
      { method: "password" },
    ],
    via: [],
  },
  ftp: {
    mode: "range",
    target: { host: "popeye", port: 21 },
    listen: { host: "127.0.0.1", port: 2121 },
    passive: "2534-2536",
  },
  forwards: [
    {
      kind: "local",
      name: "Mail",
      listen: { host: "127.0.0.1", port: 1143 },
      target: { host: "popeye", port: 143 },
      enabled: true,
    },
  ],
  openAtStart: false,
};

describe("profile", () => {
  it("keeps the design's example as it is", () => {
    expect(profileSchema.parse(POPEYE)).toEqual(POPEYE);
  });

  it("fills in everything that has a natural default", () => {
    const read = profileSchema.parse({
      id: "a",
      name: "A",
      gateway: { host: "gate", username: "olive" },
      ftp: { target: { host: "popeye" } },
    });
    expect(read).toMatchObject({
      gateway: { port: 22, via: [] },
      forwards: [],
      openAtStart: false,
      ftp: { mode: "relay", target: { port: 21 }, listen: { host: "127.0.0.1", port: DEFAULT_CONTROL_PORT } },
    });
    expect(read.gateway.auth.map(({ method }) => method)).toEqual([
      "agent",
      "key",
      "key",
      "key",
      "keyboard-interactive",
      "password",
    ]);
  });

  it("gives each profile its own list of ways to log in", () => {
    const [one, two] = [1, 2].map(() =>
      profileSchema.parse({ id: "a", name: "A", gateway: { host: "gate", username: "olive" } }),
    );
    expect(one?.gateway.auth).not.toBe(two?.gateway.auth);
  });

  it.each([
    { title: "no FTP, only forwards", draft: { ...POPEYE, ftp: undefined } },
    { title: "a bridge, which has no target", draft: { ...POPEYE, ftp: { mode: "bridge", login: { any: true } } } },
    {
      title: "jump hosts",
      draft: { ...POPEYE, gateway: { ...POPEYE.gateway, via: [{ host: "hop", username: "olive" }] } },
    },
    {
      title: "a remote and a dynamic forward",
      draft: {
        ...POPEYE,
        forwards: [
          { kind: "remote", name: "R", listen: { port: 1 }, target: { host: "a", port: 1 } },
          { kind: "dynamic", name: "D", listen: { port: 1080 } },
        ],
      },
    },
    {
      title: "addresses of both kinds",
      draft: {
        ...POPEYE,
        gateway: { host: "2001:db8::1", username: "olive" },
        ftp: { mode: "relay", target: { host: "10.0.0.5" }, listen: { host: "::1" } },
      },
    },
    {
      title: "a name in another script, and letters beyond ASCII in the host",
      draft: { ...POPEYE, name: "Попай", gateway: { host: "spinät.example", username: "olivé" } },
    },
    {
      title: "a forward on a passive port that is switched off",
      draft: { ...POPEYE, forwards: [{ ...POPEYE.forwards[0], listen: { port: 2534 }, enabled: false }] },
    },
    {
      title: "one local port on two addresses",
      draft: { ...POPEYE, forwards: [{ ...POPEYE.forwards[0], listen: { host: "127.0.0.2", port: 2121 } }] },
    },
    {
      title: "a remote forward with a number that is also listened on here",
      draft: { ...POPEYE, forwards: [{ ...POPEYE.forwards[0], kind: "remote", listen: { port: 2121 } }] },
    },
    { title: "a group", draft: { ...POPEYE, group: "Kunden, Köln" } },
  ])("takes $title", ({ draft }) => {
    expect(parseProfile(draft)).toMatchObject({ ok: true });
  });

  it.each(["", " ", " Customers", "a\nb", "x".repeat(101)])("refuses the group %j", (group) => {
    expect(parseProfile({ ...POPEYE, group })).toMatchObject({ ok: false, issues: [{ field: "group" }] });
  });

  it("reads its own output as the same profile", () => {
    const read = profileSchema.parse({ ...POPEYE, gateway: { host: "gate", username: "olive" } });
    expect(profileSchema.parse(JSON.parse(JSON.stringify(read)))).toEqual(read);
  });
});

describe("dataPortsOf", () => {
  it.each([
    { passive: "2534-2536", ports: [2534, 2535, 2536] },
    { passive: "2534-", ports: [] },
  ])("gives $ports for $passive", ({ passive, ports }) => {
    expect(passivePortsOf(passive)).toEqual(ports);
  });
});

describe("freshId", () => {
  it.each([
    { name: "Popeye's web site", taken: [], id: "popeye-s-web-site" },
    { name: "  Café Olé!  ", taken: [], id: "cafe-ole" },
    { name: "popeye", taken: ["popeye"], id: "popeye-2" },
    { name: "popeye", taken: ["popeye", "popeye-2", "popeye-4"], id: "popeye-3" },
    { name: "Попай", taken: [], id: "profile" },
    { name: "", taken: ["profile"], id: "profile-2" },
    { name: "../../etc/passwd", taken: [], id: "etc-passwd" },
  ])("makes $id of $name where $taken are taken", ({ name, taken, id }) => {
    expect(newProfileId(name, taken)).toBe(id);
  });

  it("is always a right id that nobody has", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 200 }), fc.nat(5), (name, others) => {
        const taken: string[] = [];
        for (let count = 0; count <= others; count++) taken.push(newProfileId(name, taken));
        expect(new Set(taken).size).toBe(others + 1);
        for (const id of taken) expect(profileIdSchema.safeParse(id).success).toBe(true);
      }),
    );
  });
});
