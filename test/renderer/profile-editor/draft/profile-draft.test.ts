import { describe, expect, it } from "vitest";
import { newForward } from "../../../../renderer/profile-editor/draft/forward-draft.js";
import { newHop } from "../../../../renderer/profile-editor/draft/hop-draft.js";
import {
  draftOf,
  duplicateOf,
  newDraft,
  profileOf,
  isSameDraft,
  type Draft,
} from "../../../../renderer/profile-editor/draft/profile-draft.js";
import { parseProfile } from "../../../../src/shared/profile/profile-issues.js";
import type { ProfileDraft } from "../../../../src/shared/profile/profile-schema.js";
import { sampleProfile } from "../../samples/sample-news.js";

const problems = (draft: Draft, taken: readonly string[] = []): string[] => {
  const reading = parseProfile(profileOf(draft, taken), taken);
  return reading.ok ? [] : reading.issues.map(({ field, problem }) => `${field}: ${problem}`);
};

describe("a draft", () => {
  it.each<{ has: string; changes: Partial<ProfileDraft> }>([
    { has: "range mode and a forward", changes: {} },
    { has: "relay mode", changes: { ftp: { mode: "relay", target: { host: "localhost", port: 2100 } } } },
    {
      has: "a relay that makes nothing ready ahead",
      changes: { ftp: { mode: "relay", target: { host: "localhost", port: 2100 }, ahead: false } },
    },
    {
      has: "a gateway that is to send small packets at once, behind a jump host that is, too",
      changes: {
        gateway: {
          host: "www.spinach.com",
          username: "olive",
          noDelay: true,
          via: [{ host: "jump.example", username: "olive", noDelay: true }],
        },
      },
    },
    {
      has: "ports that other users may come to",
      changes: { ftp: { mode: "relay", target: { host: "localhost", port: 2100 }, allowOtherUsers: true } },
    },
    { has: "a bridge for other users", changes: { ftp: { mode: "bridge", allowOtherUsers: true } } },
    {
      has: "a relay in TLS",
      changes: {
        ftp: {
          mode: "relay",
          target: { host: "localhost" },
          tls: "implicit",
          certificate: "0a".repeat(32),
          tlsCloseNotify: false,
          clientCertificate: "~/olive.pem",
          oldServer: true,
        },
      },
    },
    ...(["relay", "bridge"] as const).map((mode) => ({
      has: `TLS with its FTP programs (${mode})`,
      changes: {
        ftp: {
          mode,
          ...(mode === "relay" ? { target: { host: "localhost" } } : {}),
          clientTls: "required" as const,
          implicitTlsPort: 2990,
          ownCertificate: "~/culvert.pem",
          clientCloseNotify: false,
        },
      } as never,
    })),
    { has: "a bridge with any login", changes: { ftp: { mode: "bridge", login: { any: true } } } },
    {
      has: "a bridge with its own password",
      changes: { ftp: { mode: "bridge", listen: { host: "::1", port: 2222 } } },
    },
    ...(["relay", "range", "bridge"] as const).map((mode) => ({
      has: `other users let in (${mode})`,
      changes: {
        ftp: {
          mode,
          allowOtherUsers: true,
          ...(mode === "bridge" ? {} : { target: { host: "localhost", port: 21 } }),
          ...(mode === "range" ? { passive: "2534-2536" } : {}),
        },
      } as Partial<ProfileDraft>,
    })),
    {
      has: "every way to log in",
      changes: {
        gateway: {
          host: "gw",
          username: "me",
          auth: [
            { method: "password" },
            { method: "agent", socket: "/run/agent" },
            { method: "key", file: "~/k" },
            { method: "keyboard-interactive" },
          ],
        },
      },
    },
    {
      has: "jump hosts",
      changes: {
        gateway: {
          host: "gw",
          username: "me",
          via: [
            { host: "one", port: 2022, username: "a" },
            { host: "two", username: "b", auth: [{ method: "agent" }] },
          ],
        },
      },
    },
    {
      has: "one key of an agent",
      changes: { gateway: { host: "gw", username: "me", auth: [{ method: "agent", identity: "~/.ssh/id.pub" }] } },
    },
    {
      has: "old servers",
      changes: {
        gateway: {
          host: "gw",
          username: "me",
          oldServer: true,
          via: [{ host: "one", username: "a", oldServer: true }],
        },
      },
    },
    {
      has: "lists of revoked host keys",
      changes: {
        gateway: {
          host: "gw",
          username: "me",
          revokedHostKeys: "~/.ssh/revoked keys",
          via: [{ host: "one", username: "a", revokedHostKeys: "/srv/keys.krl" }],
        },
      },
    },
    {
      has: "a proxy",
      changes: {
        gateway: {
          host: "gw",
          username: "me",
          proxy: { kind: "socks5", host: "proxy", port: 1080, username: "olive" },
        },
      },
    },
    { has: "a group", changes: { group: "Customers" } },
    {
      has: "remote and dynamic forwards",
      changes: {
        forwards: [
          { kind: "remote", name: "X", listen: { port: 6000 }, target: { host: "localhost", port: 6000 } },
          { kind: "dynamic", name: "Web", listen: { host: "0.0.0.0", port: 1080 }, enabled: false },
        ],
      },
    },
    {
      has: "ranges, Unix sockets and a port that the gateway chooses",
      changes: {
        forwards: [
          { kind: "local", name: "VNC", listen: { port: "5950-5952" }, target: { host: "popeye", port: "5900-5902" } },
          { kind: "remote", name: "X", listen: { socket: "/tmp/x" }, target: { socket: "~/y" } },
          { kind: "remote", name: "Web", listen: { port: 0 }, target: { host: "localhost", port: 80 } },
        ],
      },
    },
  ])("is saved as the profile it was opened from, where that has $has", ({ changes }) => {
    const profile = sampleProfile(changes);
    expect(parseProfile(profileOf(draftOf(profile), []))).toEqual({ ok: true, profile });
  });

  it("without FTP is saved without it", () => {
    const { ftp, ...profile } = sampleProfile();
    expect(ftp).toBeDefined();
    expect(parseProfile(profileOf(draftOf(profile), []))).toEqual({ ok: true, profile });
  });

  it("that is new asks for what has no natural default, and for nothing else", () => {
    expect(new Set(problems(newDraft()).map((problem) => problem.split(":")[0]))).toEqual(
      new Set(["name", "gateway.host", "gateway.username", "ftp.target.host"]),
    );
  });

  it("that is new offers the default key before all other ways to log in, and once", () => {
    const methods = (defaultKey?: string): string[] =>
      newDraft([], defaultKey).gateway.auth.map(({ method, file }) => file || method);
    expect(methods("~/.ssh/web")).toEqual(["~/.ssh/web", ...methods()]);
    expect(methods("~/.ssh/id_rsa")).toEqual([
      "~/.ssh/id_rsa",
      "agent",
      "~/.ssh/id_ed25519",
      "~/.ssh/id_ecdsa",
      "keyboard-interactive",
      "password",
    ]);
  });

  it("keeps what was typed where a number should be, for the schema to refuse", () => {
    const draft = draftOf(sampleProfile());
    expect(
      problems({
        ...draft,
        gateway: { ...draft.gateway, port: "abc" },
        ftp: { ...draft.ftp, port: "70000", listenPort: "2534" },
        forwards: [{ ...newForward(), name: "Mail", host: "popeye", port: "143" }],
        via: [{ ...newHop(), host: "one", username: "two\twords" }],
      }),
    ).toEqual(
      expect.arrayContaining([
        "gateway.port: port-not-a-number",
        "ftp.target.port: port-out-of-range",
        "forwards[0].listen.port: field-missing",
        "gateway.via[0].username: username-malformed",
      ]),
    );
  });

  it("takes the default where a box with a default is emptied", () => {
    const draft = draftOf(sampleProfile());
    const reading = parseProfile(
      profileOf(
        { ...draft, gateway: { ...draft.gateway, port: " " }, ftp: { ...draft.ftp, listenHost: "", listenPort: "" } },
        [],
      ),
    );
    expect(reading).toMatchObject({
      ok: true,
      profile: { gateway: { port: 22 }, ftp: { listen: { host: "127.0.0.1", port: 2121 } } },
    });
  });

  it("duplicated from a profile gets a name and an id of its own", () => {
    expect(profileOf(duplicateOf(sampleProfile(), []), ["popeye", "popeye-s-web-site-copy"])).toMatchObject({
      id: "popeye-s-web-site-copy-2",
      name: "Popeye's web site copy",
    });
  });

  it("new or duplicated listens on a port that no other profile has, so that all may be open at once", () => {
    const others = [
      sampleProfile(),
      sampleProfile({
        id: "b",
        ftp: { mode: "range", target: { host: "b" }, listen: { port: 2122 }, passive: "2124-2126" },
        forwards: [{ kind: "local", name: "Mail", listen: { port: 2123 }, target: { host: "b", port: 143 } }],
      }),
    ];
    expect(newDraft(others).ftp.listenPort).toBe("2127");
    expect(duplicateOf(sampleProfile(), others).ftp.listenPort).toBe("2127");
    expect(newDraft().ftp.listenPort).toBe("2121");
  });

  it("is the same again once a change is taken back", () => {
    const draft = draftOf(sampleProfile());
    expect(isSameDraft({ ...draft, name: "Other" }, draft)).toBe(false);
    expect(isSameDraft({ ...draft, name: draft.name.slice() }, draft)).toBe(true);
  });
});
