import { useState } from "react";
import { FTP_CLIENTS, type FtpClientName } from "../../../src/shared/import-export/ftp-client-settings.js";
import type { ProfileId } from "../../../src/shared/profile/profile-schema.js";

const keyOf = (profile: ProfileId): string => `ftp-program ${profile}`;

function read(profile: ProfileId): FtpClientName {
  try {
    const stored = localStorage.getItem(keyOf(profile));
    return FTP_CLIENTS.find((program) => program === stored) ?? "any";
  } catch {
    return "any"; // a browser may keep nothing for this origin
  }
}

/** The FTP program that was last chosen for a profile; kept by the window on this computer. */
export function useRememberedProgram(profile: ProfileId): readonly [FtpClientName, (program: FtpClientName) => void] {
  const [program, setProgram] = useState(() => read(profile));
  const choose = (chosen: FtpClientName): void => {
    setProgram(chosen);
    try {
      localStorage.setItem(keyOf(profile), chosen);
    } catch {
      return; // then it is chosen for as long as the page stands
    }
  };
  return [program, choose];
}
