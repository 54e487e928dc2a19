import { formatEndpoint } from "../../shared/profile/endpoint.js";
import { isExposed } from "../../shared/profile/exposure.js";
import type { Profile } from "../../shared/profile/profile-schema.js";
import type { Warning } from "../../shared/status/warning.js";

/** A relay that other computers reach, and whose profile does not say which: it was saved before there was a list, and works as it did. */
export const exposureWarnings = ({ ftp }: Pick<Profile, "ftp">): Warning[] =>
  ftp?.mode === "relay" && ftp.allow === undefined && isExposed(ftp)
    ? [{ code: "ftp.open-to-all", listen: formatEndpoint(ftp.listen) }]
    : [];
