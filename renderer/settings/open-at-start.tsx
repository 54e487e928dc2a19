import { useState } from "react";
import type { Profile } from "../../src/shared/profile/profile-schema.js";
import { formatCount } from "../../src/shared/words/format-values.js";
import { words } from "../../src/shared/words/words.js";
import { Checkbox } from "../controls/checkbox.js";
import { TextInput } from "../controls/text-input.js";
import { matchesSearch } from "../profile-list/profile-rows.js";

/** Of more profiles some are found by a search. */
const MAX_UNSEARCHED = 12;
/** So many are shown at once, beside those that are chosen. */
const MAX_SHOWN = 50;

interface OpenAtStartProps {
  readonly profiles: readonly Profile[];
  readonly onChange: (profile: Profile, isWanted: boolean) => void;
}

/** Which tunnels open when Culvert starts. */
export function OpenAtStart({ profiles, onChange }: OpenAtStartProps) {
  const [search, setSearch] = useState("");
  const found = profiles.filter((profile) => matchesSearch(profile, search));
  const shown = found.filter(({ openAtStart }, index) => index < MAX_SHOWN || openAtStart);
  return (
    <div className="settings-group" role="group" aria-labelledby="open-at-start">
      <h3 id="open-at-start">{words.settings.openAtStart}</h3>
      {profiles.length === 0 ? <p className="secondary-text">{words.settings.noProfiles}</p> : null}
      {profiles.length > MAX_UNSEARCHED ? (
        <TextInput label={words.list.search} value={search} onChange={setSearch} />
      ) : null}
      {shown.map((profile) => (
        <Checkbox
          key={profile.id}
          label={profile.name}
          isSelected={profile.openAtStart}
          onChange={(isWanted) => onChange(profile, isWanted)}
        />
      ))}
      <p className="secondary-text" role="status">
        {profiles.length > 0 && found.length === 0
          ? words.list.none
          : found.length > shown.length
            ? words.settings.moreProfiles(formatCount(found.length - shown.length))
            : ""}
      </p>
    </div>
  );
}
