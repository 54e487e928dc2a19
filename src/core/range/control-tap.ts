import type { Socket } from "node:net";
import { ControlWatcher, type ControlSighting } from "./control-watcher.js";
import { isSameAddress, unmappedAddress } from "../ftp/passive-endpoint.js";
import type { HopReport, SessionAccess } from "../forward/session-access.js";
import type { StreamTap } from "../forward/splice-streams.js";

/** What the replies of a server are held against in `range`. */
export interface ExpectedPassive {
  /** As the profile writes it, and each port. */
  readonly passive: string;
  readonly ports: ReadonlySet<number>;
}

/** Read along the control connections of a range, whose bytes pass as they are, and report what they show of the route. */
export const controlTap =
  (expected: ExpectedPassive, access: Pick<SessionAccess, "reportHop" | "clock">) =>
  (client: Socket): StreamTap => {
    const dialled = unmappedAddress(client.localAddress);
    const watcher = new ControlWatcher((sighting) => {
      for (const report of reportsOf(sighting, expected, dialled, access.clock.now())) access.reportHop(report);
    });
    return { onUp: (bytes) => watcher.clientSent(bytes), onDown: (bytes) => watcher.serverSent(bytes) };
  };

/** What a sighting says of the route. @param dialled the address at which the client reached the control port */
export function reportsOf(
  sighting: ControlSighting,
  { passive, ports }: ExpectedPassive,
  dialled: string,
  at: number,
): readonly HopReport[] {
  switch (sighting.kind) {
    case "login-accepted":
      return [{ kind: "login-accepted", at }];
    case "login-refused":
      return [{ ...sighting, at }];
    case "passive-refused":
    case "tls-demanded":
      return [sighting];
    case "tls-begun":
      return [{ kind: "tls-unreadable" }];
    case "passive": {
      const { port, address } = sighting;
      const wrong: HopReport[] = [
        ...(ports.has(port) ? [] : [{ kind: "outside-range", port, passive } as const]),
        ...(address === undefined || isSameAddress(address, dialled)
          ? []
          : [{ kind: "other-address", address, dialled } as const]),
      ];
      return wrong.length > 0 ? wrong : [{ kind: "passive-inside" }];
    }
  }
}
