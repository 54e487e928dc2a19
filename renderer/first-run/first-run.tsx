import { ArrowLeftRight, FolderSync, Import, ShieldCheck, type LucideIcon } from "lucide-react";
import { useState } from "react";
import { Button } from "react-aria-components";
import type { NavigationTarget } from "../../src/shared/ipc/navigation.js";
import { parseProfile } from "../../src/shared/profile/profile-issues.js";
import type { Ftp, Profile } from "../../src/shared/profile/profile-schema.js";
import { words } from "../../src/shared/words/words.js";
import { DestinationField } from "../profile-editor/destination/destination-field.js";
import { firstDraft, profileOf, type Draft } from "../profile-editor/draft/profile-draft.js";
import { useConfiguredHosts } from "../profile-editor/destination/use-configured-hosts.js";
import { CulvertPicture } from "./culvert-picture.js";
import "./first-run.css";

interface FirstRunProps {
  readonly defaultKey: string | undefined;
  /** What was pasted makes a whole profile. */
  readonly onSaveAndConnect: (profile: Profile) => void;
  /** What was pasted is to be looked at or completed, beginning at a field. */
  readonly onEdit: (draft: Draft, focusPath: string) => void;
  /** The user has what this mode is for. */
  readonly onChoose: (mode: Ftp["mode"]) => void;
  readonly onNavigate: (to: NavigationTarget) => void;
}

const MODES: readonly { readonly mode: Ftp["mode"]; readonly icon: LucideIcon }[] = [
  { mode: "relay", icon: ArrowLeftRight },
  { mode: "bridge", icon: FolderSync },
  { mode: "range", icon: ShieldCheck },
];

/** What a new user sees: what this is for, one field that takes whatever names a server, and the question that leads to a profile without one. */
export function FirstRun({ defaultKey, onSaveAndConnect, onEdit, onChoose, onNavigate }: FirstRunProps) {
  return (
    <section className="first-run" aria-labelledby="first-run-title">
      <CulvertPicture />
      <h1 id="first-run-title">{words.firstRun.title}</h1>
      <p>{words.firstRun.says}</p>
      <PastedDestination defaultKey={defaultKey} onSaveAndConnect={onSaveAndConnect} onEdit={onEdit} />
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

function PastedDestination({
  defaultKey,
  onSaveAndConnect,
  onEdit,
}: Pick<FirstRunProps, "defaultKey" | "onSaveAndConnect" | "onEdit">) {
  const hosts = useConfiguredHosts();
  const [empty] = useState(() => firstDraft("relay", defaultKey));
  const [draft, setDraft] = useState(empty);
  const submit = (): void => {
    const read = parseProfile(profileOf(draft, []));
    if (read.ok) onSaveAndConnect(read.profile);
    else onEdit(draft, read.issues.find(({ field }) => field !== "name")?.field ?? "");
  };
  return (
    <form
      className="pasted-destination"
      noValidate
      aria-label={words.destination.label}
      onSubmit={(event) => {
        event.preventDefault();
        if (draft !== empty) submit();
      }}
    >
      <DestinationField draft={draft} onChange={setDraft} hosts={hosts} defaultKey={defaultKey} autoFocus />
      {draft === empty ? null : (
        <div className="pasted-destination-foot">
          <Button className="button" onPress={() => onEdit(draft, "gateway.host")}>
            {words.destination.fields}
          </Button>
          <Button className="button button-primary" type="submit">
            {words.editor.saveAndConnect}
          </Button>
        </div>
      )}
    </form>
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
      <Button className="first-run-option" onPress={onPress}>
        <Icon aria-hidden="true" />
        <span className="first-run-option-text">
          <strong>{name}</strong>
          <span className="hint">{says}</span>
        </span>
      </Button>
    </li>
  );
}
