import { freeControlPort } from "../../../src/shared/profile/local-ports.js";
import { newProfileId, type Profile, type ProfileId } from "../../../src/shared/profile/profile-schema.js";
import { words } from "../../../src/shared/words/words.js";
import { forwardDraft, forwardOf, type ForwardDraft } from "./forward-draft.js";
import { emptyFtp, ftpDraft, ftpOf, type FtpDraft, type FtpMode } from "./ftp-draft.js";
import { hopDraft, hopOf, newHop, newMethod, type HopDraft } from "./hop-draft.js";
import { reserveKeysUpTo } from "./list-item-keys.js";
import { noProxy, proxyDraft, proxyOf, type ProxyDraft } from "./proxy-draft.js";

/**
 * A profile while it is being edited: every field as the text in its box, the fields of all FTP modes side by side,
 * so that changing one's mind about the mode loses nothing. `profileOf` makes of it what the schema reads.
 */
export interface Draft {
  /** `undefined` for a profile that has not been saved yet. */
  readonly id: ProfileId | undefined;
  readonly name: string;
  /** Empty where it stands in none. */
  readonly group: string;
  readonly gateway: HopDraft;
  readonly via: readonly HopDraft[];
  readonly proxy: ProxyDraft;
  readonly ftp: FtpDraft;
  readonly forwards: readonly ForwardDraft[];
  readonly openAtStart: boolean;
}

/** New entries get keys that a draft has not, which was made in another window. */
export function reserveKeys({ gateway, via, forwards }: Draft): void {
  const hops = [gateway, ...via];
  reserveKeysUpTo(Math.max(...[...hops, ...hops.flatMap(({ auth }) => auth), ...forwards].map(({ key }) => key)));
}

/** @param others the profiles that there are: it listens where none of them does @param defaultKey the key file that the settings put first among the ways to log in */
export const newDraft = (others: readonly Profile[] = [], defaultKey?: string): Draft => ({
  id: undefined,
  name: "",
  group: "",
  gateway: newHop(defaultKey),
  via: [],
  proxy: noProxy,
  ftp: { ...emptyFtp, listenPort: String(freeControlPort(others)) },
  forwards: [],
  openAtStart: false,
});

/** A first profile for what the user has; a relay's server is most often the gateway itself. */
export function firstDraft(mode: FtpMode, defaultKey?: string): Draft {
  const draft = newDraft([], defaultKey);
  return { ...draft, ftp: { ...draft.ftp, mode, host: mode === "relay" ? "localhost" : "" } };
}

/** The boxes of a profile that is stored. */
export function draftOf({ id, name, group = "", gateway, ftp, forwards, openAtStart }: Profile): Draft {
  return {
    id,
    name,
    group,
    gateway: hopDraft(gateway),
    via: gateway.via.map(hopDraft),
    proxy: proxyDraft(gateway.proxy),
    ftp: ftpDraft(ftp),
    forwards: forwards.map(forwardDraft),
    openAtStart,
  };
}

/** A copy to be edited and saved under an id of its own, and with a control port that none of the others has. */
export function duplicateOf(profile: Profile, others: readonly Profile[]): Draft {
  const draft = draftOf(profile);
  return {
    ...draft,
    id: undefined,
    name: words.tunnel.copyOf(profile.name),
    ftp: { ...draft.ftp, listenPort: String(freeControlPort(others)) },
  };
}

/** With a key file before all other ways to log in, and once. @param jumpHost the index of the jump host that it is for; the gateway's where it is `undefined` */
export function withPrivateKeyFirst(draft: Draft, file: string, jumpHost?: number): Draft {
  const keyFirst = (hop: HopDraft): HopDraft => ({
    ...hop,
    auth: [{ ...newMethod("key"), file }, ...hop.auth.filter((method) => method.file !== file)],
  });
  return jumpHost === undefined
    ? { ...draft, gateway: keyFirst(draft.gateway) }
    : { ...draft, via: draft.via.map((hop, index) => (index === jumpHost ? keyFirst(hop) : hop)) };
}

/** What `parseProfile` reads: the shape of the document, with whatever was typed where a number should be. */
export function profileOf(
  { id, name, group, gateway, via, proxy, ftp, forwards, openAtStart }: Draft,
  taken: readonly ProfileId[],
): unknown {
  return {
    id: id ?? newProfileId(name, taken),
    name: name.trim(),
    ...(group.trim() === "" ? {} : { group: group.trim() }),
    gateway: {
      ...hopOf(gateway),
      via: via.map(hopOf),
      ...(proxy.kind === "none" ? {} : { proxy: proxyOf({ ...proxy, kind: proxy.kind }) }),
    },
    ...(ftp.mode === "none" ? {} : { ftp: ftpOf({ ...ftp, mode: ftp.mode }) }),
    forwards: forwards.map(forwardOf),
    openAtStart,
  };
}

/** Whether two drafts would be saved as the same profile, as far as their texts tell. */
export const isSameDraft = (one: Draft, other: Draft): boolean =>
  one === other || JSON.stringify(one) === JSON.stringify(other);
