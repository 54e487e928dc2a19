import type { Failure, KeyFacts } from "../../src/shared/status/failure.js";
import { words } from "../../src/shared/words/words.js";
import { CopyButton } from "../controls/copy-button.js";

/** The host key that a server had, above the one that it shows now, to be compared sign by sign and at a glance. */
export function ChangedKey({ failure }: { readonly failure: Extract<Failure, { readonly code: "host-key.changed" }> }) {
  const { oldKey, newKey, keyAt, oldFingerprint, newFingerprint } = words.routePage;
  return (
    <dl className="changed-key">
      {failure.kept.map((kept) => (
        <KeyEntry
          key={`${kept.file} ${kept.line}`}
          name={oldKey}
          about={keyAt(kept.file, kept.line)}
          what={oldFingerprint}
          facts={kept}
        />
      ))}
      <KeyEntry name={newKey} what={newFingerprint} facts={failure} />
    </dl>
  );
}

interface KeyEntryProps {
  readonly name: string;
  readonly about?: string;
  /** What the copy button says that it copies. */
  readonly what: string;
  readonly facts: KeyFacts & { readonly randomart?: string };
}

function KeyEntry({ name, about, what, facts: { keyType, fingerprint, randomart } }: KeyEntryProps) {
  return (
    <div>
      <dt>
        {name}
        {about === undefined ? null : <span className="lesser">{about}</span>}
      </dt>
      <dd>
        <span className="key-line">
          <code>{`${keyType} ${fingerprint}`}</code>
          <CopyButton what={what} value={fingerprint} />
        </span>
        {randomart === undefined ? null : (
          <pre className="randomart" role="img" aria-label={`${name}: ${words.questions.hostKey.picture}`}>
            {randomart}
          </pre>
        )}
      </dd>
    </div>
  );
}
