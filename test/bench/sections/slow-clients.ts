import { spawn } from "node:child_process";
import { endWithUs, stopChild } from "../../support/child.js";
import { programPathOrThrow } from "../../support/programs.js";
import { mostResidentMB } from "../resident.js";
import type { OpenRoute } from "../routes.js";
import { withRoutes, type Section } from "../setup.js";

const CLIENTS = 10;
const SECONDS = 8;

/** Ten clients that read 1 MB a second each from a server that could send a thousand times as fast: what waits must stay with the server. */
export const slowClients: Section = {
  name: "slow clients",
  run: (setup) =>
    withRoutes(setup, async (open) => {
      for (const [name, way] of open) {
        if (way.pid === undefined) continue;
        setup.figures.add(
          { name: `most memory with ${CLIENTS} clients at 1 MB/s`, unit: "MB", better: "less" },
          name,
          await mostMemory(way, way.pid),
        );
      }
    }),
};

async function mostMemory({ host, control }: OpenRoute, pid: number): Promise<number> {
  const clients = Array.from({ length: CLIENTS }, () =>
    endWithUs(
      spawn(
        programPathOrThrow("curl"),
        ["--disable", "--silent", "--limit-rate", "1M", "--output", "/dev/null", `ftp://${host}:${control}/bulk`],
        { stdio: "ignore" },
      ),
    ),
  );
  await new Promise((resolve) => setTimeout(resolve, SECONDS * 1000));
  const most = mostResidentMB(pid);
  for (const client of clients) await stopChild(client);
  return most;
}
