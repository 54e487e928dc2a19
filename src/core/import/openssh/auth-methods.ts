import type { Note } from "../../../shared/exchange/import-candidate.js";
import type { ProfileDraft } from "../../../shared/profile/profile-schema.js";
import { expand, first, isNo, isYes, type Settings } from "./config-values.js";

type AuthDraft = NonNullable<ProfileDraft["gateway"]["auth"]>[number];

/** The keywords that say how to log in. */
export const LOGIN_KEYWORDS = ["identityfile", "identitiesonly", "identityagent", "preferredauthentications", "passwordauthentication", "kbdinteractiveauthentication", "challengeresponseauthentication", "pubkeyauthentication"] as const;

const DEFAULT_KEYS = ["~/.ssh/id_ed25519", "~/.ssh/id_ecdsa", "~/.ssh/id_rsa"];
const DEFAULT_ORDER = ["publickey", "keyboard-interactive", "password"];

/** The ways to log in, in the order in which `ssh` tries them; `undefined` where nothing is said and the profile's default is the same. */
export function waysToLogIn(settings: Settings, values: Readonly<Record<string, string>>, notes: Note[]): readonly AuthDraft[] | undefined {
  if (!LOGIN_KEYWORDS.some((keyword) => settings.has(keyword))) return undefined;
  const ways: Readonly<Record<string, readonly AuthDraft[]>> = {
    "publickey": isNo(settings, "pubkeyauthentication") ? [] : publicKeyWays(settings, values, notes),
    "keyboard-interactive": isNo(settings, "kbdinteractiveauthentication") || isNo(settings, "challengeresponseauthentication") ? [] : [{ method: "keyboard-interactive" }],
    "password": isNo(settings, "passwordauthentication") ? [] : [{ method: "password" }],
  };
  const order = first(settings, "preferredauthentications")?.split(",") ?? DEFAULT_ORDER;
  const auth = [...new Set(order)].flatMap((name) => (Object.hasOwn(ways, name) ? ways[name] ?? [] : []));
  return auth.length === 0 ? undefined : auth;
}

/** `IdentitiesOnly` keeps the agent to the keys that are named: a public one names a key that the agent holds. */
function publicKeyWays(settings: Settings, values: Readonly<Record<string, string>>, notes: Note[]): readonly AuthDraft[] {
  const agent = agentOf(settings, values, notes);
  const keys = keysOf(settings, values, notes);
  if (!isYes(settings, "identitiesonly")) return [...agent, ...keys];
  return keys.flatMap((way): readonly AuthDraft[] => (way.method !== "key" || !way.file.endsWith(".pub") ? [way] : agent.map((one) => ({ ...one, identity: way.file }))));
}

function agentOf(settings: Settings, values: Readonly<Record<string, string>>, notes: Note[]): readonly Extract<AuthDraft, { method: "agent" }>[] {
  const directive = settings.get("identityagent")?.[0];
  const written = directive?.words[0];
  if (directive === undefined || written === undefined || written === "SSH_AUTH_SOCK") return [{ method: "agent" }];
  if (written.toLowerCase() === "none") return [];
  const socket = written.startsWith("$") ? undefined : expand(written, values);
  if (socket === undefined) notes.push({ file: directive.file, line: directive.line, code: "token-lost", what: written });
  return [{ method: "agent", ...(socket === undefined ? {} : { socket }) }];
}

function keysOf(settings: Settings, values: Readonly<Record<string, string>>, notes: Note[]): readonly AuthDraft[] {
  const directives = settings.get("identityfile");
  if (directives === undefined) return DEFAULT_KEYS.map((file) => ({ method: "key", file }));
  const files = new Set<string>();
  for (const { words: [written = ""], file, line } of directives) {
    if (written.toLowerCase() === "none") continue;
    const path = expand(written, values);
    if (path === undefined) notes.push({ file, line, code: "token-lost", what: written });
    else if (path !== "") files.add(path);
  }
  return [...files].map((file) => ({ method: "key", file }));
}
