import { SwitchButton, SwitchField } from "react-aria-components";
import type { ForwardStatus } from "../../../src/shared/status/tunnel-state.js";
import { words } from "../../../src/shared/words/words.js";
import { usePorts } from "./ports-context.js";

/** Switches one of the profile's forwards, with all of its ports; nothing for a port of FTP. */
export function ForwardSwitch({ plan }: { readonly plan: ForwardStatus["plan"] }) {
  const { onSwitch } = usePorts();
  if (plan === undefined) return null;
  return (
    <SwitchField
      className="switch"
      aria-label={words.ports.switch(plan.name)}
      isSelected={plan.enabled}
      onChange={(enabled) => onSwitch(plan.place, enabled)}
    >
      <SwitchButton className="switch-button">
        <span className="switch-track" aria-hidden="true" />
      </SwitchButton>
    </SwitchField>
  );
}
