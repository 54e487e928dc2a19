import { useState } from "react";
import { Button } from "react-aria-components";
import type { ProfileId } from "../../src/shared/profile/profile-schema.js";
import type { Failure } from "../../src/shared/status/failure.js";
import { describeFailure, words } from "../../src/shared/words/words.js";
import { Notice } from "../controls/notice.js";
import { callMain } from "../ipc/culvert-api.js";

/** Tells that the system's vault keeps a secret for this profile, and forgets it when asked. */
export function StoredSecrets({ id }: { readonly id: ProfileId }) {
  const [failure, setFailure] = useState<Failure>();
  const forget = async (): Promise<void> => {
    const outcome = await callMain("secrets.forget", id);
    setFailure(outcome.ok ? undefined : outcome.failure);
  };
  return (
    <div className="stored-secrets">
      <p>{words.login.kept}</p>
      <Button className="button button-small" onPress={() => void forget()}>
        {words.login.forget}
      </Button>
      {failure === undefined ? null : <Notice grade="danger" {...describeFailure(failure)} />}
    </div>
  );
}
