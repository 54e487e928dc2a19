import { words } from "../../src/shared/words/words.js";
import { Tick } from "../controls/checkbox.js";
import { Fold } from "../controls/disclosure.js";

interface OldServerProps {
  readonly isOld: boolean;
  readonly onChange: (isOld: boolean) => void;
}

/** The switch that lets in what is no longer safe, with what it weakens. */
export function OldServer({ isOld, onChange }: OldServerProps) {
  const { title, on, off, allow, says } = words.oldServer;
  return (
    <Fold title={title} summary={isOld ? on : off} mustShow={false}>
      <Tick label={allow} hint={says} isSelected={isOld} onChange={onChange} />
    </Fold>
  );
}
