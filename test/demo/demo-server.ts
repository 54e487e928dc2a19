import { allFree, freePort, freeRange, mayListen } from "../support/fixtures/free-port.js";

/** Where the demo's FTP server stands, and which ports the tunnel takes on this computer. */
export interface DemoEndpoints {
  /** The address that plays popeye; the gateway alone knows it by that name. */
  readonly popeye: string;
  readonly control: number;
  readonly passive: string;
}

const HERE = "127.0.0.1";

/** The recipe's own ports, or any others. */
export type DemoOptions = "recipe" | "other";

/**
 * The recipe's ports where they are free and wished for, else others.
 *
 * A data port keeps its number on both sides of a tunnel, so popeye needs an address of its own where the same ports are
 * free. On Linux and Windows all of 127.0.0.0/8 is this computer; macOS has only 127.0.0.1 of it, and ::1 serves there.
 *
 * @throws where there is no second address
 */
export async function chooseEndpoints(options: DemoOptions): Promise<DemoEndpoints> {
  const popeye = (await mayListen("127.0.0.2", 0)) ? "127.0.0.2" : "::1";
  if (!(await mayListen(popeye, 0)))
    throw new Error("the demo needs a second loopback address, 127.0.0.2 or ::1, and this computer has neither");
  const passive =
    options === "recipe" && (await allFree(2534, 3, [HERE, popeye]))
      ? "2534-2536"
      : (await freeRange(3, HERE, popeye)).text;
  const control = options === "recipe" && (await allFree(2121, 1, [HERE])) ? 2121 : await freePort(HERE);
  return { popeye, control, passive };
}
