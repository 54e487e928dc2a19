import Conf from "conf";
import { basename, dirname, extname, resolve } from "node:path";
import { InvalidArgumentError } from "commander";
import { dataFolder } from "../core/data-folder.js";
import { readSource } from "../core/exchange/read-source.js";
import { previewOf, takeIn } from "../core/exchange/take-in.js";
import { profileFile, ProfileStore, storeOptions } from "../core/profile-store.js";
import { NOTE_GRADES, readGatewayText, type Candidate, type ConflictChoice, type NamedGateway, type Note, type PreviewItem, type Reading, type Taken } from "../shared/import.js";
import type { ProfileDocument } from "../shared/profile.js";
import { sayIssue, words } from "../shared/words.js";
import { EXIT } from "./exit-code.js";
import { loadProfiles } from "./load-profiles.js";
import { printable } from "./printable.js";

interface ImportOptions {
  readonly profiles?: string;
  readonly dryRun?: true;
  readonly onConflict: ConflictChoice;
  readonly gateway?: NamedGateway;
  readonly json?: true;
}

/**
 * `culvert import`: reads everything first, says what becomes of each candidate and what of it was not carried over,
 * and stores it all at once. @returns the exit code: 3 where nothing valid was found @throws Failed `store.unreadable`, `profile.invalid`
 */
export function importProfiles(files: readonly string[], options: ImportOptions): number {
  const existing = loadProfiles(options.profiles, { mayBeMissing: true });
  const reading = together(files.map((file) => readSource(file)));
  const { items } = previewOf(reading, existing);
  const orders = items.map((_, index) => ({ index, onConflict: options.onConflict, ...(options.gateway === undefined ? {} : { gateway: options.gateway }) }));
  let result = takeIn(reading.candidates, orders, existing);
  const isStored = result.profiles !== existing && options.dryRun === undefined;
  if (isStored) storeAt(options.profiles).change((stored) => { // another program may have saved meanwhile: what is told is what is stored
    result = takeIn(reading.candidates, orders, stored);
    return result.profiles;
  });
  const { taken } = result;

  for (const note of reading.notes) tell(note, options);
  items.forEach((item, index) => tellItem(item, taken[index], options));
  const done = taken.filter(({ outcome }) => outcome === "added" || outcome === "replaced").length;
  if (options.json === undefined) {
    const isPart = reading.notes.some(({ code }) => code === "too-many");
    console.error(isPart ? words.exchange.countOfPart(done) : words.exchange.count(done, taken.length - done));
    if (!isStored) console.error(words.exchange.nothingStored);
  }
  const isValid = taken.some(({ outcome }) => outcome !== "invalid" && outcome !== "needs-gateway");
  return isValid ? EXIT.closedAsAsked : EXIT.profile;
}

/** Reads an option's gateway. @throws InvalidArgumentError */
export function gatewayOption(text: string): NamedGateway {
  const gateway = readGatewayText(text);
  if (gateway === undefined) throw new InvalidArgumentError(words.exchange.gatewayWrong(text));
  return gateway;
}

/** A document that is named is written as the app writes its own: whole, or not at all. */
function storeAt(named: string | undefined): ProfileStore {
  if (named === undefined) return new ProfileStore(profileFile(dataFolder()), () => new Conf<ProfileDocument>(confOptions(storeOptions(dataFolder()))));
  const file = resolve(named);
  const extension = extname(file);
  return new ProfileStore(file, () => new Conf<ProfileDocument>({ cwd: dirname(file), configName: basename(file, extension), fileExtension: extension.slice(1), configFileMode: 0o600 }));
}

const confOptions = ({ name, ...options }: ReturnType<typeof storeOptions>) => ({ ...options, configName: name });
const together = (readings: readonly Reading[]): Reading => ({ candidates: readings.flatMap(({ candidates }) => candidates), notes: readings.flatMap(({ notes }) => notes) });

const sayNote = ({ code, what = "" }: Note): string => words.importNotes[code](what);
const place = ({ file, line }: Pick<Note, "file" | "line">): string => words.exchange.line(file, line);

function tell(note: Note, { json }: ImportOptions): void {
  const says = sayNote(note);
  if (json) console.log(JSON.stringify({ kind: "note", grade: NOTE_GRADES[note.code], ...note, says }));
  else console.error(printable(`culvert: ${place(note)}: ${says}`));
}

function tellItem({ candidate, issues }: PreviewItem, taken: Taken | undefined, { json, dryRun }: ImportOptions): void {
  if (taken === undefined) return;
  if (json) {
    const { source, file, line } = candidate;
    console.log(JSON.stringify({ kind: "candidate", source, file, line, ...taken, issues, notes: candidate.notes.map((note) => ({ grade: NOTE_GRADES[note.code], ...note, says: sayNote(note) })) }));
    return;
  }
  const outcome = words.takings[taken.outcome];
  const isDone = taken.outcome === "added" || taken.outcome === "replaced";
  const say = (line: string): void => console.log(printable(line));
  say(dryRun && isDone ? words.exchange.wouldBe(taken.name, outcome) : words.exchange.was(taken.name, outcome, taken.id));
  if (taken.outcome === "needs-gateway") say(`  ${words.exchange.needsGateway}`);
  for (const issue of issues) say(`  ${issue.field}: ${sayIssue(issue)}`);
  for (const line of notesOf(candidate)) say(`  ${line}`);
}

const notesOf = ({ notes }: Candidate): readonly string[] => notes.map((note) => `${place(note)}: ${sayNote(note)}`);
