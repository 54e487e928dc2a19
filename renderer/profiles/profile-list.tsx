import { Plus } from "lucide-react";
import { ListBox, ListBoxItem, Text } from "react-aria-components";
import type { Profile, ProfileId } from "../../src/shared/profile.js";
import type { TunnelState } from "../../src/shared/tunnel-state.js";
import { IconButton } from "../controls/icon-button.js";
import { StateMark } from "../tunnels/state-mark.js";
import { words } from "../words.js";
import "./profile-list.css";

interface ProfileListProps {
  readonly profiles: readonly Profile[];
  readonly stateOf: (id: ProfileId) => TunnelState;
  readonly selected: ProfileId | undefined;
  readonly onSelect: (id: ProfileId) => void;
  readonly onNew: () => void;
}

/** Every profile with its state; arrow keys go through them. */
export function ProfileList({ profiles, stateOf, selected, onSelect, onNew }: ProfileListProps) {
  return (
    <>
      <header className="sidebar-head">
        <h2>{words.app.profiles}</h2>
        <IconButton label={words.app.newProfile} icon={Plus} onPress={onNew} />
      </header>
      <ListBox
        aria-label={words.app.profiles} className="profile-list" selectionMode="single" selectionBehavior="replace" disallowEmptySelection
        items={profiles.map((profile) => ({ profile, id: profile.id, kind: stateOf(profile.id).kind }))} selectedKeys={selected === undefined ? [] : [selected]}
        onSelectionChange={(keys) => { if (keys !== "all") for (const key of keys) if (key !== selected) onSelect(String(key)); }}
      >
        {({ profile, kind }) => (
          <ListBoxItem id={profile.id} textValue={profile.name} className="profile-item">
            <StateMark kind={kind} />
            <Text slot="label" className="profile-name">{profile.name}</Text>
            <Text slot="description" className={`profile-state state-${kind}`}>{words.shortStates[kind]}</Text>
          </ListBoxItem>
        )}
      </ListBox>
    </>
  );
}
