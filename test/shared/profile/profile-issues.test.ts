import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseDocument, parseProfile } from "../../../src/shared/profile/profile-issues.js";
import { describeIssue, describeRefused } from "../../../src/shared/words/words.js";

const gateway = { host: "www.spinach.com", username: "olive" };
const range = { mode: "range", target: { host: "popeye" }, passive: "2534-2536" };
const relay = { mode: "relay", target: { host: "popeye" } };
const mail = { kind: "local", name: "Mail", listen: { port: 1143 }, target: { host: "popeye", port: 143 } };
const draft = (changes: object): object => ({ id: "popeye", name: "Popeye", gateway, ftp: range, ...changes });
const atGateway = (changes: object): object => draft({ gateway: { ...gateway, ...changes } });
const atFtp = (changes: object): object => draft({ ftp: { ...range, ...changes } });
const passive = (text: unknown): object => atFtp({ passive: text });

/** The draft is wrong in this field alone; what people are told must hold the words in `remedy`. */
const BAD = [
  { title: "nothing at all", draft: undefined, field: "", problem: "field-missing", remedy: "fill it in" },
  {
    title: "a text for a profile",
    draft: "popeye",
    field: "",
    problem: "field-wrong-type",
    remedy: "profile-document",
  },
  { title: "a list for a profile", draft: [], field: "", problem: "field-wrong-type", remedy: "profile-document" },
  { title: "no id", draft: draft({ id: undefined }), field: "id", problem: "field-missing", remedy: "fill it in" },
  { title: "an empty id", draft: draft({ id: "" }), field: "id", problem: "field-missing", remedy: "fill it in" },
  {
    title: "an id with a slash",
    draft: draft({ id: "../popeye" }),
    field: "id",
    problem: "id-malformed",
    remedy: "use letters, digits",
  },
  {
    title: "an id of 65 letters",
    draft: draft({ id: "x".repeat(65) }),
    field: "id",
    problem: "id-malformed",
    remedy: "64 at most",
  },
  {
    title: "a number for an id",
    draft: draft({ id: 7 }),
    field: "id",
    problem: "field-wrong-type",
    remedy: "profile-document",
  },
  {
    title: "no name",
    draft: draft({ name: undefined }),
    field: "name",
    problem: "name-missing",
    remedy: "Give it a name",
  },
  {
    title: "an empty name",
    draft: draft({ name: "" }),
    field: "name",
    problem: "name-missing",
    remedy: "Give it a name",
  },
  {
    title: "no gateway",
    draft: draft({ gateway: undefined }),
    field: "gateway",
    problem: "field-missing",
    remedy: "fill it in",
  },
  {
    title: "no host",
    draft: atGateway({ host: undefined }),
    field: "gateway.host",
    problem: "host-missing",
    remedy: "Enter a host name",
  },
  {
    title: "an empty host",
    draft: atGateway({ host: "" }),
    field: "gateway.host",
    problem: "host-missing",
    remedy: "Enter a host name",
  },
  {
    title: "a host with spaces",
    draft: atGateway({ host: "www spinach com" }),
    field: "gateway.host",
    problem: "host-malformed",
    remedy: "remove spaces",
  },
  {
    title: "a host with a space behind it",
    draft: atGateway({ host: "www.spinach.com " }),
    field: "gateway.host",
    problem: "host-malformed",
    remedy: "remove spaces",
  },
  {
    title: "an address of the web for a host",
    draft: atGateway({ host: "ftp://spinach.com/" }),
    field: "gateway.host",
    problem: "host-malformed",
    remedy: "characters such as /",
  },
  {
    title: "a host that would be an option",
    draft: atGateway({ host: "-oProxyCommand" }),
    field: "gateway.host",
    problem: "host-malformed",
    remedy: "host name",
  },
  {
    title: "a host with its port",
    draft: atGateway({ host: "www.spinach.com:2022" }),
    field: "gateway.host",
    problem: "host-with-port",
    remedy: "the port in its own field",
  },
  {
    title: "a star for a host",
    draft: atGateway({ host: "*" }),
    field: "gateway.host",
    problem: "host-malformed",
    remedy: "host name",
  },
  {
    title: "a host with a line end",
    draft: atGateway({ host: "a\nb" }),
    field: "gateway.host",
    problem: "host-malformed",
    remedy: "host name",
  },
  {
    title: "no user name",
    draft: atGateway({ username: undefined }),
    field: "gateway.username",
    problem: "username-missing",
    remedy: "Enter the user name",
  },
  {
    title: "a user name with a blank at its end",
    draft: atGateway({ username: "olive oyl " }),
    field: "gateway.username",
    problem: "username-malformed",
    remedy: "remove spaces at its ends",
  },
  {
    title: "the port 0",
    draft: atGateway({ port: 0 }),
    field: "gateway.port",
    problem: "port-out-of-range",
    remedy: "from 1 to 65535",
  },
  {
    title: "the port 65536",
    draft: atGateway({ port: 65536 }),
    field: "gateway.port",
    problem: "port-out-of-range",
    remedy: "from 1 to 65535",
  },
  {
    title: "a port below zero",
    draft: atGateway({ port: -1 }),
    field: "gateway.port",
    problem: "port-out-of-range",
    remedy: "from 1 to 65535",
  },
  {
    title: 'the port "abc"',
    draft: atGateway({ port: "abc" }),
    field: "gateway.port",
    problem: "port-not-a-number",
    remedy: "whole number from 1 to 65535",
  },
  {
    title: "a port as a text",
    draft: atGateway({ port: "22" }),
    field: "gateway.port",
    problem: "port-not-a-number",
    remedy: "whole number",
  },
  {
    title: "half a port",
    draft: atGateway({ port: 22.5 }),
    field: "gateway.port",
    problem: "port-not-a-number",
    remedy: "whole number",
  },
  {
    title: "null for a port",
    draft: atGateway({ port: null }),
    field: "gateway.port",
    problem: "port-not-a-number",
    remedy: "whole number",
  },
  {
    title: "no way to log in",
    draft: atGateway({ auth: [] }),
    field: "gateway.auth",
    problem: "auth-empty",
    remedy: "Choose at least one",
  },
  {
    title: "an unknown way to log in",
    draft: atGateway({ auth: [{ method: "magic" }] }),
    field: "gateway.auth[0].method",
    problem: "choice-unknown",
    remedy: "“magic” is not one of the choices: write agent, key, keyboard-interactive, or password.",
  },
  {
    title: "a key without its file",
    draft: atGateway({ auth: [{ method: "agent" }, { method: "key" }] }),
    field: "gateway.auth[1].file",
    problem: "file-missing",
    remedy: "Enter the path",
  },
  {
    title: "a password in the profile",
    draft: atGateway({ auth: [{ method: "password", password: "spinach" }] }),
    field: "gateway.auth[0].password",
    problem: "field-unknown",
    remedy: "remove it",
  },
  {
    title: "a jump host with the port 0",
    draft: atGateway({ via: [{ host: "hop", username: "olive", port: 0 }] }),
    field: "gateway.via[0].port",
    problem: "port-out-of-range",
    remedy: "from 1 to 65535",
  },
  {
    title: "an unknown field",
    draft: draft({ colour: "green" }),
    field: "colour",
    problem: "field-unknown",
    remedy: "remove it",
  },
  {
    title: "an unknown field of the gateway",
    draft: atGateway({ proxyCommand: "touch /tmp/pwned" }),
    field: "gateway.proxyCommand",
    problem: "field-unknown",
    remedy: "remove it",
  },
  ...["\0", "\n", "\x1b[2J", "\x7f"].map((sign) => ({
    title: `a name with the control character ${JSON.stringify(sign)}`,
    draft: draft({ name: `Popeye${sign}` }),
    field: "name",
    problem: "field-wrong-type" as const,
    remedy: "",
  })),
  {
    title: "an unknown field deep inside",
    draft: atFtp({ target: { host: "popeye", prot: 21 } }),
    field: "ftp.target.prot",
    problem: "field-unknown",
    remedy: "spelling",
  },
  {
    title: "an unknown mode",
    draft: atFtp({ mode: "magic" }),
    field: "ftp.mode",
    problem: "choice-unknown",
    remedy: "write range, relay, or bridge.",
  },
  {
    title: "a passive range in a relay, which needs none",
    draft: draft({ ftp: { ...relay, passive: "1-2" } }),
    field: "ftp.passive",
    problem: "field-unknown",
    remedy: "remove it",
  },
  {
    title: "no passive range",
    draft: passive(undefined),
    field: "ftp.passive",
    problem: "range-empty",
    remedy: "such as 2534-2536",
  },
  {
    title: "an empty passive range",
    draft: passive(""),
    field: "ftp.passive",
    problem: "range-empty",
    remedy: "such as 2534-2536",
  },
  {
    title: 'a passive range "abc"',
    draft: passive("abc"),
    field: "ftp.passive",
    problem: "range-malformed",
    remedy: "write it as 2534-2536",
  },
  {
    title: "a reversed range",
    draft: passive("2536-2534"),
    field: "ftp.passive",
    problem: "range-reversed",
    remedy: "write the smaller port first",
  },
  {
    title: "overlapping ranges",
    draft: passive("2534-2536,2536-2540"),
    field: "ftp.passive",
    problem: "ranges-overlap",
    remedy: "name each port once",
  },
  {
    title: "a range from the port 0",
    draft: passive("0-10"),
    field: "ftp.passive",
    problem: "port-out-of-range",
    remedy: "from 1 to 65535",
  },
  {
    title: "a range to the port 65536",
    draft: passive("65530-65536"),
    field: "ftp.passive",
    problem: "port-out-of-range",
    remedy: "from 1 to 65535",
  },
  {
    title: "a range of 70,000 ports",
    draft: passive("1-70000"),
    field: "ftp.passive",
    problem: "port-out-of-range",
    remedy: "from 1 to 65535",
  },
  {
    title: "a range of every port",
    draft: passive("1-65535"),
    field: "ftp.passive",
    problem: "range-too-long",
    remedy: "use the relay mode",
  },
  {
    title: "the control port inside the passive range",
    draft: atFtp({ listen: { port: 2535 } }),
    field: "ftp.listen.port",
    problem: "control-port-in-range",
    remedy: "choose another local port",
  },
  {
    title: "no FTP server",
    draft: atFtp({ target: undefined }),
    field: "ftp.target",
    problem: "field-missing",
    remedy: "fill it in",
  },
  {
    title: "a forward without its name",
    draft: draft({ forwards: [{ ...mail, name: "" }] }),
    field: "forwards[0].name",
    problem: "name-missing",
    remedy: "Give it a name",
  },
  {
    title: "a forward without its port",
    draft: draft({ forwards: [mail, { ...mail, listen: {} }] }),
    field: "forwards[1].listen.port",
    problem: "field-missing",
    remedy: "fill it in",
  },
  {
    title: "a dynamic forward with a target",
    draft: draft({ forwards: [{ ...mail, kind: "dynamic" }] }),
    field: "forwards[0].target",
    problem: "field-unknown",
    remedy: "remove it",
  },
  {
    title: "two forwards on one port",
    draft: draft({ forwards: [mail, mail] }),
    field: "forwards[1].listen.port",
    problem: "listen-port-taken-twice",
    remedy: "choose another",
  },
  {
    title: "a forward on a passive port",
    draft: draft({ forwards: [{ ...mail, listen: { port: 2534 } }] }),
    field: "forwards[0].listen.port",
    problem: "listen-port-taken-twice",
    remedy: "choose another",
  },
  {
    title: "a forward on the control port",
    draft: draft({ forwards: [{ ...mail, listen: { port: 2121 } }] }),
    field: "forwards[0].listen.port",
    problem: "listen-port-taken-twice",
    remedy: "choose another",
  },
  {
    title: 'a forward\'s port "abc"',
    draft: draft({ forwards: [{ ...mail, listen: { port: "abc" } }] }),
    field: "forwards[0].listen.port",
    problem: "ports-malformed",
    remedy: "such as 5900-5910",
  },
  {
    title: "a forward's reversed range",
    draft: draft({ forwards: [{ ...mail, target: { host: "popeye", port: "5910-5900" } }] }),
    field: "forwards[0].target.port",
    problem: "range-reversed",
    remedy: "write the smaller port first",
  },
  {
    title: "a forward's range from the port 0",
    draft: draft({ forwards: [{ ...mail, kind: "remote", listen: { port: "0-1" } }] }),
    field: "forwards[0].listen.port",
    problem: "port-out-of-range",
    remedy: "from 1 to 65535",
  },
  {
    title: "a forward of every port",
    draft: draft({ forwards: [{ ...mail, listen: { port: "1-65535" }, target: { host: "popeye", port: 1 } }] }),
    field: "forwards[0].listen.port",
    problem: "range-too-long",
    remedy: "make the range smaller",
  },
  {
    title: "a range that leads to one port",
    draft: draft({ forwards: [{ ...mail, listen: { port: "5900-5910" } }] }),
    field: "forwards[0].target.port",
    problem: "range-lengths-differ",
    remedy: "11 and 1",
  },
  {
    title: "a range that leads to a socket",
    draft: draft({ forwards: [{ ...mail, listen: { port: "5900-5910" }, target: { socket: "/run/x" } }] }),
    field: "forwards[0].target",
    problem: "range-lengths-differ",
    remedy: "one length",
  },
  {
    title: "the local port 0",
    draft: draft({ forwards: [{ ...mail, listen: { port: 0 } }] }),
    field: "forwards[0].listen.port",
    problem: "port-out-of-range",
    remedy: "from 1 to 65535",
  },
  {
    title: "a range with the port of another forward in it",
    draft: draft({
      forwards: [mail, { ...mail, listen: { port: "1140-1145" }, target: { host: "popeye", port: "40-45" } }],
    }),
    field: "forwards[1].listen.port",
    problem: "listen-port-taken-twice",
    remedy: "port 1143: choose another",
  },
  {
    title: "a forward without its target's host",
    draft: draft({ forwards: [{ ...mail, target: { port: 143 } }] }),
    field: "forwards[0].target.host",
    problem: "host-missing",
    remedy: "Enter a host name",
  },
  {
    title: "a forward without its target",
    draft: draft({ forwards: [{ ...mail, target: undefined }] }),
    field: "forwards[0].target",
    problem: "field-missing",
    remedy: "fill it in",
  },
  {
    title: "a socket with a port",
    draft: draft({ forwards: [{ ...mail, target: { socket: "/run/x", port: 1 } }] }),
    field: "forwards[0].target.port",
    problem: "field-unknown",
    remedy: "remove it",
  },
  {
    title: "a socket's name that is no path",
    draft: draft({ forwards: [{ ...mail, target: { socket: "postgres" } }] }),
    field: "forwards[0].target.socket",
    problem: "socket-malformed",
    remedy: "write it whole",
  },
  {
    title: "a socket's path that is too long",
    draft: draft({ forwards: [{ ...mail, target: { socket: `/${"x".repeat(107)}` } }] }),
    field: "forwards[0].target.socket",
    problem: "socket-malformed",
    remedy: "107 characters",
  },
  {
    title: "a local forward that listens on a socket",
    draft: draft({ forwards: [{ ...mail, listen: { port: 1143, socket: "/tmp/x" } }] }),
    field: "forwards[0].listen.socket",
    problem: "field-unknown",
    remedy: "remove it",
  },
  {
    title: "a text for a switch",
    draft: draft({ openAtStart: "yes" }),
    field: "openAtStart",
    problem: "field-wrong-type",
    remedy: "profile-document",
  },
];

describe("readProfile", () => {
  it.each(BAD)("refuses $title: the field $field, and what to do", ({ draft: bad, field, problem, remedy }) => {
    const reading = parseProfile(bad);
    expect(reading.ok).toBe(false);
    if (reading.ok) return;
    expect(reading.issues.map((issue) => ({ field: issue.field, problem: issue.problem }))).toEqual([
      { field, problem },
    ]);
    for (const issue of reading.issues) expect(describeIssue(issue)).toContain(remedy);
    expect(describeRefused([{ profile: "popeye", issues: reading.issues }])).toContain(
      field === "" ? "popeye: " : `popeye: ${field}: `,
    );
  });

  it("refuses an id that another profile has", () => {
    const reading = parseProfile(draft({}), ["olive", "popeye"]);
    expect(reading).toEqual({ ok: false, issues: [{ field: "id", problem: "id-taken", found: "popeye" }] });
    expect(parseProfile(draft({}), ["olive"]).ok).toBe(true);
  });

  it("tells everything that is wrong at once", () => {
    const reading = parseProfile({
      id: "popeye",
      gateway: { host: "a b", port: 0, username: "" },
      ftp: { ...range, passive: "9-1" },
      colour: "green",
    });
    expect(reading.ok ? [] : reading.issues.map(({ field }) => field).sort()).toEqual([
      "colour",
      "ftp.passive",
      "gateway.host",
      "gateway.port",
      "gateway.username",
      "name",
    ]);
  });

  it("repeats what was read, so that it can be found", () => {
    const found = (bad: object) => {
      const reading = parseProfile(bad);
      return reading.ok ? [] : reading.issues.map((issue) => issue.found);
    };
    expect(found(atGateway({ port: 65536 }))).toEqual(["65536"]);
    expect(found(passive("2534-2536,9-1"))).toEqual(["9-1"]);
    expect(found(draft({ colour: "green" }))).toEqual(["colour"]);
    expect(found(atFtp({ listen: { port: 2535 } }))).toEqual(["2535"]);
  });

  it("does not repeat a text without end", () => {
    const reading = parseProfile(atGateway({ host: " ".repeat(1_000_000) }));
    expect(reading.ok ? undefined : reading.issues[0]?.found).toHaveLength(80);
  });

  it("makes something of any JSON value, and never throws", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        for (const reading of [
          parseProfile(value),
          parseProfile(draft({ gateway: value })),
          parseProfile(draft({ ftp: value })),
          parseProfile(draft({ forwards: value })),
          parseProfile(passive(value)),
        ]) {
          if (!reading.ok) for (const issue of reading.issues) expect(describeIssue(issue)).not.toBe("");
        }
      }),
    );
  });

  it("does not let a field's name reach past the profile", () => {
    const reading = parseProfile(
      JSON.parse(
        `{"id":"popeye","name":"P","gateway":{"host":"a","username":"b","__proto__":{"port":1}},"__proto__":{"openAtStart":true}}`,
      ),
    );
    expect(reading.ok ? reading.profile.openAtStart || reading.profile.gateway.port === 1 : false).toBe(false);
    expect(({} as { openAtStart?: true }).openAtStart).toBeUndefined();
  });
});

describe("readDocument", () => {
  it("keeps the good profiles where one is bad, and names that one", () => {
    const reading = parseDocument({
      version: 1,
      profiles: [draft({}), draft({ id: "bad", gateway: { ...gateway, port: 0 } }), draft({ id: "olive" }), 7],
    });
    expect(reading.profiles.map(({ id }) => id)).toEqual(["popeye", "olive"]);
    expect(reading.refused).toMatchObject([
      { profile: "bad", issues: [{ field: "gateway.port" }] },
      { profile: "profiles[3]", issues: [{ field: "" }] },
    ]);
  });

  it("refuses the second of two profiles with one id", () => {
    const reading = parseDocument({ version: 1, profiles: [draft({ name: "First" }), draft({ name: "Second" })] });
    expect(reading.profiles.map(({ name }) => name)).toEqual(["First"]);
    expect(reading.refused).toEqual([
      { profile: "popeye", index: 1, issues: [{ field: "id", problem: "id-taken", found: "popeye" }] },
    ]);
  });

  it.each([
    { title: "a later version", document: { version: 2, profiles: [] }, field: "version", problem: "version-unknown" },
    { title: "no version", document: { profiles: [] }, field: "version", problem: "version-unknown" },
    {
      title: "profiles that are no list",
      document: { version: 1, profiles: {} },
      field: "profiles",
      problem: "field-wrong-type",
    },
    {
      title: "an unknown field",
      document: { version: 1, profiles: [], theme: "dark" },
      field: "theme",
      problem: "field-unknown",
    },
    { title: "a list", document: [], field: "", problem: "field-wrong-type" },
  ])("refuses a document with $title", ({ document, field, problem }) => {
    const { profiles, refused } = parseDocument(document);
    expect(profiles).toEqual([]);
    expect(refused).toMatchObject([{ profile: "document", issues: [{ field, problem }] }]);
  });

  it("makes something of any JSON value, and never throws", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        for (const reading of [
          parseDocument(value),
          parseDocument({ version: 1, profiles: value }),
          parseDocument({ version: 1, profiles: [value, draft({})] }),
        ]) {
          expect(typeof describeRefused(reading.refused)).toBe("string");
        }
      }),
    );
  });
});
