import { useState } from "react";
import { Button } from "react-aria-components";
import { readGatewayText, type ImportPreview, type Note, type PreviewItem, type TakeOrder } from "../../src/shared/exchange/import-candidate.js";
import { sayIssue, words } from "../../src/shared/words/words.js";
import { Tick } from "../controls/checkbox.js";
import { Notice } from "../controls/notice.js";
import { Part } from "../controls/section.js";
import { Choice } from "../controls/select.js";
import { TextLine } from "../controls/text-input.js";
import { firstChoices, needsGateway, ordersOf, type Choices } from "./import-choices.js";

/** What was found, each with its tick, its choice where it meets another, and what of it is not carried over. */
export function PreviewList({ preview, onTake }: { readonly preview: ImportPreview; readonly onTake: (orders: readonly TakeOrder[]) => void }) {
  const [choices, setChoices] = useState(() => firstChoices(preview));
  const orders = ordersOf(preview, choices);
  const isWrong = choices.gateway.trim() !== "" && readGatewayText(choices.gateway) === undefined;
  return (
    <Part title={words.importing.found(preview.items.length)}>
      {preview.notes.length === 0 ? null : <Notice grade="warning" says={words.importing.notes}><Notes notes={preview.notes} withFile /></Notice>}
      {preview.items.some(needsGateway) ? (
        <TextLine label={words.importing.gateway} hint={words.importing.gatewayHint} placeholder="olive@www.spinach.com" value={choices.gateway} says={isWrong ? words.importing.gatewayWrong : undefined} onChange={(gateway) => setChoices({ ...choices, gateway })} />
      ) : null}
      <ul className="import-list">
        {preview.items.map((item, index) => <Entry key={index} item={item} index={index} choices={choices} onChange={setChoices} />)}
      </ul>
      <footer className="import-foot"><Button className="button button-primary" isDisabled={orders.length === 0} onPress={() => onTake(orders)}>{words.importing.take(orders.length)}</Button></footer>
    </Part>
  );
}

interface EntryProps {
  readonly item: PreviewItem;
  readonly index: number;
  readonly choices: Choices;
  readonly onChange: (choices: Choices) => void;
}

function Entry({ item, index, choices, onChange }: EntryProps) {
  const { candidate: { draft, source, notes }, standing, issues } = item;
  const tick = (isTicked: boolean): void => {
    const ticked = new Set(choices.ticked);
    if (isTicked) ticked.add(index);
    else ticked.delete(index);
    onChange({ ...choices, ticked });
  };
  return (
    <li className="import-entry">
      <div className="import-head">
        {standing === "invalid" ? <span className="import-name">{draft.name}</span> : <Tick label={draft.name} isSelected={choices.ticked.has(index)} onChange={tick} />}
        <span className={`import-standing import-${standing}`}>{needsGateway(item) && readGatewayText(choices.gateway) === undefined ? words.importing.needsGateway : words.standings[standing]}</span>
      </div>
      <p className="hint">{[words.importSources[source], sayWay(item), ...(draft.ftp === undefined ? [] : [words.modes[draft.ftp.mode ?? "relay"].name])].filter((part) => part !== "").join(" · ")}</p>
      {standing === "conflict" && choices.ticked.has(index) ? (
        <Choice label={words.importing.onConflict} value={choices.onConflict.get(index) ?? "keep-both"} names={words.conflictChoices} onChange={(choice) => onChange({ ...choices, onConflict: new Map(choices.onConflict).set(index, choice) })} />
      ) : null}
      {issues.map((issue) => <p key={issue.field} className="wrong">{issue.field}: {sayIssue(issue)}</p>)}
      <Notes notes={notes} withFile={false} />
    </li>
  );
}

/** `olive@www.spinach.com → popeye`, as far as it is known. */
function sayWay({ candidate: { draft: { gateway, ftp } } }: PreviewItem): string {
  const hops = gateway === undefined ? [] : [...(gateway.via ?? []), gateway].map(({ username, host }) => `${username}@${host}`);
  return [...hops, ...(ftp === undefined || ftp.mode === "bridge" ? [] : [ftp.target.host])].join(" → ");
}

function Notes({ notes, withFile }: { readonly notes: readonly Note[]; readonly withFile: boolean }) {
  return notes.length === 0 ? null : (
    <ul className="import-notes">
      {notes.map(({ code, what = "", file, line }, index) => <li key={index}>{withFile ? `${words.exchange.line(file, line)}: ` : ""}{words.importNotes[code](what)}</li>)}
    </ul>
  );
}
