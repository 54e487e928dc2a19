import { useState } from "react";
import { Button } from "react-aria-components";
import { words } from "../../src/shared/words/words.js";
import { TextInput } from "../controls/text-input.js";
import { callMain } from "../ipc/culvert-api.js";

interface PathInputProps {
  readonly label: string;
  readonly hint: string;
  readonly placeholder: string;
  readonly value: string;
  /** Which of the system's dialogs finds the file. */
  readonly chooser: "files.chooseKey" | "files.chooseKnownHosts";
  readonly onChange: (file: string) => void;
}

/** The path of a file, typed or chosen; kept as the line is left. */
export function PathInput({ label, hint, placeholder, value, chooser, onChange }: PathInputProps) {
  const [typed, setTyped] = useState<string>();
  const leave = (): void => {
    if (typed !== undefined && typed.trim() !== value) onChange(typed.trim());
    setTyped(undefined);
  };
  const choose = async (): Promise<void> => {
    const chosen = await callMain(chooser);
    if (chosen.ok && chosen.value !== undefined) onChange(chosen.value);
  };
  return (
    <TextInput
      label={label}
      hint={hint}
      kind="code"
      placeholder={placeholder}
      value={typed ?? value}
      onChange={setTyped}
      onBlur={leave}
      onEnter={leave}
      adornment={
        <Button className="button" aria-label={`${label}: ${words.settings.choose}`} onPress={() => void choose()}>
          {words.settings.choose}
        </Button>
      }
    />
  );
}
