import { describe, expect, it } from "vitest";
import { parseProfile } from "../../../src/shared/profile/profile-issues.js";
import type { Profile } from "../../../src/shared/profile/profile-schema.js";
import { parseAssignment, setFields } from "../../../src/shared/profile/set-field.js";
import { DEFAULT_PASSIVE } from "../../../src/shared/profile/with-ftp-mode.js";

const read = parseProfile({
  id: "popeye",
  name: "Popeye",
  gateway: { host: "gw", username: "olive", via: [{ host: "jump", username: "olive" }] },
  ftp: { mode: "range", target: { host: "popeye" }, passive: "2534-2536" },
  forwards: [{ kind: "dynamic", name: "SOCKS", listen: { port: 1080 } }],
});
if (!read.ok) throw new Error(JSON.stringify(read.issues));
const { profile } = read;

const set = (...texts: readonly string[]): Profile => changed(profile, ...texts);
function changed(before: Profile, ...texts: readonly string[]): Profile {
  const result = setIn(before, texts);
  if (!result.ok) throw new Error(JSON.stringify(result));
  return result.profile;
}
function setIn(before: Profile, texts: readonly string[]) {
  const assignments = texts.map((text) => parseAssignment(text)).filter((one) => one !== undefined);
  expect(assignments).toHaveLength(texts.length);
  return setFields(before, assignments);
}
function issuesOf(...texts: readonly string[]) {
  const result = setIn(profile, texts);
  return result.ok ? { profile: result.profile } : result.issues.map(({ field, problem }) => `${field}: ${problem}`);
}

describe("a field and its value", () => {
  it.each(["", "a", "=b", "__proto__.a=1", "a.=1", "a b=1", "a[x]=1", "1=2", "a..b=1"])("are not “%s”", (text) => {
    expect(parseAssignment(text)).toBeUndefined();
  });

  it("are divided by the first equals sign", () => {
    expect(parseAssignment("name=a=b")).toEqual({ path: "name", value: "a=b" });
  });
});

describe("a profile with a field changed", () => {
  it("has numbers, switches and texts where they belong", () => {
    expect(set("ftp.listen.port=2122").ftp?.listen).toEqual({ host: "127.0.0.1", port: 2122 });
    expect(set("openAtStart=true").openAtStart).toBe(true);
    expect(set("gateway.username=Olive Oyl").gateway.username).toBe("Olive Oyl");
    expect(set('gateway.username="olive"').gateway.username).toBe("olive");
    expect(set("name=1234").name).toBe("1234");
    expect(set("name=1234", "openAtStart=true")).toMatchObject({ name: "1234" });
    expect(set("ftp.passive=2540").ftp).toMatchObject({ passive: "2540" });
  });

  it("has what JSON says, and entries of lists by their number", () => {
    expect(set('gateway.auth=[{"method":"password"}]').gateway.auth).toEqual([{ method: "password" }]);
    expect(set("gateway.via[0].port=2201").gateway.via[0]?.port).toBe(2201);
    expect(set("forwards.0.enabled=false").forwards[0]?.enabled).toBe(false);
    expect(set('gateway.via.1={"host":"two","username":"b"}').gateway.via.map(({ host }) => host)).toEqual([
      "jump",
      "two",
    ]);
    expect(set('gateway.via.9={"host":"two","username":"b"}').gateway.via).toHaveLength(2);
  });

  it("lacks what null takes out", () => {
    expect(set("ftp=null").ftp).toBeUndefined();
    expect(set("gateway.via[0]=null").gateway.via).toEqual([]);
    expect(set("gateway.port=null").gateway.port).toBe(22);
  });

  it("has no fields of the mode that was left", () => {
    expect(set("ftp.mode=relay").ftp).toEqual({
      mode: "relay",
      target: { host: "popeye", port: 21 },
      listen: { host: "127.0.0.1", port: 2121 },
    });
    expect(set("ftp.mode=bridge").ftp).toEqual({ mode: "bridge", listen: { host: "127.0.0.1", port: 2121 } });
  });

  it("has what the new mode needs, by its defaults or as it is said in the same command", () => {
    const bridge = changed(profile, "ftp.mode=bridge");
    expect(changed(bridge, "ftp.mode=relay").ftp).toMatchObject({ target: { host: "gw", port: 21 } });
    expect(changed(bridge, "ftp.mode=range").ftp).toMatchObject({ mode: "range", passive: DEFAULT_PASSIVE });
    expect(changed(bridge, "ftp.target.host=popeye", "ftp.mode=relay", "ftp.tls=explicit").ftp).toMatchObject({
      target: { host: "popeye" },
      tls: "explicit",
    });
  });

  it("keeps all that it has where the mode is said that it has already", () => {
    const relay = changed(profile, "ftp.mode=relay", "ftp.tls=explicit");
    expect(changed(relay, "ftp.mode=relay")).toEqual(relay);
  });

  it("is none where a field is wrong, with what is wrong in the field's own words", () => {
    expect(issuesOf("ftp.listen.port=0")).toEqual(["ftp.listen.port: port-out-of-range"]);
    expect(issuesOf("ftp.listen.port=ftp")).toEqual(["ftp.listen.port: port-not-a-number"]);
    expect(issuesOf("gateway.hots=x")).toEqual(["gateway.hots: field-unknown"]);
    expect(issuesOf("ftp.listen.port=2534")).toEqual(["ftp.listen.port: control-port-in-range"]);
  });

  it("leaves what every object inherits alone", () => {
    for (const path of ["constructor.prototype.polluted", "gateway.__proto__.polluted", "gateway.__proto__"])
      expect(issuesOf(`${path}=true`)).not.toHaveProperty("profile");
    expect(({} as Record<string, unknown>)["polluted"]).toBeUndefined();
    expect(profile.name).toBe("Popeye");
  });
});
