import type { ProfileDraft } from "../../../shared/profile/profile-schema.js";

type AuthDraft = NonNullable<ProfileDraft["gateway"]["auth"]>;

/** How a program with a single key logs in: PuTTY, WinSCP and FileZilla try the agent, the key, prompts and the password, in this order. */
export interface LoginSettings {
  /** The key file that is named; empty for none. */
  readonly key: string;
  /** The user certificate that goes with it; empty or left out for none. */
  readonly certificate?: string;
  readonly usesAgent: boolean;
  readonly usesPrompts: boolean;
}

/** The ways to log in; nothing where the settings leave all to the program, as a profile does to Culvert. */
export function loginMethods({ key, certificate = "", usesAgent, usesPrompts }: LoginSettings): {
  readonly auth?: AuthDraft;
} {
  if (key === "" && usesAgent && usesPrompts) return {};
  return {
    auth: [
      ...(usesAgent ? [{ method: "agent" as const }] : []),
      ...(key === "" ? [] : [{ method: "key" as const, file: key, ...(certificate === "" ? {} : { certificate }) }]),
      ...(usesPrompts ? [{ method: "keyboard-interactive" as const }] : []),
      { method: "password" },
    ],
  };
}
