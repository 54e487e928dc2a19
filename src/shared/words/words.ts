import type { Finding } from "../check/finding.js";
import type { ProfileIssue, RefusedProfile } from "../profile/profile-issues.js";
import type { Happening } from "../status/activity-event.js";
import type { Failure } from "../status/failure.js";
import type { TunnelState } from "../status/tunnel-state.js";
import type { Warning } from "../status/warning.js";
import { chinese } from "./chinese/chinese.js";
import { english, type Words } from "./english/english.js";
import type { FindingContext } from "./finding-messages.js";
import type { Said } from "./user-message.js";

export { at } from "../profile/endpoint.js";
export { english, type Said, type Words };

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
export function speak(setting: LanguageSetting, systemLocale: string): void {
  const spoken = systemLocale.replace(/[.@].*/, "").replaceAll("_", "-");
  const language = setting === "system" ? languageOf(spoken) ?? "en" : setting;
  words = language === "zh" ? chinese : english;
  locale = languageOf(spoken) === language && isLocale(spoken) ? spoken : words.locale;
}

/** Every language but Chinese reads English here; dates of a third language would not go with it. */
const languageOf = (spoken: string): "en" | "zh" | undefined => (/^zh\b/i.test(spoken) ? "zh" : /^en\b/i.test(spoken) ? "en" : undefined);

function isLocale(text: string): boolean {
  try {
    return Intl.getCanonicalLocales(text).length === 1;
  } catch {
    return false;
  }
}

/** A failure in words. @param language an FTP program reads English whatever the user reads */
export function sayFailure(failure: Failure, language: Words = words): Said {
  const say: (failure: never) => Said = language.failures[failure.code];
  return say(failure as never);
}

/** What happened and what to do about it, as one text. */
export const sayBoth = ({ says, remedy }: Said): string => [says, remedy].filter((text) => text !== "").join(words.betweenSentences);

/** What a probe found, in words, and what to do about it; the remedy is empty where nothing needs to be done. */
export function sayFinding({ found }: Finding): Said {
  if (found.code === "failure") return sayFailure(found.cause);
  const why = found.code === "data.unreachable" ? sayFailure(found.cause) : { says: "", remedy: "" };
  const whyTaken = found.code === "local-ports.taken" ? found.taken.map(({ cause }) => sayFailure(cause)) : [];
  const say: (found: never, context: FindingContext) => Said = words.findings[found.code];
  return say(found as never, { why, whyTaken });
}

/** What happened, in a sentence. @param lasted writes how long something lasted */
export function sayHappening(happening: Happening, lasted: (milliseconds: number) => string): string {
  const say: (happening: never, lasted: string, cause: Said) => string = words.happenings[happening.kind];
  return say(happening as never, "after" in happening ? lasted(happening.after) : "", "cause" in happening ? sayFailure(happening.cause) : { says: "", remedy: "" });
}

/** What is wrong with one field, as an order that can be followed. */
export const sayIssue = (issue: ProfileIssue): string => words.sayIssue(issue);

/** What works, and should be mended. */
export const sayWarning = (warning: Warning): Said => words.sayWarning(warning);

/** Why entries of a profile document were refused, each field with what to do. */
export const sayRefused = (refused: readonly RefusedProfile[]): string => words.sayRefused(refused);

/** A tunnel's state in a few words; the failure's sentence is told apart from it. */
export function sayState(state: TunnelState): string {
  if (state.kind === "opening") return words.steps[state.step];
  if (state.kind === "closing" && state.waitsFor !== undefined) return words.closingAfter(state.waitsFor.transfers);
  return words.states[state.kind];
}
