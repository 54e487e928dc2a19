import { describe, expect, it } from "vitest";
import { readCulvertDocument } from "../../../src/core/import/culvert-document.js";
import { previewImport } from "../../../src/core/import/candidates/merge-candidates.js";
import { readSettingsText } from "../../../src/core/import/read-source.js";
import { formatEndpoint, type UnixSocket } from "../../../src/shared/profile/endpoint.js";
import type { HostPorts } from "../../../src/shared/profile/forward-plan.js";
import type { ProfileDraft } from "../../../src/shared/profile/profile-schema.js";

const gateway = { host: "h", username: "u" };
const read = (...drafts: Partial<ProfileDraft>[]) =>
  readSettingsText(
    JSON.stringify({
      version: 1,
      profiles: drafts.map((draft, index) => ({ id: `p${index}`, name: `p${index}`, gateway, ...draft })),
    }),
    "all.json",
    { username: "somebody" },
  );
const candidateOf = (draft: Partial<ProfileDraft>) => {
  const [candidate] = read(draft).candidates;
  if (candidate === undefined) throw new Error("nothing was read");
  return candidate;
};
const note = (code: string, what?: string) => ({ file: "all.json", code, ...(what === undefined ? {} : { what }) });

describe("a profile document that somebody else may have written", () => {
  const target = { host: "t", port: 21 };
  it.each([
    ["0.0.0.0", "127.0.0.1"],
    ["::", "::1"],
    ["192.168.1.5", "127.0.0.1"],
    ["fe80::1", "::1"],
    ["olive.example", "127.0.0.1"],
  ])("listens on loopback and no more on %s, wherever that stands, and says so", (host, narrowed) => {
    const drafts: Partial<ProfileDraft>[] = [
      { ftp: { mode: "relay", target, listen: { host, port: 2121 } } },
      { ftp: { mode: "range", target, passive: "3000-3001", listen: { host, port: 2121 } } },
      { ftp: { mode: "bridge", listen: { host, port: 2121 } } },
      { forwards: [{ kind: "local", name: "x", listen: { host, port: 2121 }, target }] },
      { forwards: [{ kind: "local", name: "x", enabled: false, listen: { host, port: 2121 }, target }] },
      { forwards: [{ kind: "dynamic", name: "x", listen: { host, port: 2121 } }] },
      { forwards: [{ kind: "remote", name: "x", enabled: false, listen: { host, port: 2121 }, target }] },
    ];
    for (const draft of drafts) {
      const { draft: taken, notes } = candidateOf(draft);
      const listens = [taken.ftp?.listen, taken.forwards?.[0]?.listen] as (HostPorts | undefined)[];
      expect(listens.filter((listen) => listen !== undefined)).toEqual([{ host: narrowed, port: 2121 }]);
      expect(notes).toEqual([note("listen-narrowed", formatEndpoint({ host, port: 2121 }))]);
    }
  });

  it("leads nothing from the gateway to this computer until that is switched on", () => {
    const docker: UnixSocket = { socket: "/var/run/docker.sock" };
    const { draft, notes } = candidateOf({
      forwards: [{ kind: "remote", name: "give away", listen: { port: 7000 }, target: docker }],
    });
    expect(draft.forwards).toMatchObject([{ enabled: false, target: docker }]);
    expect(notes).toEqual([note("remote-off", docker.socket)]);
  });

  it("asks for a login where its bridge would let anybody in", () => {
    const { draft, notes } = candidateOf({ ftp: { mode: "bridge", login: { any: true } } });
    expect(draft.ftp).not.toHaveProperty("login");
    expect(notes).toEqual([note("bridge-closed")]);
  });

  it("leaves out a bridge's users, whose passwords others may know", () => {
    const password = `scrypt$32768$8$3$${"a".repeat(22)}$${"b".repeat(43)}`;
    const { draft, notes } = candidateOf({
      ftp: {
        mode: "bridge",
        listen: { host: "0.0.0.0", port: 2121 },
        allow: ["any"],
        users: [{ name: "mallory", password }],
      },
    });
    expect(draft.ftp).toEqual({ mode: "bridge", listen: { host: "127.0.0.1", port: 2121 }, allow: ["any"] });
    expect(notes).toEqual([note("listen-narrowed", "0.0.0.0:2121"), note("bridge-users-left-out")]);
  });

  it("does not open at the start, nor lets in old algorithms unseen", () => {
    const { draft, notes } = candidateOf({ openAtStart: true, gateway: { ...gateway, oldServer: true } });
    expect(draft.openAtStart).toBe(false);
    expect(notes).toEqual([note("old-server", "h:22"), note("start-off")]);
  });

  it("keeps its group, without signs that would turn its neighbours round", () => {
    expect(candidateOf({ group: "Cust\u202eomers" }).draft.group).toBe("Cust omers");
  });

  it("is taken as it is where it asks for nothing of that", () => {
    const draft: Partial<ProfileDraft> = {
      ftp: { mode: "relay", target, listen: { host: "127.0.0.1", port: 2121 } },
      forwards: [{ kind: "local", name: "x", listen: { host: "::1", port: 99 }, target, enabled: true }],
    };
    expect(candidateOf(draft)).toMatchObject({ draft, notes: [] });
  });

  it("shows before it is taken what would listen where, and where that leads", () => {
    const [item] = previewImport(
      read({
        ftp: { mode: "range", target, passive: "3000-3001", listen: { host: "0.0.0.0", port: 2121 } },
        forwards: [
          { kind: "dynamic", name: "open proxy", listen: { host: "0.0.0.0", port: 1080 } },
          { kind: "remote", name: "give away", listen: { socket: "/tmp/s" }, target: { host: "here", port: 22 } },
          { kind: "local", name: "x", listen: { host: "::", port: 99 }, target: { socket: "/run/pg" } },
        ],
      }),
      [],
    ).items;
    expect(item?.listeners).toEqual([
      { kind: "range", listen: "127.0.0.1:2121, 3000-3001", target: "t:21", enabled: true },
      { kind: "dynamic", listen: "127.0.0.1:1080", enabled: true },
      { kind: "remote", listen: "/tmp/s", target: "here:22", enabled: false },
      { kind: "local", listen: "[::1]:99", target: "/run/pg", enabled: true },
    ]);
  });
});

it("reads one profile more of a document than is taken at once, and looks at no other", () => {
  const profiles = Array.from({ length: 3_000 }, (_, index) => ({ id: `p${index}`, name: "p", gateway }));
  expect(readCulvertDocument(JSON.stringify({ version: 1, profiles }), "all.json").candidates).toHaveLength(2_001);
});
