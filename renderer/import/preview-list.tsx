import { useState } from "react";
import { Button } from "react-aria-components";
import {
  parseGateway,
  type ImportPreview,
  type ImportNote,
  type PreviewItem,
  type MergeRequest,
} from "../../src/shared/import-export/import-candidate.js";
import { describeIssue, words } from "../../src/shared/words/words.js";
import { Checkbox } from "../controls/checkbox.js";
import { Notice } from "../controls/notice.js";
import { Section } from "../controls/section.js";
import { Select } from "../controls/select.js";
import { TextInput } from "../controls/text-input.js";
import { initialChoices, needsGateway, mergeRequestsOf, type ImportChoices } from "./import-choices.js";

/** What was found, each with its tick, its choice where it meets another, and what of it is not carried over. */
export function PreviewList({
  preview,
  onTake,
}: {
  readonly preview: ImportPreview;
  readonly onTake: (orders: readonly MergeRequest[]) => void;
}) {
  const [choices, setChoices] = useState(() => initialChoices(preview));
  const orders = mergeRequestsOf(preview, choices);
  const isWrong = choices.gateway.trim() !== "" && parseGateway(choices.gateway) === undefined;
  return (
    <Section title={words.importing.found(preview.items.length)}>
      {preview.notes.length === 0 ? null : (
        <Notice grade="warning" says={words.importing.notes}>
          <NoteList notes={preview.notes} withFile />
        </Notice>
      )}
      {preview.items.some(needsGateway) ? (
        <TextInput
          label={words.importing.gateway}
          hint={words.importing.gatewayHint}
          placeholder="olive@www.spinach.com"
          value={choices.gateway}
          error={isWrong ? words.importing.gatewayWrong : undefined}
          onChange={(gateway) => setChoices({ ...choices, gateway })}
        />
      ) : null}
      <ul className="import-list">
        {preview.items.map((item, index) => (
          <PreviewEntry key={index} item={item} index={index} choices={choices} onChange={setChoices} />
        ))}
      </ul>
      <footer className="import-foot">
        <Button className="button button-primary" isDisabled={orders.length === 0} onPress={() => onTake(orders)}>
          {words.importing.take(orders.length)}
        </Button>
      </footer>
    </Section>
  );
}

interface PreviewEntryProps {
  readonly item: PreviewItem;
  readonly index: number;
  readonly choices: ImportChoices;
  readonly onChange: (choices: ImportChoices) => void;
}

function PreviewEntry({ item, index, choices, onChange }: PreviewEntryProps) {
  const {
    candidate: { draft, source, notes, ifFtp },
    standing,
    issues,
    listeners,
  } = item;
  const toggled = (indexes: ReadonlySet<number>, isIn: boolean): ReadonlySet<number> =>
    new Set([...indexes].filter((other) => other !== index).concat(isIn ? [index] : []));
  return (
    <li className="import-entry">
      <div className="import-head">
        {standing === "invalid" ? (
          <span className="import-name">{draft.name}</span>
        ) : (
          <Checkbox
            label={draft.name}
            isSelected={choices.selected.has(index)}
            onChange={(isIn) => onChange({ ...choices, selected: toggled(choices.selected, isIn) })}
          />
        )}
        <span className={`import-status import-${standing}`}>
          {needsGateway(item) && parseGateway(choices.gateway) === undefined
            ? words.importing.needsGateway
            : words.standings[standing]}
        </span>
      </div>
      <p className="hint">
        {[
          words.importSources[source],
          describeRoute(item),
          ...(draft.ftp === undefined ? [] : [words.modes[draft.ftp.mode ?? "relay"].name]),
        ]
          .filter((part) => part !== "")
          .join(" · ")}
      </p>
      {standing === "conflict" && choices.selected.has(index) ? (
        <Select
          label={words.importing.onConflict}
          value={choices.onConflict.get(index) ?? "keep-both"}
          names={words.conflictChoices}
          onChange={(choice) => onChange({ ...choices, onConflict: new Map(choices.onConflict).set(index, choice) })}
        />
      ) : null}
      {ifFtp !== undefined && choices.selected.has(index) ? (
        <Checkbox
          label={words.importing.asFtp}
          isSelected={choices.asFtp.has(index)}
          onChange={(isIn) => onChange({ ...choices, asFtp: toggled(choices.asFtp, isIn) })}
        />
      ) : null}
      {issues.map((issue) => (
        <p key={issue.field} className="error-text">
          {issue.field}: {describeIssue(issue)}
        </p>
      ))}
      <ListenerList listeners={listeners} />
      {source === "culvert" ? <p className="hint">{words.exchange.atStart(draft.openAtStart ?? false)}</p> : null}
      <NoteList notes={notes} withFile={false} />
    </li>
  );
}

function ListenerList({ listeners }: Pick<PreviewItem, "listeners">) {
  return listeners.length === 0 ? null : (
    <ul className="import-notes import-listeners">
      {listeners.map((listener, index) => (
        <li key={index}>{words.sayListener(listener)}</li>
      ))}
    </ul>
  );
}

/** `olive@www.spinach.com → popeye`, as far as it is known. */
function describeRoute({
  candidate: {
    draft: { gateway, ftp },
  },
}: PreviewItem): string {
  const hops =
    gateway === undefined ? [] : [...(gateway.via ?? []), gateway].map(({ username, host }) => `${username}@${host}`);
  return [...hops, ...(ftp === undefined || ftp.mode === "bridge" ? [] : [ftp.target.host])].join(" → ");
}

function NoteList({ notes, withFile }: { readonly notes: readonly ImportNote[]; readonly withFile: boolean }) {
  return notes.length === 0 ? null : (
    <ul className="import-notes">
      {notes.map(({ code, what = "", file, line }, index) => (
        <li key={index}>
          {withFile ? `${words.exchange.line(file, line)}: ` : ""}
          {words.importNotes[code](what)}
        </li>
      ))}
    </ul>
  );
}
