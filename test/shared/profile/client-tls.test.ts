import { describe, expect, it } from "vitest";
import { clientTlsMode } from "../../../src/shared/profile/client-tls.js";
import { localEndpoints } from "../../../src/shared/profile/local-ports.js";
import { parseProfile } from "../../../src/shared/profile/profile-issues.js";

const read = (ftp: object) =>
  parseProfile({ id: "popeye", name: "Popeye", gateway: { host: "gate", username: "olive" }, ftp });
const pathsOf = (ftp: object) => {
  const reading = read(ftp);
  return reading.ok ? [] : reading.issues.map(({ field }) => field);
};

describe("TLS with FTP programs in a profile", () => {
  it.each([
    ["127.0.0.1", undefined, "off"],
    ["localhost", undefined, "off"],
    ["eth0", undefined, "offered"],
    ["0.0.0.0", undefined, "offered"],
    ["127.0.0.1", "required", "required"],
    ["eth0", "off", "off"],
  ] as const)("at %s, with clientTls %s, is %s", (host, clientTls, mode) => {
    expect(clientTlsMode({ listen: { host, port: 2121 }, clientTls })).toBe(mode);
  });

  it.each(["relay", "bridge"] as const)("of a %s comes out as it went in", (mode) => {
    const ftp = {
      mode,
      ...(mode === "relay" ? { target: { host: "popeye", port: 21 } } : {}),
      listen: { host: "127.0.0.1", port: 2121 },
      clientTls: "offered",
      implicitTlsPort: 2990,
      ownCertificate: "~/culvert.pem",
      clientCloseNotify: false,
    };
    const reading = read(ftp);
    expect(reading.ok && reading.profile.ftp).toEqual(ftp);
    expect(reading.ok && localEndpoints(reading.profile)).toContainEqual({ host: "127.0.0.1", port: 2990 });
  });

  it("names a field that is wrong, a port that is taken twice among them, and is not for a range", () => {
    const bridge = { mode: "bridge", listen: { port: 2121 } };
    expect(pathsOf({ ...bridge, clientTls: "sometimes" })).toEqual(["ftp.clientTls"]);
    expect(pathsOf({ ...bridge, implicitTlsPort: 2121 })).toEqual(["ftp.implicitTlsPort"]);
    expect(pathsOf({ ...bridge, implicitTlsPort: 50001, dataPorts: "50000-50009" })).toEqual(["ftp.implicitTlsPort"]);
    expect(pathsOf({ ...bridge, ownCertificate: "" })).toEqual(["ftp.ownCertificate"]);
    const range = { mode: "range", target: { host: "popeye" }, passive: "2534-2536" };
    expect(pathsOf({ ...range, clientTls: "offered" })).toHaveLength(1);
  });
});
