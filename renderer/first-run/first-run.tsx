import { ArrowLeftRight, FolderSync, Import, ShieldCheck, type LucideIcon } from "lucide-react";
import { Button } from "react-aria-components";
import type { NavigationTarget } from "../../src/shared/ipc/navigation.js";
import type { Ftp } from "../../src/shared/profile/profile-schema.js";
import { words } from "../../src/shared/words/words.js";
import { CulvertPicture } from "./culvert-picture.js";
import "./first-run.css";

interface FirstRunProps {
  /** The user has what this mode is for. */
  readonly onChoose: (mode: Ftp["mode"]) => void;
  readonly onNavigate: (to: NavigationTarget) => void;
}

const MODES: readonly { readonly mode: Ftp["mode"]; readonly icon: LucideIcon }[] = [
  { mode: "relay", icon: ArrowLeftRight },
  { mode: "bridge", icon: FolderSync },
  { mode: "range", icon: ShieldCheck },
];

/** What a new user sees: what this is for, and the one question that leads to a profile. */
export function FirstRun({ onChoose, onNavigate }: FirstRunProps) {
  return (
    <section className="first-run" aria-labelledby="first-run-title">
      <CulvertPicture />
      <h1 id="first-run-title">{words.firstRun.title}</h1>
      <p>{words.firstRun.says}</p>
      <h2 id="first-run-question">{words.firstRun.question}</h2>
      <ul aria-labelledby="first-run-question">
        {MODES.map(({ mode, icon }) => (
          <FirstRunChoice key={mode} {...words.firstRun[mode]} icon={icon} onPress={() => onChoose(mode)} />
        ))}
        <FirstRunChoice
          {...words.firstRun.import}
          icon={Import}
          onPress={() => onNavigate({ kind: "page", page: "import" })}
        />
      </ul>
    </section>
  );
}

interface FirstRunChoiceProps {
  readonly name: string;
  readonly says: string;
  readonly icon: LucideIcon;
  readonly onPress: () => void;
}

function FirstRunChoice({ name, says, icon: Icon, onPress }: FirstRunChoiceProps) {
  return (
    <li>
      <Button className="way-in" onPress={onPress}>
        <Icon aria-hidden="true" />
        <span className="way-in-text">
          <strong>{name}</strong>
          <span className="hint">{says}</span>
        </span>
      </Button>
    </li>
  );
}
