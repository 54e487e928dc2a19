import { Download } from "lucide-react";
import { useState } from "react";
import type { ProfileId } from "../../../src/shared/profile/profile-schema.js";
import type { ForwardStatus } from "../../../src/shared/status/tunnel-state.js";
import { describeFailure, words } from "../../../src/shared/words/words.js";
import { IconButton } from "../../controls/icon-button.js";
import { callMain } from "../../ipc/culvert-api.js";
import { CopyableValue } from "./copyable-value.js";

interface ClientTlsFactsProps {
  readonly profile: ProfileId;
  readonly forwards: readonly ForwardStatus[];
}

/** What an FTP program must know to speak TLS to the tunnel, where it may: the kind, and the certificate, which can be saved for it. */
export function ClientTlsDetails({ profile, forwards }: ClientTlsFactsProps) {
  const [outcome, setOutcome] = useState<string>();
  const { clientTls } = forwards.find((row) => row.clientTls !== undefined) ?? {};
  if (clientTls === undefined) return null;
  const text = words.clientTls;
  const save = async (): Promise<void> => {
    const saved = await callMain("export.certificate", profile);
    if (!saved.ok) setOutcome(describeFailure(saved.failure).says);
    else if (saved.value !== undefined) setOutcome(text.saved(saved.value));
  };
  return (
    <>
      <CopyableValue name={text.kind} value={text.kinds(clientTls.mode, clientTls.implicitPort)} />
      {clientTls.fingerprint === undefined ? null : (
        <CopyableValue name={text.certificate} value={clientTls.fingerprint} isCopied>
          <IconButton label={text.save} icon={Download} onPress={() => void save()} />
          {outcome === undefined ? null : <span role="status">{outcome}</span>}
        </CopyableValue>
      )}
    </>
  );
}
