import type { App, Shell } from "electron";
import { dialHostFor, isLoopback } from "../shared/profile/listen-host.js";
import type { TunnelStatus } from "../shared/status/tunnel-state.js";
import { formatEndpoint } from "../shared/words/words.js";
import { desktopEntryName } from "./desktop-entry.js";

/** The program that the system opens ftp:// addresses with. */
export class FtpUrlHandler {
  constructor(
    private readonly app: Pick<App, "getApplicationNameForProtocol">,
    private readonly shell: Pick<Shell, "openExternal">,
  ) {}

  /** Its name; nothing where there is none. */
  name(): string | undefined {
    const name = this.app.getApplicationNameForProtocol("ftp://").trim();
    if (name === "") return undefined;
    return name.endsWith(".desktop") ? desktopEntryName(name) : name; // Linux names the entry, and not the program
  }

  /** Open a tunnel's own FTP in it; nothing where that is not open, or is not to be dialled on this computer. No user name or password goes along. */
  async open(status: TunnelStatus | undefined): Promise<void> {
    const control = status?.forwards.find(({ group, state }) => group === "control" && state.kind === "listening");
    const url = control === undefined ? undefined : loopbackUrl(control.listen);
    if (url !== undefined) await this.shell.openExternal(url);
  }
}

/** `127.0.0.1:2121`, or `0.0.0.0:2121`, as `ftp://127.0.0.1:2121/`; nothing for any other computer. */
export function loopbackUrl(listen: string): string | undefined {
  const [, ipv6, host = ipv6 ?? "", port = ""] = /^(?:\[([0-9a-f:.]+)\]|([^:]+)):(\d+)$/i.exec(listen) ?? [];
  const dialled = dialHostFor(host);
  return port !== "" && isLoopback(dialled)
    ? `ftp://${formatEndpoint({ host: dialled, port: Number(port) })}/`
    : undefined;
}
