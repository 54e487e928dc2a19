import { chooseRangePorts } from "../range-ports.js";
import { residentMB } from "../resident.js";
import { openRoute, type OpenRoute } from "../routes.js";
import type { Section } from "../setup.js";

const THOUSAND_PORTS = 1_000;
const MAX_PORTS = 10_000;

/** A tunnel of a thousand ports, and of ten thousand: how soon all of them listen, and what each of them costs. The relay needs none of this. */
export const manyPorts: Section = {
  name: "many ports",
  async run(setup) {
    const { figures, sshd, folder, ways, quick, rounds } = setup;
    const many = await chooseRangePorts(THOUSAND_PORTS);
    const open = (way: (typeof ways)[number], ports = many) => opened(() => openRoute(way, sshd, ports, folder));
    for (let round = 0; round < rounds; round++) {
      for (const way of ways.filter((name) => name === "ssh -L" || name === "culvert" || name === "plink")) {
        const few = await opened(() => openRoute(way, sshd, setup.ports, folder));
        const found = await open(way);
        figures.add({ name: `opening ${THOUSAND_PORTS} ports`, unit: "s", better: "less" }, way, found.seconds);
        figures.add({ name: `memory with ${THOUSAND_PORTS} ports`, unit: "MB", better: "less" }, way, found.memory);
        figures.add(
          { name: "memory for each port", unit: "KB", better: "less" },
          way,
          ((found.memory - few.memory) * 1024) / (THOUSAND_PORTS - setup.ports.passive.length - 1),
        );
      }
    }
    if (quick) return;
    const found = await open("culvert", await chooseRangePorts(MAX_PORTS));
    figures.add({ name: `opening ${MAX_PORTS} ports`, unit: "s", better: "less" }, "culvert", found.seconds);
    figures.add({ name: `memory with ${MAX_PORTS} ports`, unit: "MB", better: "less" }, "culvert", found.memory);
  },
};

/** Open a tunnel, from the start of its program until every port listens, then see its memory. */
async function opened(open: () => Promise<OpenRoute>): Promise<{ readonly seconds: number; readonly memory: number }> {
  const began = performance.now();
  const way = await open();
  const seconds = (performance.now() - began) / 1000;
  await new Promise((resolve) => setTimeout(resolve, 300)); // what is only needed for opening may go
  const memory = residentMB(way.pid ?? 0);
  await way.close();
  return { seconds, memory };
}
