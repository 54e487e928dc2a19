import type { PortHolder } from "../../../shared/check/finding.js";
import type { Place } from "../../../shared/profile/endpoint.js";
import { linuxPortHolder } from "./linux.js";
import { macPortHolder } from "./mac.js";
import { windowsPortHolder } from "./windows.js";

/** The program that listens on a local port, as far as the system tells; nothing where it does not. */
export async function portHolder(place: Place): Promise<PortHolder | undefined> {
  switch (process.platform) {
    case "linux": return linuxPortHolder(place);
    case "darwin": return macPortHolder(place);
    case "win32": return windowsPortHolder(place);
    default: return undefined;
  }
}
