import type { Endpoint } from "../../shared/profile/endpoint.js";
import { dialHostFor } from "../../shared/profile/listen-host.js";
import type { Profile } from "../../shared/profile/profile-schema.js";
import { winscpEncoded } from "./percent-encoded.js";

/** What an FTP program has to dial, and as whom; `undefined` for a profile without FTP. */
export interface FtpClientSite {
  readonly name: string;
  readonly endpoint: Endpoint;
  /** The bridge's own user; the FTP server's is not Culvert's to know. */
  readonly username: string | undefined;
  /** In the range mode TLS passes end to end, elsewhere the program should not try it. */
  readonly allowsTls: boolean;
}

export function ftpClientSite({ name, gateway, ftp }: Profile): FtpClientSite | undefined {
  if (ftp === undefined) return undefined;
  return {
    name,
    endpoint: { host: dialHostFor(ftp.listen.host), port: ftp.listen.port },
    username: ftp.mode === "bridge" ? gateway.username : undefined,
    allowsTls: ftp.mode === "range",
  };
}

/** A site for `WinSCP.ini`, or for import into WinSCP: FTP in passive mode, without TLS. */
export function writeWinscp({ name, endpoint, username }: FtpClientSite): string {
  const values = {
    HostName: winscpEncoded(endpoint.host),
    PortNumber: endpoint.port,
    ...(username === undefined ? {} : { UserName: winscpEncoded(username) }),
    FSProtocol: 5,
    Ftps: 0,
    FtpPasvMode: 1,
  };
  return [
    `[Sessions\\${winscpEncoded(name)}]`,
    ...Object.entries(values).map(([key, value]) => `${key}=${value}`),
    "",
  ].join("\r\n");
}

/** A site for FileZilla's File > Import. */
export function writeFilezilla({ name, endpoint, username, allowsTls }: FtpClientSite): string {
  const [ifOffered, plain] = [0, 6];
  const ask = 2;
  return [
    `<?xml version="1.0" encoding="UTF-8"?>`,
    "<FileZilla3>",
    "  <Servers>",
    "    <Server>",
    ...Object.entries({
      Host: endpoint.host,
      Port: endpoint.port,
      Protocol: allowsTls ? ifOffered : plain,
      Type: 0,
      ...(username === undefined ? {} : { User: username }),
      Logontype: ask,
      PasvMode: "MODE_PASSIVE",
      BypassProxy: 1,
      Name: name,
    }).map(([tag, value]) => `      <${tag}>${escapeXml(String(value))}</${tag}>`),
    "    </Server>",
    "  </Servers>",
    "</FileZilla3>",
    "",
  ].join("\n");
}

const escapeXml = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
