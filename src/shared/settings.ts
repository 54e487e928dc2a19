import { z } from "zod";

/**
 * What the user sets for the whole app: the file `settings.json` beside the profiles. Every field has a default, so an
 * empty object is a whole document; a secret is never in it.
 */
const seconds = (shortest: number, longest: number) => z.number().int().min(shortest).max(longest);
const path = z.string().min(1).max(4096);

/** From the usual size to twice as large. */
export const TEXT_SIZES = [100, 110, 125, 150, 175, 200] as const;

const notifications = z.strictObject({
  lost: z.boolean().default(true),
  restored: z.boolean().default(true),
  failed: z.boolean().default(true),
  hostKeyChanged: z.boolean().default(true),
  question: z.boolean().default(true),
});

/** What becomes of an FTP program that connects while the link is down: told so at once, or kept waiting for the link for so long. */
const whileDown = z.discriminatedUnion("do", [
  z.strictObject({ do: z.literal("refuse") }),
  z.strictObject({ do: z.literal("wait"), seconds: seconds(1, 600).default(30) }),
]);

/** How long a secret that let the user in is remembered in memory for the next tunnel through the same gateway. */
const sessionSecrets = z.discriminatedUnion("keep", [
  z.strictObject({ keep: z.literal("until-quit") }),
  z.strictObject({ keep: z.literal("minutes"), minutes: z.number().int().min(1).max(1440).default(60) }),
  z.strictObject({ keep: z.literal("never") }),
]);

export const settings = z.strictObject({
  /** A private key that stands first among the ways to log in of each new profile. */
  defaultKey: path.optional(),
  knownHosts: path.default("~/.ssh/known_hosts"),
  sessionSecrets: sessionSecrets.default({ keep: "until-quit" }),
  /** How often a quiet gateway is asked whether it is still there (0 is never), and how often in a row it may leave that unanswered. */
  keepalive: z
    .strictObject({ seconds: seconds(0, 3600).default(15), misses: z.number().int().min(1).max(20).default(3) })
    .prefault({}),
  /** How long disconnecting, quitting and shutting down wait at most for transfers under way. */
  closeSeconds: seconds(0, 600).default(10),
  whileDown: whileDown.default({ do: "refuse" }),
  /** How often traffic is told while bytes move. */
  figuresPerSecond: z.literal([1, 2, 4]).default(4),
  language: z.enum(["system", "en", "zh"]).default("system"),
  theme: z.enum(["system", "light", "dark"]).default("system"),
  /** How large the window's text is, and all else with it, in per cent. */
  textSize: z.literal(TEXT_SIZES).default(100),
  notifications: notifications.prefault({}),
  startAtLogin: z.boolean().default(false),
  /** Without a window, where there is a tray. */
  startHidden: z.boolean().default(true),
  /** Tunnels that open at the start wait until the computer is online. */
  waitForNetwork: z.boolean().default(false),
  /** Whether the build's feed is asked once at each start for a newer version. */
  newVersions: z.boolean().default(false),
  /** Whether the user has been told, once for all, that the app goes on in the tray. */
  toldOfTray: z.boolean().default(false),
});

export type Settings = z.output<typeof settings>;

/** The file's `version`; one that says none has this. A Culvert that cannot be understood by this one writes a higher. */
export const SETTINGS_VERSION = 1;

export const DEFAULT_SETTINGS: Settings = settings.parse({});

/** Settings that were read, and the fields that could not be: `keepalive.seconds`; those have their defaults. */
export interface SettingsReading {
  readonly settings: Settings;
  readonly wrong: readonly string[];
  /** The file's, where a newer Culvert wrote it: what is `wrong` there is only not known yet. */
  readonly newerVersion?: number;
}

/** Read settings of any shape: one bad field does not cost the others. */
export function readSettings(document: unknown): SettingsReading {
  if (!isRecord(document) || typeof document["version"] !== "number") return readFields(document);
  const { version, ...fields } = document;
  if (typeof version === "number" && version > SETTINGS_VERSION)
    return { ...readFields(fields), newerVersion: version };
  return readFields(version === SETTINGS_VERSION ? fields : document);
}

function readFields(document: unknown): SettingsReading {
  const wrong: string[] = [];
  let rest = structuredClone(document);
  for (;;) {
    const read = settings.safeParse(rest);
    if (read.success) return { settings: read.data, wrong };
    const [issue] = read.error.issues;
    const path = issue?.code === "unrecognized_keys" ? [...issue.path, issue.keys[0] ?? ""] : (issue?.path ?? []);
    const dropped = path.length === 0 ? undefined : dropAt(rest, path);
    wrong.push(dropped === undefined ? "settings" : dropped.join("."));
    if (dropped === undefined) rest = {};
  }
}

/** Take out what stands at a path; where nothing stands there, what should have held it. @returns the path of what was taken out */
function dropAt(document: unknown, path: readonly PropertyKey[]): readonly string[] | undefined {
  const [last, ...above] = [...path].reverse();
  const holder = above.reverse().reduce<unknown>((at, step) => (isRecord(at) ? at[String(step)] : undefined), document);
  const key = String(last);
  if (isRecord(holder) && Object.hasOwn(holder, key)) {
    Reflect.deleteProperty(holder, key);
    return path.map(String);
  }
  return above.length === 0 ? undefined : dropAt(document, above);
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null;
