import { FilePlus } from "lucide-react";
import { useEffect, useState } from "react";
import { Button } from "react-aria-components";
import type { SiteProgram, WrittenSite } from "../../../src/shared/import-export/export-format.js";
import type { Outcome } from "../../../src/shared/ipc/contract.js";
import type { ProfileId } from "../../../src/shared/profile/profile-schema.js";
import { describeFailure, words } from "../../../src/shared/words/words.js";
import { Notice } from "../../controls/notice.js";
import { callMain } from "../../ipc/culvert-api.js";

interface WriteIntoProgramProps {
  readonly profile: ProfileId;
  readonly program: SiteProgram;
}

/** Writes the tunnel's site into a program's own settings, and tells what became of it; nothing where the program has none here. */
export function WriteIntoProgram({ profile, program }: WriteIntoProgramProps) {
  const [isHere, setIsHere] = useState(false);
  const [outcome, setOutcome] = useState<Outcome<WrittenSite | undefined>>();
  useEffect(
    () =>
      void callMain("programs.withSites").then((read) => {
        setIsHere(read.ok && read.value.includes(program));
      }),
    [program],
  );
  if (!isHere) return null;
  const name = words.importSources[program];
  const write = async (): Promise<void> => setOutcome(await callMain("programs.writeSite", { id: profile, program }));
  return (
    <div className="write-into">
      <Button className="button button-small" onPress={() => void write()}>
        <FilePlus aria-hidden="true" />
        {words.programs.writeInto(name)}
      </Button>
      <span className="hint">{words.programs.writeIntoSays(name)}</span>
      {outcome === undefined ? null : outcome.ok ? (
        outcome.value === undefined ? null : (
          <WrittenNotice {...outcome.value} onDismiss={() => setOutcome(undefined)} />
        )
      ) : (
        <Notice grade="danger" {...describeFailure(outcome.failure)} onDismiss={() => setOutcome(undefined)} />
      )}
    </div>
  );
}

function WrittenNotice({
  program,
  name,
  outcome,
  backup,
  onDismiss,
}: WrittenSite & { readonly onDismiss: () => void }) {
  return (
    <Notice
      grade="info"
      says={words.programs.written[outcome](words.importSources[program], name)}
      {...(backup === undefined ? {} : { remedy: words.programs.backup(backup) })}
      onDismiss={onDismiss}
    />
  );
}
