import { InvalidArgumentError } from "commander";
import { previewImport, mergeCandidates } from "../../core/import/candidates/merge-candidates.js";
import { readSource } from "../../core/import/read-source.js";
import {
  IMPORT_NOTE_GRADES,
  parseGateway,
  type Candidate,
  type ConflictChoice,
  type NamedGateway,
  type ImportNote,
  type PreviewItem,
  type ImportResult,
  type MergeOutcome,
} from "../../shared/import-export/import-candidate.js";
import { printableLine } from "../../shared/words/printable.js";
import { describeIssue, words } from "../../shared/words/words.js";
import { EXIT } from "../exit-code.js";
import { readProfiles, sayRefused } from "../load-profiles.js";
import { openStore } from "../open-store.js";
import { printJson, printLine, printMessage } from "../terminal/output.js";

interface ImportOptions {
  readonly profiles?: string;
  readonly dryRun?: true;
  readonly onConflict: ConflictChoice;
  readonly gateway?: NamedGateway;
  readonly asFtp?: true;
  readonly json?: true;
}

/**
 * `culvert import`: reads everything first, says what becomes of each candidate and what of it was not carried over,
 * and stores it all at once; broken profiles of the document stay in it as they are. @returns the exit code: 3 where nothing valid was found @throws Failed `store.unreadable`, `profile.invalid`
 */
export async function importProfiles(files: readonly string[], options: ImportOptions): Promise<number> {
  const { profiles: existing, refused } = readProfiles(options.profiles, true);
  const reading = combine(await Promise.all(files.map((file) => readSource(file))));
  const { items } = previewImport(reading, existing);
  const requests = items.map((_, index) => ({
    index,
    onConflict: options.onConflict,
    ...(options.gateway === undefined ? {} : { gateway: options.gateway }),
    ...(options.asFtp === undefined ? {} : { asFtp: options.asFtp }),
  }));
  let result = mergeCandidates(
    reading.candidates,
    requests,
    existing,
    refused.map(({ profile }) => profile),
  );
  const isStored = result.profiles !== existing && options.dryRun === undefined;
  if (isStored) {
    const store = await openStore(options.profiles);
    await store.change((stored, reserved) => {
      // another program may have saved meanwhile: what is told is what is stored
      result = mergeCandidates(reading.candidates, requests, stored, reserved);
      return result.profiles;
    });
  }
  const { outcomes } = result;

  sayRefused(refused);
  for (const note of reading.notes) printNote(note, options);
  items.forEach((item, index) => printItem(item, outcomes[index], options));
  const done = outcomes.filter(({ outcome }) => outcome === "added" || outcome === "replaced").length;
  if (options.json === undefined) {
    const isPart = reading.notes.some(({ code }) => code === "too-many");
    printMessage(isPart ? words.exchange.countOfPart(done) : words.exchange.count(done, outcomes.length - done));
    if (!isStored) printMessage(words.exchange.nothingStored);
  }
  const isValid = outcomes.some(({ outcome }) => outcome !== "invalid" && outcome !== "needs-gateway");
  return isValid ? EXIT.closedAsAsked : EXIT.profile;
}

/** Reads an option's gateway. @throws InvalidArgumentError */
export function gatewayOption(text: string): NamedGateway {
  const gateway = parseGateway(text);
  if (gateway === undefined) throw new InvalidArgumentError(words.exchange.gatewayWrong(text));
  return gateway;
}

const combine = (readings: readonly ImportResult[]): ImportResult => ({
  candidates: readings.flatMap(({ candidates }) => candidates),
  notes: readings.flatMap(({ notes }) => notes),
});

const describeNote = ({ code, what = "" }: ImportNote): string => words.importNotes[code](what);
const formatPosition = ({ file, line }: Pick<ImportNote, "file" | "line">): string => words.exchange.line(file, line);

function printNote(note: ImportNote, { json }: ImportOptions): void {
  const says = describeNote(note);
  if (json) printJson({ kind: "note", grade: IMPORT_NOTE_GRADES[note.code], ...note, says });
  else printMessage(`culvert: ${printableLine(`${formatPosition(note)}: ${says}`)}`);
}

function printItem(
  { candidate, issues, listeners }: PreviewItem,
  merged: MergeOutcome | undefined,
  { json, dryRun }: ImportOptions,
): void {
  if (merged === undefined) return;
  if (json) {
    const { source, file, line } = candidate;
    printJson({
      kind: "candidate",
      source,
      file,
      line,
      ...merged,
      issues,
      listeners,
      openAtStart: candidate.draft.openAtStart ?? false,
      notes: candidate.notes.map((note) => ({
        grade: IMPORT_NOTE_GRADES[note.code],
        ...note,
        says: describeNote(note),
      })),
    });
    return;
  }
  const outcome = words.takings[merged.outcome];
  const isDone = merged.outcome === "added" || merged.outcome === "replaced";
  const print = (line: string): boolean => printLine(printableLine(line));
  print(
    dryRun && isDone
      ? words.exchange.wouldBe(merged.name, outcome)
      : words.exchange.was(merged.name, outcome, merged.id),
  );
  if (merged.outcome === "needs-gateway") print(`  ${words.exchange.needsGateway}`);
  for (const issue of issues) print(`  ${issue.field}: ${describeIssue(issue)}`);
  for (const listener of listeners) print(`  ${words.sayListener(listener)}`);
  if (candidate.source === "culvert") print(`  ${words.exchange.atStart(candidate.draft.openAtStart ?? false)}`);
  for (const line of noteLines(candidate)) print(`  ${line}`);
}

const noteLines = ({ notes }: Candidate): readonly string[] =>
  notes.map((note) => `${formatPosition(note)}: ${describeNote(note)}`);
