import { useState } from "react";
import { Button } from "react-aria-components";
import type { ForwardStatus } from "../../../src/shared/status/tunnel-state.js";
import { formatCount } from "../../../src/shared/words/format-values.js";
import { words } from "../../../src/shared/words/words.js";
import { Checkbox } from "../../controls/checkbox.js";
import { CopyTextButton } from "../../controls/copy-text-button.js";
import { useNow } from "../../controls/use-now.js";
import { ActiveTransfer, EndedTransferItem } from "./transfer-item.js";
import { sortedByStart, transferReport, withKeys } from "./transfers.js";

/** So many lines at first, so that a file which ends moves nothing: it only changes its line. */
const FIRST_LINES = 6;

/** What passes through a relay or a bridge now, and beneath it what has passed: the newest first, the failures alone if wanted. */
export function TransferList({ control }: { readonly control: ForwardStatus }) {
  const [showsAll, setShowsAll] = useState(false);
  const [failuresOnly, setFailuresOnly] = useState(false);
  const active = failuresOnly ? [] : sortedByStart(control.transfers ?? []);
  const history = control.history ?? [];
  const ended = failuresOnly ? history.filter(({ outcome }) => outcome !== "done") : history;
  const now = useNow(active.length > 0);
  const count = active.length + ended.length;
  const visibleActive = showsAll ? active : active.slice(0, FIRST_LINES);
  const visibleEnded = showsAll ? ended : ended.slice(0, FIRST_LINES - visibleActive.length);
  if (count === 0 && history.length === 0)
    return control.state.kind === "listening" ? <p className="secondary-text">{words.transferList.none}</p> : null;
  return (
    <section className="transfers" aria-label={words.transferList.title}>
      <header className="transfers-head">
        <h2>{words.transferList.title}</h2>
        {history.length === 0 ? null : (
          <>
            <Checkbox label={words.transferList.failuresOnly} isSelected={failuresOnly} onChange={setFailuresOnly} />
            <CopyTextButton
              label={words.transferList.copy}
              copied={words.transferList.copied}
              text={() => transferReport(ended)}
              isDisabled={ended.length === 0}
            />
          </>
        )}
      </header>
      {count === 0 ? <p className="secondary-text">{words.transferList.noFailures}</p> : null}
      <ul className="transfer-list">
        {withKeys(visibleActive, ({ since, verb, path }) => `${since} ${verb} ${path}`).map(([key, transfer]) => (
          <ActiveTransfer key={key} transfer={transfer} now={now} />
        ))}
        {withKeys(visibleEnded, ({ since, verb, path }) => `ended ${since} ${verb} ${path}`).map(([key, transfer]) => (
          <EndedTransferItem key={key} transfer={transfer} now={now} />
        ))}
      </ul>
      {count <= FIRST_LINES ? null : (
        <Button className="button button-small" aria-expanded={showsAll} onPress={() => setShowsAll(!showsAll)}>
          {showsAll ? words.transferList.showFewer : words.transferList.showAll(formatCount(count))}
        </Button>
      )}
    </section>
  );
}
