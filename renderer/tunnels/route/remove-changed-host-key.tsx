import { useState } from "react";
import { Button } from "react-aria-components";
import type { Failure, KnownHostKey } from "../../../src/shared/status/failure.js";
import { describeFailure, words } from "../../../src/shared/words/words.js";
import { Dialog } from "../../controls/dialog.js";
import { FormFooter } from "../../controls/form-footer.js";
import { TextInput } from "../../controls/text-input.js";
import { callMain } from "../../ipc/culvert-api.js";

interface RemoveChangedKeyProps {
  readonly profile: string;
  /** The one that is shown no longer. */
  readonly kept: KnownHostKey;
  readonly host: string;
}

/** Takes the line of a key that is shown no longer out of known_hosts, once the host's name was typed: it must be a deed. */
export function RemoveChangedHostKey({ profile, kept, host }: RemoveChangedKeyProps) {
  const [stage, setStage] = useState<"offered" | "asking" | "removed">("offered");
  if (stage === "removed") return <p role="status">{words.routePage.removed}</p>;
  return (
    <>
      <Button className="button button-small" onPress={() => setStage("asking")}>
        {words.routePage.removeLine(kept.line)}
      </Button>
      {stage === "asking" ? (
        <RemoveDialog
          profile={profile}
          kept={kept}
          host={host}
          onCancel={() => setStage("offered")}
          onRemoved={() => setStage("removed")}
        />
      ) : null}
    </>
  );
}

interface RemoveDialogProps extends RemoveChangedKeyProps {
  readonly onCancel: () => void;
  readonly onRemoved: () => void;
}

function RemoveDialog({ profile, kept, host, onCancel, onRemoved }: RemoveDialogProps) {
  const [typedHost, setTypedHost] = useState("");
  const [failure, setFailure] = useState<Failure>();
  const isTyped = typedHost.trim().toLowerCase() === host.toLowerCase();
  const remove = async (): Promise<void> => {
    const { line, fingerprint } = kept;
    const outcome = await callMain("hostKeys.removeChanged", { id: profile, typedHost, line, fingerprint });
    if (outcome.ok) onRemoved();
    else setFailure(outcome.failure);
  };
  return (
    <Dialog
      title={words.routePage.removeTitle(host)}
      about={words.routePage.keyAt(kept.keyType, kept.file, kept.line)}
      onCancel={onCancel}
      isAlert
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (isTyped) void remove();
        }}
      >
        <p>{words.routePage.removeSays}</p>
        <TextInput
          label={words.routePage.removeType(host)}
          value={typedHost}
          onChange={setTypedHost}
          error={failure === undefined ? undefined : describeFailure(failure).says}
          autoFocus
        />
        <FormFooter submit={words.routePage.removeDo} tone="danger" isDisabled={!isTyped} onCancel={onCancel} />
      </form>
    </Dialog>
  );
}
