import { useState } from "react";
import { ComboBox, FieldError, Input, Label, ListBox, ListBoxItem, Popover, Text } from "react-aria-components";
import type { ConfiguredHosts } from "../../../src/shared/import-export/configured-host.js";
import { parseDestination } from "../../../src/shared/destination/parse-destination.js";
import { describeDestinationProblem, formatEndpoint, words } from "../../../src/shared/words/words.js";
import { withDestination } from "./destination-draft.js";
import { destinationDetails, destinationRemarks, type DestinationDetail } from "./destination-details.js";
import type { Draft } from "../draft/profile-draft.js";
import "./destination-field.css";

interface DestinationFieldProps {
  readonly draft: Draft;
  readonly onChange: (draft: Draft) => void;
  readonly hosts: ConfiguredHosts;
  readonly defaultKey: string | undefined;
  readonly autoFocus?: boolean;
}

/** Where to go, as one line in any of the forms that people have it in. What it says is shown, and filled into the draft. */
export function DestinationField({ draft, onChange, hosts, defaultKey, autoFocus = false }: DestinationFieldProps) {
  const [text, setText] = useState("");
  /** Several lines that were pasted, and how the box of one line shows them. */
  const [lines, setLines] = useState({ shown: "", whole: "" });
  const [isLeft, setLeft] = useState(false);
  /** The draft before the text was read into it, and after. */
  const [reading, setReading] = useState<{ readonly before: Draft; readonly after: Draft }>();
  const result = text.trim() === "" ? undefined : parseDestination(text === lines.shown ? lines.whole : text);
  const problem = result?.ok === false ? describeDestinationProblem(result.problem) : undefined;

  const read = (typed: string, shown = typed): void => {
    setText(shown);
    setLeft(false);
    // what was typed into other fields since then stays
    const before = reading !== undefined && reading.after === draft ? reading.before : draft;
    const parsed = parseDestination(typed);
    const after = parsed.ok ? withDestination(before, parsed.destination, hosts, defaultKey) : before;
    setReading({ before, after });
    if (after !== draft) onChange(after);
  };

  return (
    <div className="destination">
      <ComboBox
        className="text-field text-field-destination"
        name="destination"
        allowsCustomValue
        menuTrigger="input"
        autoFocus={autoFocus}
        inputValue={text}
        onInputChange={(typed) => {
          if (typed !== text) read(typed);
        }}
        onBlur={() => setLeft(true)}
        isInvalid={isLeft && problem !== undefined}
        validationBehavior="aria"
      >
        <Label>{words.destination.label}</Label>
        <div className="text-field-box">
          <Input
            placeholder="olive@www.spinach.com"
            autoComplete="off"
            autoCorrect="off"
            spellCheck="false"
            onPaste={(event) => {
              const pasted = event.clipboardData.getData("text/plain");
              if (!/\r|\n/.test(pasted.trim())) return;
              event.preventDefault(); // a box of one line would join the words of two
              const shown = pasted.trim().replace(/\s*[\r\n]+\s*/g, " ");
              setLines({ shown, whole: pasted });
              read(pasted, shown);
            }}
          />
        </div>
        <Text slot="description" className="hint">
          {problem === undefined || isLeft ? words.destination.says : problem}
        </Text>
        <FieldError className="error-text">{problem}</FieldError>
        <Popover className="popover destination-popover" placement="bottom start">
          <ListBox className="menu">
            {hosts.hosts.map(({ name, draft: { gateway } }) => (
              <ListBoxItem key={name} id={name} textValue={name} className="menu-item destination-host">
                <Text slot="label">{name}</Text>
                <Text slot="description" className="hint">
                  {`${gateway.username}@${formatEndpoint({ host: gateway.host, port: gateway.port ?? 22 })}`}
                </Text>
              </ListBoxItem>
            ))}
          </ListBox>
        </Popover>
      </ComboBox>
      <div role="status" className="destination-read">
        {result?.ok === true ? (
          <Preview
            facts={destinationDetails(result.destination, draft)}
            remarks={destinationRemarks(result.destination, draft)}
          />
        ) : null}
      </div>
    </div>
  );
}

interface PreviewProps {
  readonly facts: readonly DestinationDetail[];
  readonly remarks: readonly string[];
}

/** What the text was split into, before anything is saved. */
function Preview({ facts, remarks }: PreviewProps) {
  return (
    <>
      <dl className="destination-facts" aria-label={words.destination.preview}>
        {facts.map(({ name, value }) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {remarks.length === 0 ? null : (
        <ul className="destination-remarks">
          {remarks.map((remark, index) => (
            <li key={index} className="hint">
              {remark}
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
