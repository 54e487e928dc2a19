import { describe, expect, it } from "vitest";
import { FIREWALLS, firewallLines } from "../../../src/shared/profile/firewall-lines.js";

const listener = { mode: "bridge", listen: { host: "eth0", port: 2121 }, dataPorts: "50000-50019" } as const;
const allow = ["192.168.7.0/24", "fd00::/8"];

describe("the lines for a firewall", () => {
  it("let the named computers in, on the control port and those for data", () => {
    expect(firewallLines({ ...listener, allow }, "ufw")).toEqual([
      "sudo ufw allow proto tcp from 192.168.7.0/24 to any port 2121,50000:50019",
      "sudo ufw allow proto tcp from fd00::/8 to any port 2121,50000:50019",
    ]);
    expect(firewallLines({ ...listener, allow: ["fd00::/8"] }, "firewalld")).toEqual([
      `sudo firewall-cmd --permanent --add-rich-rule='rule family="ipv6" source address="fd00::/8" port port="2121" protocol="tcp" accept'`,
      `sudo firewall-cmd --permanent --add-rich-rule='rule family="ipv6" source address="fd00::/8" port port="50000-50019" protocol="tcp" accept'`,
      "sudo firewall-cmd --reload",
    ]);
    expect(firewallLines({ ...listener, allow }, "windows")).toEqual([
      `netsh advfirewall firewall add rule name="Culvert" dir=in action=allow protocol=TCP localport=2121,50000-50019 remoteip=192.168.7.0/24,fd00::/8`,
    ]);
    expect(firewallLines({ ...listener, allow }, "macos").join()).toContain("--unblockapp");
  });

  it("let every computer in only where that is said", () => {
    expect(firewallLines({ ...listener, allow: ["any"] }, "ufw")).toEqual([
      "sudo ufw allow proto tcp from any to any port 2121,50000:50019",
    ]);
    expect(firewallLines({ ...listener, allow: ["any"] }, "firewalld")[0]).toBe(
      "sudo firewall-cmd --permanent --add-port=2121/tcp --add-port=50000-50019/tcp",
    );
    expect(FIREWALLS.flatMap((firewall) => firewallLines(listener, firewall))).toEqual([]);
  });

  it("hold nothing that is half typed, which a shell might run", () => {
    for (const firewall of FIREWALLS)
      expect(firewallLines({ ...listener, allow: ["$(reboot)", "192.168.7.1;x"], dataPorts: "5`x" }, firewall)).toEqual(
        [],
      );
  });
});
