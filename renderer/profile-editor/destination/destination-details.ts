import type { Destination } from "../../../src/shared/destination/destination.js";
import { describeDestinationNote, formatEndpoint, words } from "../../../src/shared/words/words.js";
import type { HopDraft } from "../draft/hop-draft.js";
import type { Draft } from "../draft/profile-draft.js";

/** One line of what was read out of a pasted text. */
export interface DestinationDetail {
  readonly name: string;
  readonly value: string;
}

/** What a pasted text was split into, in the order of the way: as it stands in the draft that it filled. */
export function destinationDetails(
  { gateway, ftp, path, forwards }: Destination,
  draft: Draft,
): readonly DestinationDetail[] {
  const { editor, destination } = words;
  const fact = (name: string, value: string): readonly DestinationDetail[] => (value === "" ? [] : [{ name, value }]);
  const server =
    gateway === undefined
      ? []
      : [
          ...fact(editor.username, draft.gateway.username),
          ...fact(editor.host, draft.gateway.host),
          ...fact(editor.port, draft.gateway.port),
          ...fact(destination.key, keyOf(draft.gateway)),
          ...fact(words.jump.title, draft.via.map(describeHop).join(" → ")),
        ];
  const hasTarget = draft.ftp.mode === "relay" || draft.ftp.mode === "range";
  return [
    ...server,
    ...(draft.ftp.mode === "none" ? [] : fact(editor.ftp, words.modes[draft.ftp.mode].name)),
    ...(hasTarget ? fact(destination.target, `${draft.ftp.host}:${draft.ftp.port}`) : []),
    ...(draft.ftp.mode === "range" ? fact(editor.passive, draft.ftp.passive) : []),
    ...(ftp?.listen?.port === undefined ? [] : fact(editor.listenPort, String(ftp.listen.port))),
    ...fact(destination.forwards, forwards.map(({ name }) => name).join(", ")),
    ...fact(destination.path, path ?? ""),
  ];
}

/** What there is to say beside it: what was not taken over, and what was filled in without being said. */
export function destinationRemarks({ gateway, ftp, path, notes }: Destination, draft: Draft): readonly string[] {
  const { destination } = words;
  const target = ftp !== undefined && "target" in ftp ? ftp.target.host : "";
  return [
    ...(gateway === undefined && draft.gateway.host === "" ? [destination.gatewayMissing(target)] : []),
    ...(gateway !== undefined && gateway.username === undefined && draft.gateway.username !== ""
      ? [destination.usernameAssumed(draft.gateway.username)]
      : []),
    ...(path === undefined ? [] : [destination.pathNotKept]),
    ...notes.map(describeDestinationNote),
  ];
}

/** The key file that is tried before all other ways to log in. */
const keyOf = ({ auth: [first] }: HopDraft): string => (first?.method === "key" ? first.file : "");

const describeHop = ({ username, host, port }: HopDraft): string =>
  `${username}@${formatEndpoint({ host, port: Number(port) })}`;
