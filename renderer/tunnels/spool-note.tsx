import { HardDriveUpload } from "lucide-react";
import type { SpoolStatus } from "../../src/shared/status/spool-status.js";
import { formatBytes, formatCount } from "../../src/shared/words/format-values.js";
import { words } from "../../src/shared/words/words.js";
import { FailureReason } from "./ports/port-cells.js";

/** What a bridge keeps on this disk until the gateway takes it; nothing where nothing is kept. */
export function SpoolNote({ spool: { waiting, bytes, trouble } }: { readonly spool: SpoolStatus }) {
  if (waiting === 0 && trouble === undefined) return null;
  return (
    <section aria-label={words.spool.title}>
      {waiting === 0 ? null : (
        <p>
          <HardDriveUpload aria-hidden="true" /> {words.spool.waits(waiting, formatCount(waiting), formatBytes(bytes))}
        </p>
      )}
      {trouble === undefined ? null : <FailureReason cause={trouble} isRefusal />}
    </section>
  );
}
