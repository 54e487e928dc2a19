import type { Settings } from "../../src/shared/settings.js";
import { words } from "../../src/shared/words/words.js";
import { Tick } from "../controls/checkbox.js";
import { Part } from "../controls/section.js";
import type { SettingsPartProps } from "./section-props.js";

type Kind = keyof Settings["notifications"];

/** A switch for each kind of notification. */
export function NotificationsPart({ settings: { notifications }, onChange }: SettingsPartProps) {
  return (
    <Part title={words.settings.notifications}>
      <p className="lesser">{words.settings.notificationsSay}</p>
      {(Object.keys(words.settings.notify) as Kind[]).map((kind) => (
        <Tick key={kind} label={words.settings.notify[kind]} isSelected={notifications[kind]} onChange={(isWanted) => onChange({ notifications: { ...notifications, [kind]: isWanted } })} />
      ))}
    </Part>
  );
}
