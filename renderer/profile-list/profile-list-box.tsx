import { memo, useCallback, useEffect, useRef } from "react";
import { ListBox } from "react-aria-components";
import type { ProfileId } from "../../src/shared/profile/profile-schema.js";
import { ProfileItem } from "./profile-item.js";
import type { ProfileRow } from "./profile-rows.js";

interface ProfileListBoxProps {
  readonly label: string;
  readonly rows: readonly ProfileRow[];
  readonly isCompact: boolean;
  /** Another one draws all anew. */
  readonly language: string;
  readonly selected: ProfileId | undefined;
  readonly onSelect: (id: ProfileId) => void;
}

/** The profiles of one group. Drawn anew only where something in it is another: hundreds of tunnels are told of several times a second. */
export const ProfileListBox = memo(function ProfileListBox({
  label,
  rows,
  isCompact,
  language,
  selected,
  onSelect,
}: ProfileListBoxProps) {
  return (
    <ListBox
      aria-label={label}
      className="profile-rows"
      selectionMode="single"
      selectionBehavior="replace"
      disallowEmptySelection
      items={rows}
      dependencies={[isCompact, language]}
      selectedKeys={selected !== undefined && rows.some(({ id }) => id === selected) ? [selected] : []}
      onSelectionChange={(keys) => {
        if (keys !== "all") for (const key of keys) if (key !== selected) onSelect(String(key));
      }}
    >
      {(row) => <ProfileItem row={row} isCompact={isCompact} />}
    </ListBox>
  );
});

/** The same function for as long as the list stands, which calls the one of the latest drawing. */
export function useSame(callback: (id: ProfileId) => void): (id: ProfileId) => void {
  const latest = useRef(callback);
  useEffect(() => {
    latest.current = callback;
  });
  return useCallback((id) => latest.current(id), []);
}
