import { useEffect, useState } from "react";
import { Button, DropZone, type DropItem } from "react-aria-components";
import type { ImportPreview, KnownPlace, Taken } from "../../src/shared/exchange/import-candidate.js";
import type { Outcome } from "../../src/shared/ipc/contract.js";
import type { Failure } from "../../src/shared/status/failure.js";
import { sayFailure, words } from "../../src/shared/words/words.js";
import { Notice } from "../controls/notice.js";
import { PageFrame } from "../controls/page-layout.js";
import { Part } from "../controls/section.js";
import { ask } from "../ipc/culvert-api.js";
import { readDroppedFiles } from "./dropped-files.js";
import { PreviewList } from "./preview-list.js";
import "./import.css";

/** Takes over what other programs have: from where, what was found, and what became of it. */
export function ImportPage() {
  const [places, setPlaces] = useState<readonly KnownPlace[]>([]);
  const [preview, setPreview] = useState<{ readonly shown: ImportPreview; readonly look: number }>();
  const [taken, setTaken] = useState<readonly Taken[]>();
  const [failure, setFailure] = useState<Failure>();
  useEffect(() => { void ask("import.places").then((found) => { if (found.ok) setPlaces(found.value); }); }, []);

  const look = async (asked: Promise<Outcome<ImportPreview | undefined>>): Promise<void> => {
    const found = await asked;
    setFailure(found.ok ? undefined : found.failure);
    if (!found.ok || found.value === undefined) return;
    const shown = found.value;
    setTaken(undefined);
    setPreview((before) => ({ shown, look: (before?.look ?? 0) + 1 }));
  };
  const lookAt = (place?: string): Promise<void> => look(ask("import.preview", place === undefined ? {} : { place }));
  const drop = async (items: readonly DropItem[]): Promise<void> => {
    const files = await readDroppedFiles(items);
    if (files.length > 0) await look(ask("import.dropped", files));
  };
  const take = async (orders: Parameters<typeof ask<"import.take">>[1]): Promise<void> => {
    const done = await ask("import.take", orders);
    setFailure(done.ok ? undefined : done.failure);
    if (!done.ok) return;
    setTaken(done.value);
    setPreview(undefined);
  };

  return (
    <PageFrame title={words.pages.import} says={words.importing.says}>
      <div className="import">
        {failure === undefined ? null : <Notice grade="danger" {...sayFailure(failure)} />}
        {taken === undefined ? null : <Done taken={taken} />}
        <Part title={words.importing.sources} says={words.importing.sourcesSay}>
          <ul className="import-places">
            {places.map(({ source, path }) => (
              <li key={path}><Button className="button" onPress={() => void lookAt(path)}>{words.importSources[source]}<span className="lesser">{path}</span></Button></li>
            ))}
            <li><Button className="button" onPress={() => void lookAt()}>{words.importing.choose}</Button></li>
          </ul>
          <DropZone className="import-drop" aria-label={words.importing.drop} onDrop={({ items }) => void drop(items)}>{words.importing.drop}</DropZone>
        </Part>
        {preview === undefined ? null : <PreviewList key={preview.look} preview={preview.shown} onTake={(orders) => void take([...orders])} />}
      </div>
    </PageFrame>
  );
}

function Done({ taken }: { readonly taken: readonly Taken[] }) {
  const count = taken.filter(({ outcome }) => outcome === "added" || outcome === "replaced").length;
  return (
    <Notice takesFocus grade="info" says={words.importing.done(count)} remedy={words.importing.doneSays}>
      <ul className="import-notes">{taken.map(({ name, outcome }, index) => <li key={index}>{words.exchange.was(name, words.takings[outcome], undefined)}</li>)}</ul>
    </Notice>
  );
}
