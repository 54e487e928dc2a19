import { chooseRangePorts } from "../range-ports.js";
import { residentMB } from "../resident.js";
import { openWay, type OpenWay } from "../routes.js";
import type { Section } from "../setup.js";

const MANY = 1_000;
const MOST = 10_000;

/** A tunnel of a thousand ports, and of ten thousand: how soon all of them listen, and what each of them costs. The relay needs none of this. */
export const manyPorts: Section = {
  name: "many ports",
  async run(ground) {
    const { figures, sshd, folder, ways, quick, rounds } = ground;
    const many = await chooseRangePorts(MANY);
    const open = (way: (typeof ways)[number], ports = many) => opened(() => openWay(way, sshd, ports, folder));
    for (let round = 0; round < rounds; round++) {
      for (const way of ways.filter((name) => name === "ssh -L" || name === "culvert" || name === "plink")) {
        const few = await opened(() => openWay(way, sshd, ground.ports, folder));
        const found = await open(way);
        figures.add({ name: `opening ${MANY} ports`, unit: "s", better: "less" }, way, found.seconds);
        figures.add({ name: `memory with ${MANY} ports`, unit: "MB", better: "less" }, way, found.memory);
        figures.add({ name: "memory for each port", unit: "KB", better: "less" }, way, (found.memory - few.memory) * 1024 / (MANY - ground.ports.passive.length - 1));
      }
    }
    if (quick) return;
    const found = await open("culvert", await chooseRangePorts(MOST));
    figures.add({ name: `opening ${MOST} ports`, unit: "s", better: "less" }, "culvert", found.seconds);
    figures.add({ name: `memory with ${MOST} ports`, unit: "MB", better: "less" }, "culvert", found.memory);
  },
};

/** Open a tunnel, from the start of its program until every port listens, then see its memory. */
async function opened(open: () => Promise<OpenWay>): Promise<{ readonly seconds: number; readonly memory: number }> {
  const began = performance.now();
  const way = await open();
  const seconds = (performance.now() - began) / 1000;
  await new Promise((resolve) => setTimeout(resolve, 300)); // what is only needed for opening may go
  const memory = residentMB(way.pid ?? 0);
  await way.close();
  return { seconds, memory };
}
