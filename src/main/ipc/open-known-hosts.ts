import { isDeepStrictEqual } from "node:util";
import type { Shell } from "electron";
import { FailureError } from "../../shared/status/failure.js";
import type { Mend } from "../../shared/status/mend.js";
import type { TunnelStatus } from "../../shared/status/tunnel-state.js";

/**
 * Open a known_hosts file in the system's editor, or show where it is. Only one that a tunnel's route names just now: to
 * the system, opening a file may mean running it, so the window does not choose which.
 *
 * @throws Failed `internal` where no route names it
 */
export async function openKnownHosts(
  shell: Pick<Shell, "openPath" | "showItemInFolder">,
  mend: Extract<Mend, { kind: "open-known-hosts" }>,
  statuses: readonly Pick<TunnelStatus, "route">[],
): Promise<void> {
  const isOffered = statuses.some(({ route }) =>
    route?.hops.some(({ mends = [] }) => mends.some((offered) => isDeepStrictEqual(offered, mend))),
  );
  if (!isOffered) throw new FailureError({ code: "internal", detail: "no tunnel names that file" });
  const problem = await shell.openPath(mend.file);
  if (problem !== "") shell.showItemInFolder(mend.file); // the system has no program for it
}
