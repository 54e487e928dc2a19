import type { Note } from "../../shared/exchange/import-candidate.js";
import { at as placeText } from "../../shared/profile/endpoint.js";
import type { ProfileDraft } from "../../shared/profile/profile-schema.js";
import type { NotePlace } from "./imported-forwards.js";

export type ProxyDraft = NonNullable<ProfileDraft["gateway"]["proxy"]>;

/** A proxy as another program's settings have it: one that a profile can carry, or one to be told of. */
export interface ProxyFound {
  readonly draft?: ProxyDraft;
  /** `proxy:1080`; nothing where there is no proxy. */
  readonly place?: string;
  readonly hasSecret?: boolean;
}

/** The texts of the settings, each empty where it is not written. */
export interface ProxyTexts {
  readonly kind: string;
  readonly host: string;
  readonly port: string;
  readonly username: string;
  readonly secret: string;
}

/** PuTTY and WinSCP write 80 where nobody said a port, whatever the kind is. */
const PORT_BY_DEFAULT = 80;

/** @param kinds what the program's numbers for HTTP and SOCKS 5 are; none of the others can be carried */
export function foreignProxy({ kind, host, port: written, username, secret }: ProxyTexts, kinds: Readonly<Record<string, ProxyDraft["kind"]>>): ProxyFound {
  if (kind === "" || kind === "0" || host === "") return {};
  const number = Number(written);
  const port = /^\d{1,5}$/.test(written) && number >= 1 && number <= 65_535 ? number : PORT_BY_DEFAULT;
  const ours = Object.hasOwn(kinds, kind) ? kinds[kind] : undefined;
  return {
    place: placeText({ host, port }), hasSecret: secret !== "",
    ...(ours === undefined ? {} : { draft: { kind: ours, host, port, ...(username === "" ? {} : { username }) } }),
  };
}

/** What becomes of a site's proxy: only one on the way to a gateway is carried, for an FTP site's gateway is yet to be named. */
export function proxyOf({ draft, place }: ProxyFound, isGateway: boolean, at: NotePlace): { readonly draft: ProxyDraft | undefined; readonly notes: readonly Note[] } {
  const isCarried = isGateway && draft !== undefined;
  return { draft: isCarried ? draft : undefined, notes: place === undefined || isCarried ? [] : [{ ...at, code: "proxy-lost", what: place }] };
}
