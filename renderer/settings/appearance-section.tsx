import { TEXT_SIZES, type Settings } from "../../src/shared/settings.js";
import { sayPercent } from "../../src/shared/words/format-values.js";
import { words } from "../../src/shared/words/words.js";
import { Part } from "../controls/section.js";
import { Choice } from "../controls/select.js";
import type { SettingsPartProps } from "./section-props.js";

/** Language, colours, the size of text, and how often figures are drawn. */
export function AppearancePart({ settings, onChange }: SettingsPartProps) {
  return (
    <Part title={words.settings.appearance}>
      <div className="pair">
        <Choice label={words.settings.language} value={settings.language} names={words.settings.languages} onChange={(language) => onChange({ language })} />
        <Choice label={words.settings.theme} value={settings.theme} names={words.settings.themes} onChange={(theme) => onChange({ theme })} />
      </div>
      <div className="pair">
        <Choice
          label={words.settings.textSize} value={`${settings.textSize}`} names={textSizes()}
          onChange={(size) => onChange({ textSize: Number(size) as Settings["textSize"] })}
        />
        <Choice
          label={words.settings.figures} value={`${settings.figuresPerSecond}`} names={words.settings.figuresPerSecond}
          onChange={(often) => onChange({ figuresPerSecond: Number(often) as Settings["figuresPerSecond"] })}
        />
      </div>
    </Part>
  );
}

const textSizes = () => Object.fromEntries(TEXT_SIZES.map((size) => [`${size}`, sayPercent(size)])) as Record<`${Settings["textSize"]}`, string>;
