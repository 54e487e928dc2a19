import type { Finding } from "../check/finding.js";
import type { ProfileIssue, RefusedProfile } from "../profile/profile-issues.js";
import type { ActivityEvent } from "../status/activity-event.js";
import type { Failure } from "../status/failure.js";
import type { TunnelState } from "../status/tunnel-state.js";
import type { Warning } from "../status/warning.js";
import { chinese } from "./chinese/chinese.js";
import { english, type Words } from "./english/english.js";
import type { FindingContext } from "./finding-messages.js";
import type { UserMessage } from "./user-message.js";

export { formatEndpoint } from "../profile/endpoint.js";
export { english, type UserMessage, type Words };

/*
 * The one door to every text for people. A language is a folder of `words/`, by subject; `Words` is the shape of English,
 * and another language that lacks a key does not compile.
 */

/** What the language may be set to; `system` follows the user's own. */
export const LANGUAGES = ["system", "en", "zh"] as const;
export type LanguageSetting = (typeof LANGUAGES)[number];

/** The words of the language that is spoken now. */
export let words: Words = english;

/** The locale by which dates, numbers and sizes are written: the words' own language, in the user's region where that is known. */
export let locale: string = english.locale;

/** Speak the language that was set, or the one that a locale such as `zh-CN`, `en_GB.UTF-8` or `C` asks for. */
export function setLanguage(setting: LanguageSetting, systemLocale: string): void {
  const requested = systemLocale.replace(/[.@].*/, "").replaceAll("_", "-");
  const language = setting === "system" ? (languageOf(requested) ?? "en") : setting;
  words = language === "zh" ? chinese : english;
  locale = languageOf(requested) === language && isLocale(requested) ? requested : words.locale;
}

/** Every language but Chinese reads English here; dates of a third language would not go with it. */
const languageOf = (localeName: string): "en" | "zh" | undefined =>
  /^zh\b/i.test(localeName) ? "zh" : /^en\b/i.test(localeName) ? "en" : undefined;

function isLocale(text: string): boolean {
  try {
    return Intl.getCanonicalLocales(text).length === 1;
  } catch {
    return false;
  }
}

/** A failure in words. @param language an FTP program reads English whatever the user reads */
export function describeFailure(failure: Failure, language: Words = words): UserMessage {
  const format: (failure: never) => UserMessage = language.failures[failure.code];
  return format(failure as never);
}

/** What happened and what to do about it, as one text. */
export const joinMessage = ({ says, remedy }: UserMessage): string =>
  [says, remedy].filter((text) => text !== "").join(words.betweenSentences);

/** What a probe found, in words, and what to do about it; the remedy is empty where nothing needs to be done. */
export function describeFinding({ found }: Finding): UserMessage {
  if (found.code === "failure") return describeFailure(found.cause);
  const why = found.code === "data.unreachable" ? describeFailure(found.cause) : { says: "", remedy: "" };
  const whyTaken = found.code === "local-ports.taken" ? found.taken.map(({ cause }) => describeFailure(cause)) : [];
  const format: (found: never, context: FindingContext) => UserMessage = words.findings[found.code];
  return format(found as never, { why, whyTaken });
}

/** What happened, in a sentence. @param formatDuration writes how long something lasted */
export function describeEvent(event: ActivityEvent, formatDuration: (milliseconds: number) => string): string {
  const format: (event: never, lasted: string, cause: UserMessage) => string = words.activityMessages[event.kind];
  return format(
    event as never,
    "after" in event ? formatDuration(event.after) : "",
    "cause" in event ? describeFailure(event.cause) : { says: "", remedy: "" },
  );
}

/** What is wrong with one field, as an order that can be followed. */
export const describeIssue = (issue: ProfileIssue): string => words.sayIssue(issue);

/** What works, and should be mended. */
export const describeWarning = (warning: Warning): UserMessage => words.sayWarning(warning);

/** Why entries of a profile document were refused, each field with what to do. */
export const describeRefused = (refused: readonly RefusedProfile[]): string => words.sayRefused(refused);

/** A tunnel's state in a few words; the failure's sentence is told apart from it. */
export function describeState(state: TunnelState): string {
  if (state.kind === "opening") {
    const { step, loginWait } = state;
    return loginWait === undefined ? words.steps[step] : words.loginWait[loginWait.for](loginWait.seconds);
  }
  if (state.kind === "closing" && state.waitsFor !== undefined) return words.closingAfter(state.waitsFor.transfers);
  return words.states[state.kind];
}
