import { useState } from "react";
import { words } from "../../src/shared/words/words.js";
import { TextLine } from "../controls/text-input.js";

interface NumberLineProps {
  readonly label: string;
  readonly hint?: string;
  readonly value: number;
  readonly least: number;
  readonly most: number;
  readonly onChange: (value: number) => void;
}

/** A whole number, kept as the line is left; what is out of its bounds is told and not kept. */
export function NumberLine({ label, hint, value, least, most, onChange }: NumberLineProps) {
  const [typed, setTyped] = useState<string>();
  const [isLeft, setLeft] = useState(false);
  const number = typed === undefined || !/^\d+$/.test(typed.trim()) ? undefined : Number(typed);
  const isFit = typed === undefined || (number !== undefined && number >= least && number <= most);
  const leave = (): void => {
    setLeft(true);
    if (!isFit) return;
    if (number !== undefined && number !== value) onChange(number);
    setTyped(undefined);
  };
  return (
    <TextLine
      label={label} hint={hint} kind="port" value={typed ?? String(value)} says={isFit || !isLeft ? undefined : words.settings.outOfRange(least, most)}
      onChange={(text) => { setLeft(false); setTyped(text); }} onLeave={leave} onEnter={leave}
    />
  );
}
