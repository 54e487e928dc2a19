import type { ImportNote } from "../../../shared/import-export/import-candidate.js";
import { DEFAULT_KEY_FILES, type ProfileDraft } from "../../../shared/profile/profile-schema.js";
import { AUTH_KEYWORDS } from "./config-lines.js";
import { expandTokens, firstValue, isDisabled, isEnabled, type HostSettings } from "./config-values.js";

type AuthDraft = NonNullable<ProfileDraft["gateway"]["auth"]>[number];
type KeyDraft = Extract<AuthDraft, { method: "key" }>;

const DEFAULT_ORDER = ["publickey", "keyboard-interactive", "password"];

/** The ways to log in, in the order in which `ssh` tries them; `undefined` where nothing is said and the profile's default is the same. */
export function authMethodsOf(
  settings: HostSettings,
  values: Readonly<Record<string, string>>,
  notes: ImportNote[],
): readonly AuthDraft[] | undefined {
  if (!AUTH_KEYWORDS.some((keyword) => settings.has(keyword))) return undefined;
  const methodsByName: Readonly<Record<string, readonly AuthDraft[]>> = {
    publickey: isDisabled(settings, "pubkeyauthentication") ? [] : publicKeyMethods(settings, values, notes),
    "keyboard-interactive":
      isDisabled(settings, "kbdinteractiveauthentication") || isDisabled(settings, "challengeresponseauthentication")
        ? []
        : [{ method: "keyboard-interactive" }],
    password: isDisabled(settings, "passwordauthentication") ? [] : [{ method: "password" }],
  };
  const order = firstValue(settings, "preferredauthentications")?.split(",") ?? DEFAULT_ORDER;
  const auth = [...new Set(order)].flatMap((name) =>
    Object.hasOwn(methodsByName, name) ? (methodsByName[name] ?? []) : [],
  );
  if (auth.length > 0) return auth;
  const [lost] = (["preferredauthentications", "pubkeyauthentication", "passwordauthentication"] as const).flatMap(
    (keyword) => settings.get(keyword)?.slice(0, 1) ?? [],
  );
  if (lost !== undefined)
    notes.push({
      file: lost.file,
      line: lost.line,
      code: "setting-lost",
      what: `${lost.written} ${lost.words[0] ?? ""}`,
    });
  return undefined; // nothing that Culvert knows is left: it tries what it has
}

/**
 * `IdentitiesOnly` keeps the agent to the keys that are named, and uses it for these: a key's passphrase is not asked for
 * where the agent holds it. A public key file can mean nothing but a key of the agent's.
 */
function publicKeyMethods(
  settings: HostSettings,
  values: Readonly<Record<string, string>>,
  notes: ImportNote[],
): readonly AuthDraft[] {
  const agent = agentOf(settings, values, notes);
  const keys = withCertificates(keysOf(settings, values, notes), pathsOf(settings, "certificatefile", values, notes));
  if (!isEnabled(settings, "identitiesonly")) return [...agent, ...keys];
  return keys.flatMap((method): readonly AuthDraft[] => [
    ...agent.map((one) => ({ ...one, identity: method.file })),
    ...(method.file.endsWith(".pub") ? [] : [method]),
  ]);
}

/** The agent that there would be without the setting. */
const USUAL_AGENT = /^(?:SSH_AUTH_SOCK|\$SSH_AUTH_SOCK|\$\{SSH_AUTH_SOCK\})$/;

function agentOf(
  settings: HostSettings,
  values: Readonly<Record<string, string>>,
  notes: ImportNote[],
): readonly Extract<AuthDraft, { method: "agent" }>[] {
  const directive = settings.get("identityagent")?.[0];
  const written = directive?.words[0];
  if (directive === undefined || written === undefined || USUAL_AGENT.test(written)) return [{ method: "agent" }];
  if (written.toLowerCase() === "none") return [];
  const socket = /^\$(?!\{)/.test(written) ? undefined : expandTokens(written, values);
  if (socket === undefined)
    notes.push({ file: directive.file, line: directive.line, code: "token-lost", what: written });
  return [{ method: "agent", ...(socket === undefined ? {} : { socket }) }];
}

function keysOf(
  settings: HostSettings,
  values: Readonly<Record<string, string>>,
  notes: ImportNote[],
): readonly KeyDraft[] {
  const files = settings.has("identityfile") ? pathsOf(settings, "identityfile", values, notes) : DEFAULT_KEY_FILES;
  return files.map((file) => ({ method: "key", file }));
}

/** Each path once, as the values of a keyword that may stand several times name it. */
function pathsOf(
  settings: HostSettings,
  keyword: "identityfile" | "certificatefile",
  values: Readonly<Record<string, string>>,
  notes: ImportNote[],
): readonly string[] {
  const paths = new Set<string>();
  for (const {
    words: [written = ""],
    file,
    line,
  } of settings.get(keyword) ?? []) {
    if (written.toLowerCase() === "none") continue;
    const path = expandTokens(written, values);
    if (path === undefined) notes.push({ file, line, code: "token-lost", what: written });
    else if (path !== "") paths.add(path);
  }
  return [...paths];
}

/**
 * `ssh` finds out by the public keys which certificate goes with which key. Here names tell, `<key>-cert.pub`; what they do
 * not tell, the login does: a certificate that is for another key is passed over there.
 */
function withCertificates(keys: readonly KeyDraft[], certificates: readonly string[]): readonly KeyDraft[] {
  const nameOf = (path: string): string => path.split(/[\\/]/).at(-1) ?? path;
  const isNamedAfter = (certificate: string, { file }: KeyDraft): boolean =>
    nameOf(certificate) === `${nameOf(file)}-cert.pub`;
  const others = certificates.filter((certificate) => !keys.some((key) => isNamedAfter(certificate, key)));
  return keys.map((key) => {
    const certificate = certificates.find((one) => isNamedAfter(one, key)) ?? others[0];
    return certificate === undefined || certificate === `${key.file}-cert.pub` ? key : { ...key, certificate };
  });
}
