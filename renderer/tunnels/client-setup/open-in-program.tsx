import { ExternalLink } from "lucide-react";
import { useEffect, useState } from "react";
import { Button } from "react-aria-components";
import type { ProfileId } from "../../../src/shared/profile/profile-schema.js";
import { words } from "../../../src/shared/words/words.js";
import { callMain } from "../../ipc/culvert-api.js";

/** Opens the tunnel in the system's own program for ftp:// addresses; nothing where it has none. */
export function OpenInProgram({ profile }: { readonly profile: ProfileId }) {
  const [program, setProgram] = useState<string>();
  useEffect(
    () => void callMain("programs.forFtp").then((outcome) => setProgram(outcome.ok ? outcome.value : undefined)),
    [],
  );
  if (program === undefined) return null;
  return (
    <Button className="button button-small" onPress={() => void callMain("programs.openFtp", profile)}>
      <ExternalLink aria-hidden="true" />
      {words.programs.openIn(program)}
    </Button>
  );
}
