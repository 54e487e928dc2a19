import type { Settings } from "../../src/shared/settings.js";

/** What each part is given: the settings as they are, and how to change some of them. */
export interface SettingsSectionProps {
  readonly settings: Settings;
  readonly onChange: (changed: Partial<Settings>) => void;
}
