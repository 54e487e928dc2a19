import { words } from "../../../src/shared/words/words.js";
import { Checkbox } from "../../controls/checkbox.js";
import { Disclosure } from "../../controls/disclosure.js";
import { useAnyIssue } from "../field-issues.js";

interface OldServerSwitchProps {
  /** `gateway.oldServer`. */
  readonly path: string;
  readonly isSelected: boolean;
  readonly onChange: (isOld: boolean) => void;
}

/** The switch that lets in what is no longer safe, with what it weakens. */
export function OldServerSwitch({ path, isSelected, onChange }: OldServerSwitchProps) {
  const mustShow = useAnyIssue([path]);
  const { title, on, off, allow, says } = words.oldServer;
  return (
    <Disclosure title={title} summary={isSelected ? on : off} forceExpanded={mustShow}>
      <Checkbox name={path} label={allow} hint={says} isSelected={isSelected} onChange={onChange} />
    </Disclosure>
  );
}
