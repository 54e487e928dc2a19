import { describe, expect, it } from "vitest";
import { allowedClients, dataPortsOf } from "../../../src/shared/profile/exposure.js";
import { parseDocument, parseProfile } from "../../../src/shared/profile/profile-issues.js";

const gateway = { host: "gate", username: "olive" };
const problemsOf = (ftp: unknown): string[] => {
  const read = parseProfile({ id: "a", name: "A", gateway, ftp });
  return read.ok ? [] : read.issues.map(({ field, problem }) => `${field} ${problem}`);
};
const ftpOf = (ftp: unknown) => {
  const read = parseProfile({ id: "a", name: "A", gateway, ftp });
  if (!read.ok || read.profile.ftp === undefined) throw new Error(JSON.stringify(read));
  return read.profile.ftp;
};
const listen = { host: "0.0.0.0", port: 2121 };
const allow = ["192.168.7.0/24"];

describe("a bridge that other computers reach", () => {
  it.each(["0.0.0.0", "::", "192.168.7.7", "eth0"])("names who may connect at %s", (host) => {
    expect(problemsOf({ mode: "bridge", listen: { host } })).toEqual(["ftp.allow allow-missing"]);
    expect(problemsOf({ mode: "bridge", listen: { host }, allow })).toEqual([]);
    expect(problemsOf({ mode: "bridge", listen: { host }, allow: ["any"] })).toEqual([]);
  });

  it("is still read where it was saved before there was a list, as it was", () => {
    const saved = { id: "a", name: "A", gateway, ftp: { mode: "bridge", listen: { host: "0.0.0.0" } } };
    const { profiles, refused } = parseDocument({ version: 1, profiles: [saved] });
    expect(refused).toEqual([]);
    expect(profiles[0]?.ftp).toEqual({ mode: "bridge", listen: { host: "0.0.0.0", port: 2121 } });
  });

  it("lets nobody in by any name and password", () => {
    expect(problemsOf({ mode: "bridge", listen, allow, login: { any: true } })).toEqual([
      "ftp.login.any any-login-exposed",
    ]);
    expect(problemsOf({ mode: "bridge", login: { any: true } })).toEqual([]);
  });
});

describe("the list of who may connect", () => {
  it.each([
    [[], "ftp.allow allow-empty"],
    [["scanner"], "ftp.allow allow-malformed"],
    [["192.168.7.0/24", "any"], "ftp.allow allow-malformed"],
    [["0.0.0.0/0"], "ftp.allow allow-everything"],
    [["192.168.7.20", "::/0"], "ftp.allow allow-everything"],
    [[7], "ftp.allow[0] field-wrong-type"],
    ["any", "ftp.allow field-wrong-type"],
  ])("cannot be %j", (list, problem) => {
    expect(problemsOf({ mode: "bridge", listen, allow: list })).toEqual([problem]);
    expect(problemsOf({ target: { host: "popeye" }, listen, allow: list })).toEqual([problem]);
  });

  it("is everybody for a relay and a range of before, which read as they did", () => {
    const relay = ftpOf({ target: { host: "popeye" }, listen });
    expect(relay).not.toHaveProperty("allow");
    expect(allowedClients(relay)).toEqual(["any"]);
    expect(allowedClients(ftpOf({ mode: "range", target: { host: "popeye" }, listen, passive: "3000-3001" }))).toEqual([
      "any",
    ]);
    expect(allowedClients(ftpOf({ mode: "bridge" }))).toEqual([]);
  });
});

describe("the ports for data and the announced address", () => {
  it.each([
    [{ dataPorts: "50000-50019" }, []],
    [{ dataPorts: "50019-50000" }, ["ftp.dataPorts range-reversed"]],
    [{ dataPorts: "1000-1030" }, ["ftp.dataPorts data-port-too-low"]],
    [{ dataPorts: "2100-2130" }, ["ftp.listen.port control-port-in-range"]],
    [{ announce: "203.0.113.7" }, []],
    [{ announce: "fd00::1" }, ["ftp.announce announce-malformed"]],
    [{ announce: "scanner.example" }, ["ftp.announce announce-malformed"]],
  ])("%j gives %j", (fields, problems) => {
    expect(problemsOf({ mode: "bridge", listen, allow, ...fields })).toEqual(problems);
    expect(problemsOf({ target: { host: "popeye" }, ...fields })).toEqual(problems);
  });

  it("are counted one by one", () => {
    expect(dataPortsOf(ftpOf({ mode: "bridge", dataPorts: "50000-50002,50010" }))).toEqual([
      50000, 50001, 50002, 50010,
    ]);
    expect(dataPortsOf(ftpOf({ mode: "bridge" }))).toEqual([]);
  });
});
