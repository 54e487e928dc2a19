import { ChevronDown, Plus } from "lucide-react";
import type { RefObject } from "react";
import { Button, Menu, MenuItem, MenuTrigger, Popover, Separator, Text } from "react-aria-components";
import { FORWARD_PRESETS, type ForwardUse } from "../../../src/shared/profile/forward-presets.js";
import { words } from "../../../src/shared/words/words.js";
import { newForward, presetForward, type ForwardDraft } from "../draft/forward-draft.js";

interface AddForwardProps {
  readonly button: RefObject<HTMLButtonElement | null>;
  /** Those that are there already: a preset takes a port that none of them has. */
  readonly others: readonly ForwardDraft[];
  readonly onAdd: (forward: ForwardDraft) => void;
}

/** Adds a forward, empty or filled in for one of the usual uses. */
export function AddForward({ button, others, onAdd }: AddForwardProps) {
  const uses = Object.keys(FORWARD_PRESETS) as ForwardUse[];
  return (
    <MenuTrigger>
      <Button ref={button} className="button button-small">
        <Plus aria-hidden="true" />
        {words.forwards.add}
        <ChevronDown aria-hidden="true" />
      </Button>
      <Popover className="popover" placement="bottom start">
        <Menu className="menu" aria-label={words.forwards.add}>
          <MenuItem className="menu-item" onAction={() => onAdd(newForward())}>
            {words.forwards.empty}
          </MenuItem>
          <Separator className="menu-line" />
          {uses.map((use) => (
            <PresetItem
              key={use}
              use={use}
              onAdd={() => onAdd(presetForward(use, words.forwardUses[use].name, others))}
            />
          ))}
        </Menu>
      </Popover>
    </MenuTrigger>
  );
}

function PresetItem({ use, onAdd }: { readonly use: ForwardUse; readonly onAdd: () => void }) {
  const { name, says } = words.forwardUses[use];
  return (
    <MenuItem className="menu-item menu-preset" textValue={name} onAction={onAdd}>
      <Text slot="label">{name}</Text>
      {says === "" ? null : (
        <Text slot="description" className="hint">
          {says}
        </Text>
      )}
    </MenuItem>
  );
}
