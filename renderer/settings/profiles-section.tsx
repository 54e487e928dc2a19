import { useState } from "react";
import { Button } from "react-aria-components";
import type { NavigationTarget } from "../../src/shared/ipc/navigation.js";
import { describeFailure, words } from "../../src/shared/words/words.js";
import { Notice } from "../controls/notice.js";
import { Section } from "../controls/section.js";
import { callMain } from "../ipc/culvert-api.js";

/** Every profile out to a file, and the way to where files come in. */
export function ProfilesSection({ onNavigate }: { readonly onNavigate: (to: NavigationTarget) => void }) {
  const [message, setMessage] = useState<{
    readonly grade: "info" | "danger";
    readonly says: string;
    readonly remedy?: string;
  }>();
  const write = async (): Promise<void> => {
    const outcome = await callMain("profiles.export");
    if (!outcome.ok) setMessage({ grade: "danger", ...describeFailure(outcome.failure) });
    else if (outcome.value !== undefined) setMessage({ grade: "info", says: words.settings.exported(outcome.value) });
  };
  return (
    <Section title={words.settings.profiles}>
      <p className="secondary-text">{words.settings.profilesSay}</p>
      <div className="settings-foot">
        <Button className="button" onPress={() => void write()}>
          {words.settings.exportAll}
        </Button>
        <Button className="button" onPress={() => onNavigate({ kind: "page", page: "import" })}>
          {words.settings.importSome}
        </Button>
      </div>
      {message === undefined ? null : <Notice {...message} />}
    </Section>
  );
}
