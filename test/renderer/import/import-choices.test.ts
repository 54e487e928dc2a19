import { describe, expect, it } from "vitest";
import { initialChoices, mergeRequestsOf } from "../../../renderer/import/import-choices.js";
import type { ImportPreview } from "../../../src/shared/import-export/import-candidate.js";
import { sampleImport } from "../samples/sample-import.js";

describe("what is ordered of an import's preview", () => {
  const [first] = sampleImport.items;
  const preview: ImportPreview = { ...sampleImport, items: first === undefined ? [] : [first] };

  it("takes forwards as FTP only where the user said so", () => {
    const choices = initialChoices(preview);
    expect(mergeRequestsOf(preview, choices)).toEqual([{ index: 0, onConflict: "keep-both" }]);
    expect(mergeRequestsOf(preview, { ...choices, asFtp: new Set([0]) })).toEqual([
      { index: 0, onConflict: "keep-both", asFtp: true },
    ]);
  });
});
