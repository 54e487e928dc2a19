import type { PortHolder } from "../../../shared/status/port-holder.js";
import type { Endpoint } from "../../../shared/profile/endpoint.js";
import { linuxPortHolder } from "./linux.js";
import { macPortHolder } from "./mac.js";
import { windowsPortHolder } from "./windows.js";

/** The program that listens on a local port, as far as the system tells; nothing where it does not. */
export async function portHolder(endpoint: Endpoint): Promise<PortHolder | undefined> {
  switch (process.platform) {
    case "linux":
      return linuxPortHolder(endpoint);
    case "darwin":
      return macPortHolder(endpoint);
    case "win32":
      return windowsPortHolder(endpoint);
    default:
      return undefined;
  }
}
