import { TEXT_SIZES, type Settings } from "../../src/shared/settings.js";
import { formatPercent } from "../../src/shared/words/format-values.js";
import { words } from "../../src/shared/words/words.js";
import { Section } from "../controls/section.js";
import { Select } from "../controls/select.js";
import type { SettingsSectionProps } from "./section-props.js";

/** Language, colours, the size of text, and how often figures are drawn. */
export function AppearanceSection({ settings, onChange }: SettingsSectionProps) {
  return (
    <Section title={words.settings.appearance}>
      <div className="field-pair">
        <Select
          label={words.settings.language}
          value={settings.language}
          names={words.settings.languages}
          onChange={(language) => onChange({ language })}
        />
        <Select
          label={words.settings.theme}
          value={settings.theme}
          names={words.settings.themes}
          onChange={(theme) => onChange({ theme })}
        />
      </div>
      <div className="field-pair">
        <Select
          label={words.settings.textSize}
          value={`${settings.textSize}`}
          names={textSizes()}
          onChange={(size) => onChange({ textSize: Number(size) as Settings["textSize"] })}
        />
        <Select
          label={words.settings.figures}
          value={`${settings.figuresPerSecond}`}
          names={words.settings.figuresPerSecond}
          onChange={(often) => onChange({ figuresPerSecond: Number(often) as Settings["figuresPerSecond"] })}
        />
      </div>
    </Section>
  );
}

const textSizes = () =>
  Object.fromEntries(TEXT_SIZES.map((size) => [`${size}`, formatPercent(size)])) as Record<
    `${Settings["textSize"]}`,
    string
  >;
