import { describe, expect, it } from "vitest";
import { readFilezilla } from "../../../../src/core/import/filezilla.js";
import { parsePastedHost } from "../../../../src/core/import/candidates/pasted-host.js";
import { readPuttySessionFile } from "../../../../src/core/import/putty/putty-session.js";
import { readWinscpIni } from "../../../../src/core/import/winscp.js";
import type { ImportResult } from "../../../../src/shared/import-export/import-candidate.js";

describe("what stands in a site's field for its host", () => {
  it.each([
    ["www.spinach.com", { host: "www.spinach.com" }],
    ["  www.spinach.com. ", { host: "www.spinach.com." }],
    ["2001:db8::5", { host: "2001:db8::5" }],
    ["fe80::1%eth0", { host: "fe80::1%eth0" }],
    ["[2001:db8::5]", { host: "2001:db8::5" }],
    ["[2001:db8::5]:2222", { host: "2001:db8::5", port: 2222 }],
    ["www.spinach.com:2222", { host: "www.spinach.com", port: 2222 }],
    ["www.spinach.com:", { host: "www.spinach.com" }],
    ["www.spinach.com:99999", { host: "www.spinach.com:99999" }],
    ["olive@corp.example@gw", { host: "gw", username: "olive@corp.example" }],
    ["SFTP://olive@gw:2222/pub/a@b", { host: "gw", scheme: "sftp", username: "olive", port: 2222 }],
    ["sftp://olive%40corp;fingerprint=ssh-ed25519-x@gw", { host: "gw", scheme: "sftp", username: "olive@corp" }],
    ["ftpes://gw", { host: "gw", scheme: "ftpes" }],
    ["sftp://[::1]:22/", { host: "::1", scheme: "sftp", port: 22 }],
  ])("%s is read", (text, read) => {
    expect(parsePastedHost(text)).toEqual({ hasPassword: false, ...read });
  });

  it("tells of a password, and gives it to nobody", () => {
    const read = parsePastedHost("sftp://olive:sp1nach:9471@gw");
    expect(read).toEqual({ host: "gw", scheme: "sftp", username: "olive", hasPassword: true });
  });
});

describe("an address that was pasted as a site's host", () => {
  const first = ({ candidates, notes }: ImportResult) => {
    const { gateway, ftp } = candidates[0]?.draft ?? {};
    const { host, port, username } = gateway ?? {};
    return {
      ...(gateway === undefined ? { ftp } : { host, port, username }),
      notes: [...(candidates[0]?.notes ?? []), ...notes].map(({ code, what }) => [code, what].join(" ").trim()),
    };
  };
  const filezilla = (host: string, tags = "") =>
    first(
      readFilezilla(`<FileZilla3><Servers><Server><Host>${host}</Host>${tags}</Server></Servers></FileZilla3>`, "f"),
    );
  const winscp = (host: string, lines = "") => first(readWinscpIni(`[Sessions\\box]\nHostName=${host}\n${lines}`, "w"));

  it("is that of SFTP in FileZilla, whatever protocol and port stand beside it", () => {
    const protocol = "<Port>21</Port><Protocol>0</Protocol>";
    expect(filezilla("sftp://olive@gw:2222/pub", protocol)).toMatchObject({
      host: "gw",
      port: 2222,
      username: "olive",
    });
    expect(filezilla("olive@gw", "<Protocol>1</Protocol>")).toMatchObject({ host: "gw", username: "olive", notes: [] });
    expect(filezilla("gw:2200", "<Protocol>1</Protocol><User>o</User>")).toMatchObject({ host: "gw", port: 2200 });
  });

  it("is that of FTP in FileZilla, with TLS as it says, and a kind that is no FTP is told of", () => {
    expect(filezilla("ftp://gw:2121", "<Protocol>4</Protocol>")).toMatchObject({
      ftp: { target: { host: "gw", port: 2121 } },
      notes: ["ftp-tls"],
    });
    expect(filezilla("ftps://gw")).toMatchObject({ ftp: { target: { host: "gw", port: 990 } } });
    expect(filezilla("https://gw").notes).toEqual(["protocol-unknown gw: https"]);
  });

  it("is read in WinSCP and in PuTTY, too", () => {
    expect(winscp("sftp://olive@gw:2222", "PortNumber=22\n")).toMatchObject({
      host: "gw",
      port: 2222,
      username: "olive",
    });
    expect(winscp("olive@gw")).toMatchObject({ host: "gw", username: "olive", notes: [] });
    expect(winscp("ftp://gw:2121")).toMatchObject({ ftp: { target: { host: "gw", port: 2121 } } });
    const session = "HostName=ssh://olive@gw:2222\nPortNumber=22\n";
    expect(first(readPuttySessionFile(session, "box"))).toMatchObject({ host: "gw", port: 2222, username: "olive" });
  });

  it("leaves its password out, and says whose it is", () => {
    expect(filezilla("sftp://olive:sp1nach@gw").notes).toEqual(["password-lost"]);
    expect(filezilla("ftp://olive:sp1nach@gw").notes).toEqual(["ftp-password-lost", "ftp-login-lost olive"]);
    expect(winscp("sftp://olive:sp1nach@gw").notes).toEqual(["password-lost"]);
    expect(winscp("ftp://olive:sp1nach@gw").notes).toEqual(["ftp-login-lost olive", "ftp-password-lost"]);
  });
});
