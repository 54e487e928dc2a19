import { describe, expect, it } from "vitest";
import {
  settingLines,
  rangeRequirements,
  serverSnippet,
  FTP_SERVERS,
} from "../../../src/shared/import-export/ftp-server-settings.js";
import { profileSchema } from "../../../src/shared/profile/profile-schema.js";

const needs = { passive: "2534-2536", announces: "127.0.0.1" };

describe("the lines to paste for the range mode", () => {
  it.each([
    {
      server: "vsftpd",
      lines: ["pasv_enable=YES", "pasv_min_port=2534", "pasv_max_port=2536", "pasv_address=127.0.0.1"],
    },
    { server: "proftpd", lines: ["PassivePorts 2534 2536", "MasqueradeAddress 127.0.0.1"] },
    { server: "pure-ftpd", lines: ["PassivePortRange 2534 2536", "ForcePassiveIP 127.0.0.1"] },
    {
      server: "pyftpdlib",
      lines: ["handler.passive_ports = [*range(2534, 2537)]", 'handler.masquerade_address = "127.0.0.1"'],
    },
  ] as const)("are those of $server", ({ server, lines }) => {
    expect(settingLines(serverSnippet(server, needs))).toEqual(lines);
  });

  it("name every port and the address for every server", () => {
    for (const server of FTP_SERVERS)
      expect(settingLines(serverSnippet(server, needs)).join("\n")).toMatch(/2534[^]*253[67][^]*127\.0\.0\.1/);
  });

  it("take the longest range where a server knows but one, and say what is left out", () => {
    const several = { ...needs, passive: "2534-2536,40000-40010,2537" };
    expect(serverSnippet("vsftpd", several)).toMatchObject({
      range: ["pasv_enable=YES", "pasv_min_port=40000", "pasv_max_port=40010"],
      leftOut: "2534-2537",
    });
    expect(serverSnippet("pyftpdlib", several)).toMatchObject({
      range: ["handler.passive_ports = [*range(2534, 2538), *range(40000, 40011)]"],
      leftOut: "",
    });
  });

  it.each([
    { listens: "127.0.0.1", announces: "127.0.0.1" },
    { listens: "192.168.1.5", announces: "192.168.1.5" },
    { listens: "0.0.0.0", announces: "127.0.0.1" },
    { listens: "localhost", announces: "127.0.0.1" },
    { listens: "::1", announces: "127.0.0.1" },
  ])("name $announces to clients of a profile that listens on $listens", ({ listens, announces }) => {
    const { ftp } = profileSchema.parse({
      id: "popeye",
      name: "Popeye",
      gateway: { host: "www.spinach.com", username: "olive" },
      ftp: { mode: "range", target: { host: "popeye" }, listen: { host: listens }, passive: "2534" },
    });
    expect(rangeRequirements(ftp)).toEqual({ passive: "2534", announces });
  });

  it("are not needed by a relay, a bridge or plain forwards", () => {
    const { ftp } = profileSchema.parse({
      id: "popeye",
      name: "Popeye",
      gateway: { host: "www.spinach.com", username: "olive" },
      ftp: { mode: "bridge" },
    });
    expect(rangeRequirements(ftp)).toBeUndefined();
    expect(rangeRequirements(undefined)).toBeUndefined();
  });
});
