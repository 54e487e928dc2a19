import { Check } from "lucide-react";
import { CheckboxButton, CheckboxField, Text } from "react-aria-components";

interface CheckboxProps {
  readonly label: string;
  readonly hint?: string;
  /** What a script finds the box by. */
  readonly name?: string;
  readonly isSelected: boolean;
  readonly onChange: (isSelected: boolean) => void;
}

/** A box to tick. */
export function Checkbox({ label, hint, name, isSelected, onChange }: CheckboxProps) {
  return (
    <CheckboxField
      className="checkbox"
      isSelected={isSelected}
      onChange={onChange}
      {...(name === undefined ? {} : { name })}
    >
      <CheckboxButton className="checkbox-button">
        <span className="checkbox-box" aria-hidden="true">
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
