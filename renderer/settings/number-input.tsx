import { useState } from "react";
import { words } from "../../src/shared/words/words.js";
import { TextInput } from "../controls/text-input.js";

interface NumberInputProps {
  readonly label: string;
  readonly hint?: string;
  readonly value: number;
  readonly minimum: number;
  readonly maximum: number;
  readonly onChange: (value: number) => void;
}

/** A whole number, kept as the line is left; what is out of its bounds is told and not kept. */
export function NumberInput({ label, hint, value, minimum, maximum, onChange }: NumberInputProps) {
  const [typed, setTyped] = useState<string>();
  const [isLeft, setLeft] = useState(false);
  const number = typed === undefined || !/^\d+$/.test(typed.trim()) ? undefined : Number(typed);
  const isValid = typed === undefined || (number !== undefined && number >= minimum && number <= maximum);
  const leave = (): void => {
    setLeft(true);
    if (!isValid) return;
    if (number !== undefined && number !== value) onChange(number);
    setTyped(undefined);
  };
  return (
    <TextInput
      label={label}
      hint={hint}
      kind="port"
      value={typed ?? String(value)}
      error={isValid || !isLeft ? undefined : words.settings.outOfRange(minimum, maximum)}
      onChange={(text) => {
        setLeft(false);
        setTyped(text);
      }}
      onBlur={leave}
      onEnter={leave}
    />
  );
}
