import { Trash2 } from "lucide-react";
import { useEffect, useState } from "react";
import type { AddedHostKey, HostKeyList, TrustedAuthority } from "../../src/shared/status/added-host-key.js";
import type { Failure } from "../../src/shared/status/failure.js";
import { formatDate } from "../../src/shared/words/format-values.js";
import { describeFailure, words } from "../../src/shared/words/words.js";
import { ConfirmDialog } from "../controls/confirm-dialog.js";
import { IconButton } from "../controls/icon-button.js";
import { Notice } from "../controls/notice.js";
import { PageLayout } from "../controls/page-layout.js";
import { callMain } from "../ipc/culvert-api.js";
import "./host-keys.css";

/** The host keys that the user has trusted in Culvert, read from the file each time, and the way to take one back. */
export function HostKeysPage() {
  const [list, setList] = useState<HostKeyList>();
  const [failure, setFailure] = useState<Failure>();
  const [removing, setRemoving] = useState<AddedHostKey>();

  const [looks, setLooks] = useState(1);

  useEffect(() => {
    void callMain("hostKeys.list").then((outcome) =>
      outcome.ok ? setList(outcome.value) : setFailure(outcome.failure),
    );
  }, [looks]);
  const remove = async ({ line, fingerprint }: AddedHostKey): Promise<void> => {
    setRemoving(undefined);
    const outcome = await callMain("hostKeys.remove", { line, fingerprint });
    setFailure(outcome.ok ? undefined : outcome.failure);
    setLooks((before) => before + 1);
  };

  const { says, none, confirm, confirmSays, confirmTitle } = words.hostKeys;
  return (
    <PageLayout title={words.pages.hostKeys} {...(list === undefined ? {} : { says: says(list.file) })}>
      {failure === undefined ? null : <Notice grade="danger" {...describeFailure(failure)} />}
      {list?.keys.length === 0 ? <p className="secondary-text">{none}</p> : null}
      {list === undefined || list.keys.length === 0 ? null : <KeyTable keys={list.keys} onRemove={setRemoving} />}
      {list?.authorities === undefined ? null : <AuthorityTable authorities={list.authorities} />}
      {removing === undefined ? null : (
        <ConfirmDialog
          title={confirmTitle(nameOf(removing))}
          says={confirmSays}
          cancel={words.app.cancel}
          confirm={confirm}
          onCancel={() => setRemoving(undefined)}
          onConfirm={() => void remove(removing)}
        />
      )}
    </PageLayout>
  );
}

function KeyTable({
  keys,
  onRemove,
}: {
  readonly keys: readonly AddedHostKey[];
  readonly onRemove: (key: AddedHostKey) => void;
}) {
  const { host, key, added, hiddenSays, remove } = words.hostKeys;
  return (
    <table className="host-key-table" aria-label={words.pages.hostKeys}>
      <thead>
        <tr>
          <th scope="col">{host}</th>
          <th scope="col">{key}</th>
          <th scope="col">{added}</th>
          <td />
        </tr>
      </thead>
      <tbody>
        {keys.map((one) => (
          <tr key={one.line}>
            <th scope="row" title={one.host === undefined ? hiddenSays : undefined}>
              {nameOf(one)}
            </th>
            <td>
              <span className="host-key-type">{one.keyType}</span>{" "}
              <span className="fingerprint">{one.fingerprint}</span>
            </td>
            <td>{formatDay(one.date)}</td>
            <td>
              <IconButton label={remove(nameOf(one))} icon={Trash2} onPress={() => onRemove(one)} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** `2026-11-02` as all other dates are written; what is no date stays as the file has it. */
function formatDay(date: string): string {
  const at = Date.parse(`${date}T00:00`); // without a zone it is a day of this computer's
  return Number.isNaN(at) ? date : formatDate(at);
}

function AuthorityTable({ authorities }: { readonly authorities: readonly TrustedAuthority[] }) {
  const { authorities: title, authoritiesSay, servers, key, line } = words.hostKeys;
  return (
    <section>
      <h2>{title}</h2>
      <p className="secondary-text">{authoritiesSay}</p>
      <table className="host-key-table" aria-label={title}>
        <thead>
          <tr>
            <th scope="col">{servers}</th>
            <th scope="col">{key}</th>
            <th scope="col">{line}</th>
          </tr>
        </thead>
        <tbody>
          {authorities.map((one) => (
            <tr key={`${one.file}:${one.line}`}>
              <th scope="row">{one.names}</th>
              <td>
                <span className="host-key-type">{one.keyType}</span>{" "}
                <span className="fingerprint">{one.fingerprint}</span>
              </td>
              <td>{`${one.file}:${one.line}`}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

const nameOf = ({ host }: AddedHostKey): string => host ?? words.hostKeys.hidden;
