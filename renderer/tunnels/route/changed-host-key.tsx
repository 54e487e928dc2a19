import type { Failure } from "../../../src/shared/status/failure.js";
import { words } from "../../../src/shared/words/words.js";
import { CopyButton } from "../../controls/copy-button.js";

type ChangedKeyFailure = Extract<Failure, { readonly code: "host-key.changed" }>;

interface ShownKey {
  readonly name: string;
  /** Its type, and where it stands. */
  readonly about: string;
  /** What the copy button says that it copies. */
  readonly what: string;
  readonly fingerprint: string;
  readonly randomart: string | undefined;
}

/** The host key that a server had, above the one that it shows now, to be compared sign by sign; and their pictures, at a glance. */
export function ChangedHostKey({ failure }: { readonly failure: ChangedKeyFailure }) {
  const keys = keysOf(failure);
  return (
    <div className="changed-key">
      <dl>
        {keys.map(({ name, about, what, fingerprint }, index) => (
          <div key={index}>
            <dt>
              {name} <span className="secondary-text">{about}</span>
            </dt>
            <dd>
              <code>{fingerprint}</code>
              <CopyButton what={what} value={fingerprint} />
            </dd>
          </div>
        ))}
      </dl>
      <div className="key-pictures">
        {keys.map(({ name, randomart }, index) =>
          randomart === undefined ? null : (
            <figure key={index}>
              <pre className="randomart" role="img" aria-label={`${name}: ${words.questions.hostKey.picture}`}>
                {randomart}
              </pre>
              <figcaption>{name}</figcaption>
            </figure>
          ),
        )}
      </div>
    </div>
  );
}

function keysOf({ kept, keyType, fingerprint, randomart }: ChangedKeyFailure): readonly ShownKey[] {
  const { oldKey, newKey, keyAt, oldFingerprint, newFingerprint } = words.routePage;
  return [
    ...kept.map((key) => ({
      name: oldKey,
      about: keyAt(key.keyType, key.file, key.line),
      what: oldFingerprint,
      fingerprint: key.fingerprint,
      randomart: key.randomart,
    })),
    { name: newKey, about: keyType, what: newFingerprint, fingerprint, randomart },
  ];
}
