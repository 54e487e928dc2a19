import { useState } from "react";
import { Button } from "react-aria-components";
import type { Where } from "../../src/shared/ipc/navigation.js";
import { sayFailure, words } from "../../src/shared/words/words.js";
import { Notice } from "../controls/notice.js";
import { Part } from "../controls/section.js";
import { ask } from "../ipc/culvert-api.js";

/** Every profile out to a file, and the way to where files come in. */
export function AllProfiles({ onGo }: { readonly onGo: (to: Where) => void }) {
  const [told, setTold] = useState<{ readonly grade: "info" | "danger"; readonly says: string; readonly remedy?: string }>();
  const write = async (): Promise<void> => {
    const outcome = await ask("profiles.export");
    if (!outcome.ok) setTold({ grade: "danger", ...sayFailure(outcome.failure) });
    else if (outcome.value !== undefined) setTold({ grade: "info", says: words.settings.exported(outcome.value) });
  };
  return (
    <Part title={words.settings.profiles}>
      <p className="lesser">{words.settings.profilesSay}</p>
      <div className="settings-foot">
        <Button className="button" onPress={() => void write()}>{words.settings.exportAll}</Button>
        {PAGES.import === undefined ? null : <Button className="button" onPress={() => onGo({ kind: "page", page: "import" })}>{words.settings.importSome}</Button>}
      </div>
      {told === undefined ? null : <Notice {...told} />}
    </Part>
  );
}
