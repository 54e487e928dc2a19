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

/** A site's values in WinSCP, each as it stands in an INI file or in the registry; numbers are numbers there. FTP in passive mode, without TLS. */
export const winscpValues = ({ endpoint, username }: FtpClientSite): Readonly<Record<string, string | number>> => ({
  HostName: winscpEncoded(endpoint.host),
  PortNumber: endpoint.port,
  ...(username === undefined ? {} : { UserName: winscpEncoded(username) }),
  FSProtocol: 5,
  Ftps: 0,
  FtpPasvMode: 1,
});

/** A site for `WinSCP.ini`, or for import into WinSCP. */
export const writeWinscp = (site: FtpClientSite): string =>
  [
    `[Sessions\\${winscpEncoded(site.name)}]`,
    ...Object.entries(winscpValues(site)).map(([key, value]) => `${key}=${value}`),
    "",
  ].join("\r\n");

/** What a site has in FileZilla, by its tags. */
export function filezillaValues({
  name,
  endpoint,
  username,
  allowsTls,
}: FtpClientSite): Readonly<Record<string, string>> {
  const [ifOffered, plain] = ["0", "6"];
  const ask = "2";
  return {
    Host: endpoint.host,
    Port: String(endpoint.port),
    Protocol: allowsTls ? ifOffered : plain,
    Type: "0",
    ...(username === undefined ? {} : { User: username }),
    Logontype: ask,
    PasvMode: "MODE_PASSIVE",
    BypassProxy: "1",
    Name: name,
  };
}

/** A site for FileZilla's File > Import. */
export const writeFilezilla = (site: FtpClientSite): string =>
  [
    `<?xml version="1.0" encoding="UTF-8"?>`,
    "<FileZilla3>",
    "  <Servers>",
    "    <Server>",
    ...Object.entries(filezillaValues(site)).map(([tag, value]) => `      ${xmlElement(tag, value)}`),
    "    </Server>",
    "  </Servers>",
    "</FileZilla3>",
    "",
  ].join("\n");

/** One tag with its text. */
export const xmlElement = (tag: string, text: string): string =>
  `<${tag}>${text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;")}</${tag}>`;
