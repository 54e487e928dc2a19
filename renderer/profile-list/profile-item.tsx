import { ListBoxItem, Text } from "react-aria-components";
import { describeFailure, words } from "../../src/shared/words/words.js";
import { StateIcon } from "../controls/state-icon.js";
import { AttentionIcon } from "./attention-icon.js";
import type { ProfileRow } from "./profile-rows.js";

interface ProfileItemProps {
  readonly row: ProfileRow;
  /** On one line, among many. */
  readonly isCompact: boolean;
}

/** A profile of the list with its state. */
export function ProfileItem({ row, isCompact }: ProfileItemProps) {
  const { profile, kind, reason } = row;
  return (
    <ListBoxItem
      id={profile.id}
      textValue={profile.name}
      className={`profile-item ${isCompact ? "profile-item-compact" : ""}`}
    >
      {reason === "routes" ? <AttentionIcon reason={reason} /> : <StateIcon kind={kind} />}
      <Text slot="label" className="profile-name" {...(isCompact ? { title: profile.name } : {})}>
        {profile.name}
      </Text>
      {isCompact ? <CompactState row={row} /> : <ProfileState row={row} />}
    </ListBoxItem>
  );
}

/** The state in a word; of an open tunnel through which FTP does not get, the cause in a line. */
function ProfileState({ row: { kind, reason, cause } }: { readonly row: ProfileRow }) {
  const isCause = reason === "routes" && cause !== undefined;
  const text = isCause ? describeFailure(cause).says : reason === "routes" ? words.openButFails : undefined;
  return (
    <Text
      slot="description"
      className={`profile-state state-${reason ?? kind} ${isCause ? "profile-cause" : ""}`}
      {...(isCause ? { title: text } : {})}
    >
      {text ?? (reason === "refusals" ? words.needs.openWithRefusals : words.shortStates[kind])}
    </Text>
  );
}

/** Beside a name on one line: open and closed are told by the icon alone to whoever sees it, all else in a word. */
function CompactState({ row: { kind, reason, cause } }: { readonly row: ProfileRow }) {
  const text = reason === "routes" || reason === "refusals" ? words.list.shortReasons[reason] : words.shortStates[kind];
  const isTold = reason === undefined && (kind === "open" || kind === "closed");
  return (
    <Text
      slot="description"
      className={`profile-state state-${reason ?? kind} ${isTold ? "visually-hidden" : ""}`}
      {...(cause === undefined ? {} : { title: describeFailure(cause).says })}
    >
      {text}
    </Text>
  );
}
