import { Check } from "lucide-react";
import { CheckboxButton, CheckboxField, Text } from "react-aria-components";

interface CheckboxProps {
  readonly label: string;
  readonly hint?: string;
  readonly isSelected: boolean;
  readonly onChange: (isSelected: boolean) => void;
}

/** A box to tick. */
export function Checkbox({ label, hint, isSelected, onChange }: CheckboxProps) {
  return (
    <CheckboxField className="tick" isSelected={isSelected} onChange={onChange}>
      <CheckboxButton className="tick-button">
        <span className="tick-box" aria-hidden="true">
          <Check />
        </span>
        {label}
      </CheckboxButton>
      {hint === undefined ? null : (
        <Text slot="description" className="hint">
          {hint}
        </Text>
      )}
    </CheckboxField>
  );
}
