import type { ImportNote, SourcePosition } from "../../../shared/import-export/import-candidate.js";
import { formatEndpoint as placeText } from "../../../shared/profile/endpoint.js";
import type { ProfileDraft } from "../../../shared/profile/profile-schema.js";

export type ProxyDraft = NonNullable<ProfileDraft["gateway"]["proxy"]>;

/** A proxy as another program's settings have it: one that a profile can carry, or one to be told of. */
export interface ImportedProxy {
  readonly draft?: ProxyDraft;
  /** `proxy:1080`; nothing where there is no proxy. */
  readonly address?: string;
  readonly hasSecret?: boolean;
}

/** The texts of the settings, each empty where it is not written. */
export interface ProxySettings {
  readonly kind: string;
  readonly host: string;
  readonly port: string;
  readonly username: string;
  readonly secret: string;
}

/** PuTTY and WinSCP write 80 where nobody said a port, whatever the kind is. */
const DEFAULT_PORT = 80;

/** @param kinds what the program's numbers for HTTP and SOCKS 5 are; none of the others can be carried */
export function importProxy(
  { kind, host, port: written, username, secret }: ProxySettings,
  kinds: Readonly<Record<string, ProxyDraft["kind"]>>,
): ImportedProxy {
  if (kind === "" || kind === "0" || host === "") return {};
  const number = Number(written);
  const port = /^\d{1,5}$/.test(written) && number >= 1 && number <= 65_535 ? number : DEFAULT_PORT;
  const kindHere = Object.hasOwn(kinds, kind) ? kinds[kind] : undefined;
  return {
    address: placeText({ host, port }),
    hasSecret: secret !== "",
    ...(kindHere === undefined
      ? {}
      : { draft: { kind: kindHere, host, port, ...(username === "" ? {} : { username }) } }),
  };
}

/** What becomes of a site's proxy: only one on the way to a gateway is carried, for an FTP site's gateway is yet to be named. */
export function carriedProxy(
  { draft, address }: ImportedProxy,
  isGateway: boolean,
  at: SourcePosition,
): { readonly draft: ProxyDraft | undefined; readonly notes: readonly ImportNote[] } {
  const isCarried = isGateway && draft !== undefined;
  return {
    draft: isCarried ? draft : undefined,
    notes: address === undefined || isCarried ? [] : [{ ...at, code: "proxy-lost", what: address }],
  };
}
