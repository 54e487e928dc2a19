import { words } from "../../src/shared/words/words.js";
import { Checkbox } from "../controls/checkbox.js";
import { Disclosure } from "../controls/disclosure.js";

interface OldServerSwitchProps {
  readonly isSelected: boolean;
  readonly onChange: (isOld: boolean) => void;
}

/** The switch that lets in what is no longer safe, with what it weakens. */
export function OldServerSwitch({ isSelected, onChange }: OldServerSwitchProps) {
  const { title, on, off, allow, says } = words.oldServer;
  return (
    <Disclosure title={title} summary={isSelected ? on : off} forceExpanded={false}>
      <Checkbox label={allow} hint={says} isSelected={isSelected} onChange={onChange} />
    </Disclosure>
  );
}
