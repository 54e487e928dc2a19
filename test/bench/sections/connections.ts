import { connect } from "node:net";
import type { OpenWay } from "../routes.js";
import { measure, withWays, type Section } from "../setup.js";

/** One after the other, as a client does that opens a data connection for each file. */
export const connections: Section = {
  name: "connections",
  run: (ground) => withWays(ground, async (open) => {
    const count = ground.quick ? 60 : 300;
    await measure(ground, { name: `${count} connections, one after the other`, unit: "s", better: "less" }, open, (way) => oneAfterTheOther(way, count), Math.min(ground.rounds, 3));
  }),
};

async function oneAfterTheOther(way: OpenWay, count: number): Promise<number> {
  const began = performance.now();
  for (let done = 0; done < count; done++) await greeted(way);
  return (performance.now() - began) / 1000;
}

/** Connect to the control port, hear the server's greeting, and hang up. */
function greeted({ host, control }: OpenWay): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port: control, noDelay: true });
    socket.once("data", () => socket.destroy()).once("error", reject).once("close", () => resolve());
  });
}
