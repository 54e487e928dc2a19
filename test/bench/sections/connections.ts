import { connect } from "node:net";
import type { OpenRoute } from "../routes.js";
import { measure, withRoutes, type Section } from "../setup.js";

/** One after the other, as a client does that opens a data connection for each file. */
export const connections: Section = {
  name: "connections",
  run: (setup) =>
    withRoutes(setup, async (open) => {
      const count = setup.quick ? 60 : 300;
      await measure(
        setup,
        { name: `${count} connections, one after the other`, unit: "s", better: "less" },
        open,
        (way) => oneAfterTheOther(way, count),
        Math.min(setup.rounds, 3),
      );
    }),
};

async function oneAfterTheOther(way: OpenRoute, count: number): Promise<number> {
  const began = performance.now();
  for (let done = 0; done < count; done++) await greeted(way);
  return (performance.now() - began) / 1000;
}

/** Connect to the control port, hear the server's greeting, and hang up. */
function greeted({ host, control }: OpenRoute): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port: control, noDelay: true });
    socket
      .once("data", () => socket.destroy())
      .once("error", reject)
      .once("close", () => resolve());
  });
}
