import { z } from "zod";
import { ftpLoginSchema, type CheckStatus } from "../check/finding.js";
import type { ConfiguredHosts } from "../import-export/configured-host.js";
import {
  EXPORT_FORMATS,
  SITE_PROGRAMS,
  type Exported,
  type SiteProgram,
  type WrittenSite,
} from "../import-export/export-format.js";
import {
  droppedFilesSchema,
  mergeRequestSchema,
  type ImportPreview,
  type SettingsLocation,
  type MergeOutcome,
} from "../import-export/import-candidate.js";
import { bridgePasswordSchema, type BridgeLogin } from "../profile/bridge-login.js";
import type { SaveOutcome } from "../profile/save-outcome.js";
import { profileSchema, profileIdSchema, type Profile } from "../profile/profile-schema.js";
import { settings, type Settings } from "../settings.js";
import type { LogEntry } from "../status/activity-event.js";
import type { HostKeyList } from "../status/added-host-key.js";
import type { Versions } from "../status/diagnostics-text.js";
import type { Failure } from "../status/failure.js";
import { mendSchema } from "../status/mend.js";
import { answerSchema, type Question } from "../status/questions.js";
import type { TrafficHistoryOf } from "../status/traffic-history.js";
import type { TunnelStatus } from "../status/tunnel-state.js";
import type { NavigationRequest } from "./navigation.js";

/**
 * The IPC contract. One value gives the main process, the preload and the renderer their types, and guards
 * every argument at run time. A call that is not listed here does not exist.
 */

/** One thing the window may ask: `asks` guards it at run time, `replies` carries a type and no value. */
interface Call<Ask extends z.ZodType, Reply> {
  readonly asks: Ask;
  readonly replies?: Reply;
  readonly replyTexts: ReplyTexts;
}

/**
 * How the texts of a reply come to the window: `printable` where it shows them alone; `exact`, as they are, where it sends
 * them back, keeps them or hands them to another program.
 */
type ReplyTexts = "printable" | "exact";

/** A call that is answered with data does not compile before it says what becomes of its texts. */
const defineCall =
  <Reply>() =>
  <Ask extends z.ZodType>(
    asks: Ask,
    ...[replyTexts = "printable"]: [Reply] extends [undefined] ? [] : [texts: ReplyTexts]
  ): Call<Ask, Reply> => ({ asks, replyTexts });
const noArgument = z.undefined();

const forwardSwitchSchema = z.strictObject({
  profile: profileIdSchema,
  /** Its index among the profile's forwards, from 0. */ forward: z.int().nonnegative(),
  enabled: z.boolean(),
});
/** Switch one forward of a profile. */
export type ForwardSwitch = z.output<typeof forwardSwitchSchema>;

/** More profiles than anybody has. */
const MAX_ORDERED = 10_000;

const exportRequestSchema = z.strictObject({ id: profileIdSchema, format: z.enum(EXPORT_FORMATS) });

const aboutTargetSchema = z.enum(["docs", "data-folder", "licences"]);
export type AboutTarget = z.output<typeof aboutTargetSchema>;

/** What the window tells of the app itself. */
export interface AboutFacts {
  readonly versions: Versions;
  readonly licence: string;
  readonly dataFolder: string;
  /** For a report of a fault: no name of a person, host, profile or file is in it. */
  readonly diagnostics: string;
}

/** Asked by the window, answered by the main process. No reply carries state: that comes as news. */
export const calls = {
  /** Everything there is to know, once, when the window opens. */
  "news.now": defineCall<News>()(noArgument, "exact"),
  "profiles.save": defineCall<undefined>()(profileSchema),
  /** Put the profiles into this order, by their ids; those that it does not name stay behind the one that they stand behind. */
  "profiles.order": defineCall<undefined>()(z.array(profileIdSchema).max(MAX_ORDERED)),
  /** Save what was edited, unless the profile that it was made of is another one by now; then it stays as it is. */
  "profiles.saveEdited": defineCall<SaveOutcome>()(
    z.strictObject({ profile: profileSchema, before: profileSchema }),
    "exact",
  ),
  /** A draft that was being edited when the window was closed or the app was quit, as the window wrote it. */
  "draft.read": defineCall<string | undefined>()(noArgument, "exact"),
  /** Keep what is being edited over the window's end and the app's; nothing once it is saved or thrown away. */
  "draft.keep": defineCall<undefined>()(z.strictObject({ draft: z.string().max(1_000_000).optional() })),
  "profiles.remove": defineCall<undefined>()(profileIdSchema),
  "about.read": defineCall<AboutFacts>()(noArgument, "printable"),
  /** Show the documentation, the data folder or the licences in the system's own programs. */
  "about.show": defineCall<undefined>()(aboutTargetSchema),
  /** As its frame's button does. */
  "window.close": defineCall<undefined>()(noArgument),
  "tunnels.open": defineCall<undefined>()(profileIdSchema),
  "tunnels.close": defineCall<undefined>()(profileIdSchema),
  /**
   * Do what mends a tunnel, as its route offers it: change the profile and open it anew, close the tunnel that has its port,
   * show a file. What only the window can do, copying or editing, leads there.
   */
  "tunnels.mend": defineCall<undefined>()(z.strictObject({ id: profileIdSchema, mend: mendSchema })),
  /** Switch one of a profile's forwards; kept in the profile, and followed at once where its tunnel is open. */
  "forwards.switch": defineCall<undefined>()(forwardSwitchSchema),
  "questions.answer": defineCall<undefined>()(z.strictObject({ id: z.string().max(64), answer: answerSchema })),
  /** Forget the password and the passphrases that were kept for a profile. */
  "secrets.forget": defineCall<undefined>()(profileIdSchema),
  /** What an FTP program logs in to a profile's bridge with; `undefined` where it has none, or has not listened yet. */
  "bridge.login": defineCall<BridgeLogin | undefined>()(profileIdSchema, "exact"),
  "bridge.changePassword": defineCall<undefined>()(
    z.strictObject({ id: profileIdSchema, password: bridgePasswordSchema }),
  ),
  "settings.save": defineCall<undefined>()(settings),
  /** Where programs keep their settings on this computer. */
  "import.places": defineCall<readonly SettingsLocation[]>()(noArgument, "exact"),
  /** What stands in a known place, or in a file that a dialog asks for; `undefined` where the user closed it. Nothing is stored. */
  "import.preview": defineCall<ImportPreview | undefined>()(
    z.strictObject({ place: z.string().max(4096).optional() }),
    "printable",
  ),
  /** Take candidates of the latest preview over, all stored at once. */
  "import.take": defineCall<readonly MergeOutcome[]>()(z.array(mergeRequestSchema).max(5_000), "printable"),
  /** What stands in files that were dropped on the window. Nothing is stored. */
  "import.dropped": defineCall<ImportPreview>()(droppedFilesSchema, "printable"),
  /** The hosts of ~/.ssh/config, and who uses this computer: for the field that takes any address, which makes profiles of them. */
  "destinations.configured": defineCall<ConfiguredHosts>()(noArgument, "exact"),
  "export.text": defineCall<Exported>()(exportRequestSchema, "exact"),
  /** A file dialog, and the export written there. @returns the file; `undefined` where the user closed the dialog */
  "export.save": defineCall<string | undefined>()(exportRequestSchema, "printable"),
  /** A file dialog, and the certificate written there that a profile's FTP programs see in TLS, without its key. @returns the file; `undefined` where the user closed the dialog */
  "export.certificate": defineCall<string | undefined>()(profileIdSchema, "printable"),
  /** The host keys that Culvert wrote into known_hosts, as the file has them now. */
  "hostKeys.list": defineCall<HostKeyList>()(noArgument, "printable"),
  /** Take one of them out; nothing where it stands there no more. */
  "hostKeys.remove": defineCall<undefined>()(
    z.strictObject({ line: z.number().int().positive(), fingerprint: z.string().max(100) }),
  ),
  /** Take a key out that a tunnel's server shows no longer; the host's name is what the user has typed. */
  "hostKeys.removeChanged": defineCall<undefined>()(
    z.strictObject({
      id: profileIdSchema,
      typedHost: z.string().max(1024),
      line: z.number().int().positive(),
      fingerprint: z.string().max(100),
    }),
  ),
  /** A file dialog for a private key; `undefined` where the user closed it. */
  "files.chooseKey": defineCall<string | undefined>()(noArgument, "exact"),
  /** Show the log file in the system's own file manager. */
  "log.showFile": defineCall<undefined>()(noArgument),
  "files.chooseRevocationList": defineCall<string | undefined>()(noArgument, "exact"),
  /** What keeps a list of revoked host keys from being read, in the system's words; `undefined` where nothing does. */
  "files.checkRevocationList": defineCall<{ readonly detail: string } | undefined>()(z.string().max(4096), "printable"),
  "files.chooseKnownHosts": defineCall<string | undefined>()(noArgument, "exact"),
  /** Begin a check of a profile, in place of the one before; what it finds comes as news. The FTP login is used once and not kept. */
  "checks.start": defineCall<undefined>()(
    z.strictObject({ profile: profileIdSchema, ftpLogin: ftpLoginSchema.optional() }),
  ),
  "checks.stop": defineCall<undefined>()(profileIdSchema),
  /** The program that opens ftp:// addresses on this system; `undefined` where there is none. */
  "programs.forFtp": defineCall<string | undefined>()(noArgument, "printable"),
  /** Open an open tunnel's FTP in that program. */
  "programs.openFtp": defineCall<undefined>()(profileIdSchema),
  /** The FTP programs on this computer into whose own settings a site can be written. */
  "programs.withSites": defineCall<readonly SiteProgram[]>()(noArgument, "printable"),
  /** Write what such a program has to dial into its settings, while it is closed; `undefined` where the profile carries no FTP. */
  "programs.writeSite": defineCall<WrittenSite | undefined>()(
    z.strictObject({ id: profileIdSchema, program: z.enum(SITE_PROGRAMS) }),
    "printable",
  ),
  /** A file dialog, and all profiles written there as a profile document. @returns the file; `undefined` where the user closed the dialog */
  "profiles.export": defineCall<string | undefined>()(noArgument, "printable"),
} as const;

/** Told by the main process. Always whole states, never changes to one, so a missed telling does no harm. */
export interface News {
  readonly profiles: ProfilesNews;
  /** The one exception: a push leaves out ended transfers that were sent before (`history-changes.ts`). */
  readonly tunnels: readonly TunnelStatus[];
  readonly questions: readonly Question[];
  readonly settings: SettingsNews;
  /** The latest check of each profile that was checked. */
  readonly checks: readonly CheckStatus[];
  /** Where the tray or a notification last led to. */
  readonly led: NavigationRequest;
  /** What happened since the app started, the oldest first. */
  readonly log: readonly LogEntry[];
  /** The tunnels through which anything passed in the last hour. */
  readonly traffic: readonly TrafficHistoryOf[];
}

export interface ProfilesNews {
  readonly profiles: readonly Profile[];
  /** What was wrong with the profile file when it was read. */
  readonly trouble?: Failure;
  /** Profiles for which the system's vault keeps a secret. */
  readonly withSecrets: readonly string[];
}

/** Whether there is a newer Culvert. */
export interface VersionNews {
  /** Who is asked, `culvert.example`. */
  readonly host: string;
  /** `0.2.0`, once it was asked and there is one. */
  readonly newer?: string;
}

export interface SettingsNews {
  readonly settings: Settings;
  /** Nothing where this build cannot ask. */
  readonly version?: VersionNews;
  /** What was wrong with the settings file when it was read. */
  readonly trouble?: Failure;
}

export const newsNames = [
  "profiles",
  "tunnels",
  "questions",
  "settings",
  "checks",
  "led",
  "log",
  "traffic",
] as const satisfies readonly (keyof News)[];

type Calls = typeof calls;
export type CallName = keyof Calls;
export type NewsName = keyof News;
export type Ask<N extends CallName> = z.input<Calls[N]["asks"]>;
export type Asked<N extends CallName> = z.output<Calls[N]["asks"]>;
export type Reply<N extends CallName> = Calls[N] extends Call<z.ZodType, infer R> ? R : never;

/** How a call ended: a value, or the failure as plain data; a call never rejects for an expected reason. */
export type Outcome<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly failure: Failure };

/** All that the preload puts on `window.culvert`. */
export interface Culvert {
  ask<N extends CallName>(name: N, ask: Ask<N>): Promise<Outcome<Reply<N>>>;
  /** @returns ends the listening */
  hear<N extends NewsName>(name: N, listener: (news: News[N]) => void): () => void;
}
