import { homedir, userInfo } from "node:os";
import { join } from "node:path";
import { readSource } from "../core/import/read-source.js";
import type { CandidateDraft } from "../shared/import-export/import-candidate.js";
import type { Destination } from "../shared/destination/destination.js";
import { draftFromDestination } from "../shared/destination/draft-from-destination.js";
import { freeControlPort } from "../shared/profile/local-ports.js";
import { parseDestination, parseDestinationWords } from "../shared/destination/parse-destination.js";
import { parseProfile } from "../shared/profile/profile-issues.js";
import { newProfileId, type Profile, type ProfileDraft } from "../shared/profile/profile-schema.js";
import { profileOrThrow } from "../shared/status/profile-or-throw.js";
import { describeDestinationNote, describeDestinationProblem, words } from "../shared/words/words.js";
import type { DestinationOptions } from "./destination-options.js";
import { UsageError } from "./usage-error.js";
import { withPrivateKeyFirst } from "./put-private-key-first.js";

/** Whether words are meant as a server's address or an ssh command, and not as the names of profiles. */
export const looksLikeDestination = (written: readonly string[]): boolean =>
  (written[0]?.includes("@") ?? false) || written.some((word) => /^[a-z+]+:\/\//i.test(word)) || isSshCommand(written);

/** `ssh`, with what belongs to it in the same word or in those behind. */
const isSshCommand = ([first = "", ...others]: readonly string[]): boolean =>
  /^(?:\S*[/\\])?(?:ssh|slogin|autossh|sftp|scp|plink|putty|kitty|pscp|psftp|sshpass)(?:\.exe)?$/i.test(
    first.split(/\s+/)[0] ?? "",
  ) &&
  (others.length > 0 || /\s/.test(first));

/**
 * The profile that a server's address, or an ssh command, makes together with what is said beside it.
 *
 * @param written one text, or the words of a command
 * @param others the profiles that there are, with whose ids and local ports it must not clash
 * @param say tells people what was assumed, and what was not taken over
 * @throws UsageError where it is no server's address; Failed `profile.invalid` where what it makes is no profile
 */
export async function profileFromDestination(
  written: readonly string[],
  options: DestinationOptions & { readonly defaultKey?: string | undefined },
  others: readonly Profile[],
  say: (line: string) => void,
): Promise<Profile> {
  const [only = ""] = written;
  const read = written.length === 1 ? parseDestination(only) : parseDestinationWords(written);
  if (!read.ok) throw new UsageError(describeDestinationProblem(read.problem));
  const { destination } = read;
  for (const note of destination.notes) say(describeDestinationNote(note));
  const draft =
    (await configuredDraft(destination, options, others)) ?? addressDraft(destination, options, others, say);
  return toProfile(draft, options.key ?? destination.key ?? options.defaultKey, others);
}

function addressDraft(
  destination: Destination,
  options: DestinationOptions,
  others: readonly Profile[],
  say: (line: string) => void,
): Omit<ProfileDraft, "id"> {
  const { gateway, ftp } = destination;
  if (gateway === undefined)
    throw new UsageError(words.terminal.gatewayMissing(ftp !== undefined && "target" in ftp ? ftp.target.host : ""));
  const username = localUsername();
  for (const hop of [...destination.via, ...(options.via ?? []), gateway])
    if (hop.username === undefined) say(words.terminal.usernameAssumed(hop.host, username));
  return draftFromDestination(destination, gateway, options, { username, controlPort: freeControlPort(others) });
}

/** A host's name alone that ~/.ssh/config knows is what stands there. */
async function configuredDraft(
  destination: Destination,
  options: DestinationOptions,
  others: readonly Profile[],
): Promise<Omit<ProfileDraft, "id"> | undefined> {
  if (destination.isBareName !== true) return undefined;
  const { candidates } = await readSource(join(homedir(), ".ssh", "config"));
  const { host } = destination.gateway ?? {};
  const found = candidates.find(({ source, draft }) => source === "openssh" && draft.name === host)?.draft;
  if (found?.gateway === undefined) return undefined;
  return withChoices({ ...found, gateway: found.gateway }, destination, options, others);
}

function withChoices(
  found: CandidateDraft & Pick<ProfileDraft, "gateway">,
  destination: Destination,
  options: DestinationOptions,
  others: readonly Profile[],
): Omit<ProfileDraft, "id"> {
  const { gateway } = found;
  const said: Destination = {
    ...destination,
    ...(found.ftp === undefined ? {} : { ftp: found.ftp }),
    forwards: found.forwards ?? [],
  };
  const defaults = { username: gateway.username, controlPort: freeControlPort(others) };
  const draft = draftFromDestination(said, { host: gateway.host }, options, defaults);
  const via = [...(gateway.via ?? []), ...(draft.gateway.via ?? [])];
  return {
    ...draft,
    name: options.name ?? found.name,
    gateway: { ...gateway, ...(via.length === 0 ? {} : { via }) },
  };
}

/** @throws Failed `profile.invalid` */
function toProfile(draft: Omit<ProfileDraft, "id">, key: string | undefined, others: readonly Profile[]): Profile {
  const id = newProfileId(
    draft.name,
    others.map(({ id }) => id),
  );
  const profile = profileOrThrow(parseProfile({ ...draft, id }), draft.name);
  return key === undefined ? profile : withPrivateKeyFirst(profile, key);
}

function localUsername(): string {
  try {
    return userInfo().username;
  } catch {
    return ""; // a user id without a name
  }
}
