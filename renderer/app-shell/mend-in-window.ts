import type { Outcome } from "../../src/shared/ipc/contract.js";
import type { Profile } from "../../src/shared/profile/profile-schema.js";
import type { Mend } from "../../src/shared/status/mend.js";
import { callMain } from "../ipc/culvert-api.js";
import { draftOf, withPrivateKeyFirst, type Draft } from "../profile-editor/draft/profile-draft.js";

interface MendSurroundings {
  readonly profile: Profile;
  /** The index of the hop on the profile's route: 0 is the user's program, then come the jump hosts. */
  readonly hop: number;
  /** Open a draft in the editor at a field. */
  readonly edit: (draft: Draft, focusPath: string) => void;
  /** Show what becomes of a call. */
  readonly run: (asked: Promise<Outcome<undefined>>) => Promise<void>;
}

/** Does a mend: what is the window's own here, all else by one call. */
export async function mendInWindow(mend: Mend, { profile, hop, edit, run }: MendSurroundings): Promise<void> {
  if (mend.kind === "edit-profile") edit(draftOf(profile), fieldPath(mend.path));
  else if (mend.kind === "choose-key") await chooseKey(profile, hop, edit);
  else if (mend.kind === "answer-question")
    await run(callMain("tunnels.open", profile.id)); // which asks again
  else await run(callMain("tunnels.mend", { id: profile.id, mend }));
}

/** A file dialog, and the editor with that key before all other ways to log in; nothing is saved yet. */
async function chooseKey(profile: Profile, hop: number, edit: MendSurroundings["edit"]): Promise<void> {
  const chosen = await callMain("files.chooseKey");
  if (!chosen.ok || chosen.value === undefined) return;
  const jumpHost = hop >= 1 && hop <= profile.gateway.via.length ? hop - 1 : undefined;
  const path = jumpHost === undefined ? "gateway.auth" : `gateway.via[${jumpHost}].auth`;
  edit(withPrivateKeyFirst(draftOf(profile), chosen.value, jumpHost), path);
}

/** `["forwards", 0, "listen", "port"]` as the editor names its fields: `forwards[0].listen.port`. */
export const fieldPath = (path: readonly (string | number)[]): string =>
  path.reduce<string>(
    (so, part) => (typeof part === "number" ? `${so}[${part}]` : `${so}${so === "" ? "" : "."}${part}`),
    "",
  );
