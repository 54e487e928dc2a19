import { useEffect, useState } from "react";
import { Button, DropZone, type DropItem } from "react-aria-components";
import type { ImportPreview, SettingsLocation, MergeOutcome } from "../../src/shared/import-export/import-candidate.js";
import type { Outcome } from "../../src/shared/ipc/contract.js";
import type { Failure } from "../../src/shared/status/failure.js";
import { describeFailure, words } from "../../src/shared/words/words.js";
import { Notice } from "../controls/notice.js";
import { PageLayout } from "../controls/page-layout.js";
import { Section } from "../controls/section.js";
import { callMain } from "../ipc/culvert-api.js";
import { readDroppedFiles } from "./dropped-files.js";
import { PreviewList } from "./preview-list.js";
import "./import.css";

/** Takes over what other programs have: from where, what was found, and what became of it. */
export function ImportPage() {
  const [locations, setLocations] = useState<readonly SettingsLocation[]>([]);
  const [preview, setPreview] = useState<{ readonly shown: ImportPreview; readonly showPreview: number }>();
  const [outcomes, setOutcomes] = useState<readonly MergeOutcome[]>();
  const [failure, setFailure] = useState<Failure>();
  useEffect(() => {
    void callMain("import.places").then((result) => {
      if (result.ok) setLocations(result.value);
    });
  }, []);

  const showPreview = async (asked: Promise<Outcome<ImportPreview | undefined>>): Promise<void> => {
    const result = await asked;
    setFailure(result.ok ? undefined : result.failure);
    if (!result.ok || result.value === undefined) return;
    const shown = result.value;
    setOutcomes(undefined);
    setPreview((before) => ({ shown, showPreview: (before?.showPreview ?? 0) + 1 }));
  };
  const previewPath = (path?: string): Promise<void> =>
    showPreview(callMain("import.preview", path === undefined ? {} : { place: path }));
  const drop = async (items: readonly DropItem[]): Promise<void> => {
    const files = await readDroppedFiles(items);
    if (files.length > 0) await showPreview(callMain("import.dropped", files));
  };
  const merge = async (orders: Parameters<typeof callMain<"import.take">>[1]): Promise<void> => {
    const done = await callMain("import.take", orders);
    setFailure(done.ok ? undefined : done.failure);
    if (!done.ok) return;
    setOutcomes(done.value);
    setPreview(undefined);
  };

  return (
    <PageLayout title={words.pages.import} says={words.importing.says}>
      <div className="import">
        {failure === undefined ? null : <Notice grade="danger" {...describeFailure(failure)} />}
        {outcomes === undefined ? null : <ImportOutcome taken={outcomes} />}
        <Section title={words.importing.sources} says={words.importing.sourcesSay}>
          <ul className="import-sources">
            {locations.map(({ source, path }) => (
              <li key={path}>
                <Button className="button" onPress={() => void previewPath(path)}>
                  {words.importSources[source]}
                  <span className="secondary-text">{path}</span>
                </Button>
              </li>
            ))}
            <li>
              <Button className="button" onPress={() => void previewPath()}>
                {words.importing.choose}
              </Button>
            </li>
          </ul>
          <DropZone className="import-drop" aria-label={words.importing.drop} onDrop={({ items }) => void drop(items)}>
            {words.importing.drop}
          </DropZone>
        </Section>
        {preview === undefined ? null : (
          <PreviewList key={preview.showPreview} preview={preview.shown} onTake={(orders) => void merge([...orders])} />
        )}
      </div>
    </PageLayout>
  );
}

function ImportOutcome({ taken }: { readonly taken: readonly MergeOutcome[] }) {
  const count = taken.filter(({ outcome }) => outcome === "added" || outcome === "replaced").length;
  return (
    <Notice takesFocus grade="info" says={words.importing.done(count)} remedy={words.importing.doneSays}>
      <ul className="import-notes">
        {taken.map(({ name, outcome }, index) => (
          <li key={index}>{words.exchange.was(name, words.takings[outcome], undefined)}</li>
        ))}
      </ul>
    </Notice>
  );
}
