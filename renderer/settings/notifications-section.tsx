import type { Settings } from "../../src/shared/settings.js";
import { Part } from "../controls/section.js";
import { Tick } from "../controls/checkbox.js";
import { words } from "../words.js";
import type { SettingsPartProps } from "./settings-page.js";

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
