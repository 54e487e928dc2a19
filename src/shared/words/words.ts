import type { Finding } from "../check/finding.js";
import type { DestinationNote, DestinationProblem } from "../destination/destination.js";
import type { ProfileIssue, RefusedProfile } from "../profile/profile-issues.js";
import type { ActivityEvent } from "../status/activity-event.js";
import type { Failure } from "../status/failure.js";
import type { Mend } from "../status/mend.js";
import type { HopFact } from "../status/route.js";
import { isOpenButFails, type ForwardState, type TunnelState, type TunnelStatus } from "../status/tunnel-state.js";
import type { Warning } from "../status/warning.js";
import { chinese } from "./chinese/chinese.js";
import { english, type Words } from "./english/english.js";
import type { FindingContext } from "./finding-messages.js";
import { printableFields, printableLine } from "./printable.js";
import type { UserMessage } from "./message-types.js";

export { formatEndpoint } from "../profile/endpoint.js";
export { english, type UserMessage, type Words };

/*
 * The one door to every text for people, through which nothing of a server's, a file's or a profile's own text passes
 * that would steer a terminal, forge a line of the log or turn round its neighbours. A language is a folder of `words/`, by subject; `Words` is the shape of English,
 * and another language that lacks a key does not compile.
 */

/** What the language may be set to; `system` follows the user's own. */
export const LANGUAGES = ["system", "en", "zh"] as const;
export type LanguageSetting = (typeof LANGUAGES)[number];

let language: Words = english;
let regionalLocale: string = english.locale;

/** The words of the language that is spoken when they are read. */
export const words: Words = Object.freeze(
  Object.defineProperties(
    {},
    Object.fromEntries(
      Object.keys(english).map((key) => [key, { enumerable: true, get: () => language[key as keyof Words] }]),
    ),
  ),
) as Words;

/** The locale by which dates, numbers and sizes are written: the words' own language, in the user's region where that is known. */
export const currentLocale = (): string => regionalLocale;

/** Speak the language that was set, or the one that a locale such as `zh-CN`, `en_GB.UTF-8` or `C` asks for. */
export function setLanguage(setting: LanguageSetting, systemLocale: string): void {
  const requested = systemLocale.replace(/[.@].*/, "").replaceAll("_", "-");
  const spoken = setting === "system" ? (languageOf(requested) ?? "en") : setting;
  language = spoken === "zh" ? chinese : english;
  regionalLocale = languageOf(requested) === spoken && isLocale(requested) ? requested : language.locale;
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

/** A failure in words. @param language an FTP program and the log have English whatever the user reads */
export function describeFailure(failure: Failure, language: Words = words): UserMessage {
  const format: (failure: never) => UserMessage = language.failures[failure.code];
  return format(printableFields(failure) as never);
}

/** What happened and what to do about it, as one text. */
export const joinMessage = ({ says, remedy }: UserMessage): string =>
  [says, remedy].filter((text) => text !== "").join(words.betweenSentences);

/** Why a pasted text names no server. */
export const describeDestinationProblem = ({ code, what }: DestinationProblem): string =>
  words.destinationProblems[code](printableLine(what));

/** What there is to say about a pasted text that was taken. */
export const describeDestinationNote = ({ code, what }: DestinationNote): string =>
  words.destinationNotes[code](printableLine(what));

/** What a probe found, in words, and what to do about it; the remedy is empty where nothing needs to be done. */
export function describeFinding({ found }: Finding): UserMessage {
  if (found.code === "failure") return describeFailure(found.cause);
  const why = found.code === "data.unreachable" ? describeFailure(found.cause) : { says: "", remedy: "" };
  const whyTaken = found.code === "local-ports.taken" ? found.taken.map(({ cause }) => describeFailure(cause)) : [];
  const format: (found: never, context: FindingContext) => UserMessage = words.findings[found.code];
  return format(printableFields(found) as never, { why, whyTaken });
}

/** A fact about a hop of a route, as a short line without a full stop: `vsftpd 3.0.3`. */
export function describeHopFact(fact: HopFact, language: Words = words): string {
  const format: (fact: never) => string = language.hopFacts[fact.kind];
  return format(printableFields(fact) as never);
}

/** What happened, in a sentence. @param formatDuration writes how long something lasted */
export function describeEvent(event: ActivityEvent, formatDuration: (milliseconds: number) => string): string {
  const format: (event: never, lasted: string, cause: UserMessage) => string = words.activityMessages[event.kind];
  return format(
    printableFields(event) as never,
    "after" in event ? formatDuration(event.after) : "",
    "cause" in event ? describeFailure(event.cause) : { says: "", remedy: "" },
  );
}

/** What the button of a mend says. */
export function describeMend(mend: Mend): string {
  const format: (mend: never) => string = words.mendLabels[mend.kind];
  return format(printableFields(mend) as never);
}

/** What is wrong with one field, as an order that can be followed. */
export const describeIssue = (issue: ProfileIssue): string => words.sayIssue(printableFields(issue));

/** What works, and should be mended. @param language the log has English whatever the user reads */
export const describeWarning = (warning: Warning, language: Words = words): UserMessage =>
  language.sayWarning(printableFields(warning));

/** Why entries of a profile document were refused, each field with what to do. */
export const describeRefused = (refused: readonly RefusedProfile[]): string =>
  words.sayRefused(printableFields(refused));

/** Where a port stands, in a word; the failure's sentence is told apart from it. */
export const describeForwardState = (state: ForwardState): string =>
  state.kind === "idle" && state.isFinishing === true ? words.finishing : words.forwardStates[state.kind];

/** A tunnel's state in a few words; the failure's sentence is told apart from it. */
export function describeState(state: TunnelState): string {
  if (state.kind === "opening") {
    const { step, loginWait } = state;
    return loginWait === undefined ? words.steps[step] : words.loginWait[loginWait.for](loginWait.seconds);
  }
  if (state.kind === "closing" && state.waitsFor !== undefined) return words.closingAfter(state.waitsFor.transfers);
  return words.states[state.kind];
}

/** A tunnel's state in a few words, and whether FTP works through it where it is open. */
export const describeTunnel = (tunnel: Pick<TunnelStatus, "state" | "route">): string =>
  isOpenButFails(tunnel) ? words.openButFails : describeState(tunnel.state);
