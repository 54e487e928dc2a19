import type { Place } from "../../shared/profile/endpoint.js";
import { dialledHere } from "../../shared/profile/listen-host.js";
import type { Profile } from "../../shared/profile/profile-schema.js";
import { percentEncoded } from "./percent-encoded.js";

/** What an FTP program has to dial, and as whom; `undefined` for a profile without FTP. */
export interface ClientSite {
  readonly name: string;
  readonly place: Place;
  /** The bridge's own user; the FTP server's is not Culvert's to know. */
  readonly username: string | undefined;
  /** In the range mode TLS passes end to end, elsewhere the program should not try it. */
  readonly mayTls: boolean;
}

export function clientSiteOf({ name, gateway, ftp }: Profile): ClientSite | undefined {
  if (ftp === undefined) return undefined;
  return { name, place: { host: dialledHere(ftp.listen.host), port: ftp.listen.port }, username: ftp.mode === "bridge" ? gateway.username : undefined, mayTls: ftp.mode === "range" };
}

/** A site for `WinSCP.ini`, or for import into WinSCP: FTP in passive mode, without TLS. */
export function writeWinscp({ name, place, username }: ClientSite): string {
  const values = { HostName: place.host, PortNumber: place.port, ...(username === undefined ? {} : { UserName: percentEncoded(username) }), FSProtocol: 5, Ftps: 0, FtpPasvMode: 1 };
  return [`[Sessions\\${percentEncoded(name)}]`, ...Object.entries(values).map(([key, value]) => `${key}=${value}`), ""].join("\r\n");
}

/** A site for FileZilla's File > Import. */
export function writeFilezilla({ name, place, username, mayTls }: ClientSite): string {
  const [ifOffered, plain] = [0, 6];
  const ask = 2;
  return [
    `<?xml version="1.0" encoding="UTF-8"?>`, "<FileZilla3>", "  <Servers>", "    <Server>",
    ...Object.entries({
      Host: place.host, Port: place.port, Protocol: mayTls ? ifOffered : plain, Type: 0, ...(username === undefined ? {} : { User: username }), Logontype: ask, PasvMode: "MODE_PASSIVE", BypassProxy: 1, Name: name,
    }).map(([tag, value]) => `      <${tag}>${escaped(String(value))}</${tag}>`),
    "    </Server>", "  </Servers>", "</FileZilla3>", "",
  ].join("\n");
}

const escaped = (text: string): string => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
