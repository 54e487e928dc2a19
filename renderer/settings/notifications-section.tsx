import type { Settings } from "../../src/shared/settings.js";
import { words } from "../../src/shared/words/words.js";
import { Checkbox } from "../controls/checkbox.js";
import { Section } from "../controls/section.js";
import type { SettingsSectionProps } from "./section-props.js";

type Kind = keyof Settings["notifications"];

/** A switch for each kind of notification. */
export function NotificationsSection({ settings: { notifications }, onChange }: SettingsSectionProps) {
  return (
    <Section title={words.settings.notifications}>
      <p className="secondary-text">{words.settings.notificationsSay}</p>
      {(Object.keys(words.settings.notify) as Kind[]).map((kind) => (
        <Checkbox
          key={kind}
          label={words.settings.notify[kind]}
          isSelected={notifications[kind]}
          onChange={(isWanted) => onChange({ notifications: { ...notifications, [kind]: isWanted } })}
        />
      ))}
    </Section>
  );
}
