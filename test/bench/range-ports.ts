import { portsOf } from "../../src/shared/profile/port-range.js";
import { allFree, freePort, freeRange } from "../support/fixtures/free-port.js";

/** The ports of one tunnel in the range mode. */
export interface RangePorts {
  /** Where the FTP server's control connection is, beyond the gateway. */
  readonly serverControl: number;
  /** Where clients connect on this side. */
  readonly control: number;
  readonly first: number;
  readonly last: number;
  readonly passive: readonly number[];
  readonly text: string;
}

const HOSTS = ["127.0.0.1", "127.0.0.2", "127.0.0.3", "127.0.0.4"] as const;

/** A longer range hardly fits between the ports that the bench's own servers have been given. */
const MAX_AMONG_OTHERS = 2_000;

/** A long range below the ports that tests are given. */
async function wideRange(count: number): Promise<Pick<RangePorts, "first" | "last" | "text">> {
  for (let first = 4_000; first + count < 20_000; first += 500) {
    const last = first + count - 1;
    if (await allFree(first, count, HOSTS)) return { first, last, text: `${first}-${last}` };
  }
  throw new Error(`no ${count} neighbouring ports are free from 4000 to 20000`);
}

/** Choose free ports for a tunnel of so many ports in all. */
export async function chooseRangePorts(count: number): Promise<RangePorts> {
  const { first, last, text } =
    count > MAX_AMONG_OTHERS ? await wideRange(count - 1) : await freeRange(count - 1, ...HOSTS);
  let control = await freePort(...HOSTS);
  while (control >= first && control <= last) control = await freePort(...HOSTS);
  return { serverControl: control, control, first, last, passive: portsOf([{ first, last }]), text };
}

/** Every port on which the tunnel listens. */
export const listenedPorts = ({ control, passive }: RangePorts): readonly number[] => [control, ...passive];
