import { ChevronDown, Check } from "lucide-react";
import {
  Button,
  Label,
  ListBox,
  ListBoxItem,
  Popover,
  Select as AriaSelect,
  SelectValue,
  Text,
} from "react-aria-components";

interface SelectProps<T extends string> {
  readonly label: string;
  readonly value: T;
  readonly names: Readonly<Record<T, string>>;
  readonly onChange: (value: T) => void;
  readonly hint?: string;
}

/** One of a few, in a list that unfolds. */
export function Select<T extends string>({ label, value, names, onChange, hint }: SelectProps<T>) {
  const options = Object.keys(names) as T[];
  return (
    <AriaSelect className="select" value={value} onChange={(key) => onChange(key as T)}>
      <Label>{label}</Label>
      <Button className="select-button">
        <SelectValue>{({ selectedText }) => selectedText}</SelectValue>
        <ChevronDown aria-hidden="true" />
      </Button>
      {hint === undefined ? null : (
        <Text slot="description" className="hint">
          {hint}
        </Text>
      )}
      <Popover className="popover">
        <ListBox className="menu">
          {options.map((option) => (
            <ListBoxItem key={option} id={option} textValue={names[option]} className="menu-item">
              <Check aria-hidden="true" className="menu-check" />
              {names[option]}
            </ListBoxItem>
          ))}
        </ListBox>
      </Popover>
    </AriaSelect>
  );
}
