import { describe, expect, it } from "vitest";
import { ClientTlsAnnouncements, ExposureAnnouncements } from "../../../src/cli/terminal/announcements.js";
import type { ClientTlsMode } from "../../../src/shared/profile/client-tls.js";
import { parseProfile } from "../../../src/shared/profile/profile-issues.js";
import type { TunnelStatus } from "../../../src/shared/status/tunnel-state.js";

const profileOf = (ftp: unknown) => {
  const read = parseProfile({ id: "scans", name: "Scans", gateway: { host: "gate", username: "olive" }, ftp });
  if (!read.ok) throw new Error(JSON.stringify(read.issues));
  return read.profile;
};
const open = (listen: string): TunnelStatus => ({
  profile: "scans",
  name: "Scans",
  state: { kind: "open", since: 0 },
  forwards: [
    {
      name: "control",
      group: "control",
      listen,
      target: "gate:22",
      state: { kind: "listening" },
      connections: { open: 0, total: 0 },
      bytes: { up: 0, down: 0 },
      speed: { up: 0, down: 0 },
    },
  ],
});
const listen = { host: "eth0", port: 2121 };
const allow = ["192.168.7.20", "192.168.8.0/24"];

describe("what culvert up tells of TLS with FTP programs", () => {
  it("is the kinds, the certificate's fingerprint and how to have it, once, and that other computers may or must use it", () => {
    const inTls = (mode: ClientTlsMode): TunnelStatus => {
      const status = open("eth0:2121");
      const clientTls = { mode, implicitPort: 2990, fingerprint: "0A:1B" };
      return { ...status, forwards: status.forwards.map((row) => ({ ...row, clientTls })) };
    };
    const announcements = new ClientTlsAnnouncements();
    expect(announcements.next([open("eth0:2121")])).toEqual([]);
    const [line, ...more] = announcements.next([inTls("required")]);
    expect(line).toContain("TLS to eth0:2121 (explicit, required; implicit on port 2990); its certificate is 0A:1B");
    expect(line).toContain("culvert export scans --as certificate");
    expect([more, announcements.next([inTls("required")])]).toEqual([[], []]);
    const profile = profileOf({ mode: "bridge", listen, allow, implicitTlsPort: 2990 });
    const exposedBy = (mode: ClientTlsMode) => new ExposureAnnouncements([profile], "win32").next([inTls(mode)]);
    expect(exposedBy("required")[0]).toContain("which goes in TLS between them");
    expect(exposedBy("offered")[0]).toContain("in the clear, unless they use TLS");
    expect(exposedBy("required").at(-1)).toContain("localport=2121,2990 ");
  });
});

describe("what culvert up tells of a port that other computers reach", () => {
  it("is who may connect, that it is in the clear, and the line for the firewall, once", () => {
    const profile = profileOf({ mode: "bridge", listen, allow, dataPorts: "50000-50019" });
    const announcements = new ExposureAnnouncements([profile], "win32");
    const [who, firewall, ...more] = announcements.next([open("eth0:2121")]);
    expect(who).toContain("scans: 192.168.7.20 and 192.168.8.0/24 may connect to eth0:2121 by FTP");
    expect(who).toContain("in the clear");
    expect(firewall).toContain("localport=2121,50000-50019 remoteip=192.168.7.20,192.168.8.0/24");
    expect(more).toEqual([]);
    expect(announcements.next([open("eth0:2121")])).toEqual([]);
  });

  it("is every computer for a relay without a list, and what a firewall needs where no data ports are named", () => {
    const profile = profileOf({ target: { host: "popeye" }, listen: { host: "0.0.0.0", port: 2121 } });
    const lines = new ExposureAnnouncements([profile], "linux").next([open("0.0.0.0:2121")]);
    expect(lines[0]).toContain("every computer on the network may connect");
    expect(lines[1]).toContain("ftp.dataPorts");
    expect(lines[2]).toContain("sudo ufw allow proto tcp from any to any port 2121");
    expect(lines[2]).toContain("sudo firewall-cmd");
  });

  it("is nothing on loopback", () => {
    expect(new ExposureAnnouncements([profileOf({ mode: "bridge" })]).next([open("127.0.0.1:2121")])).toEqual([]);
  });
});
