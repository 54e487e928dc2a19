import { portsOf } from "../../src/shared/port-range.js";
import { freePort, freeRange } from "../support/free-port.js";

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

/** Choose free ports for a tunnel of so many ports in all. */
export async function chooseRangePorts(count: number): Promise<RangePorts> {
  const { first, last, text } = await freeRange(count - 1, ...HOSTS);
  let control = await freePort(...HOSTS);
  while (control >= first && control <= last) control = await freePort(...HOSTS);
  return { serverControl: control, control, first, last, passive: portsOf([{ first, last }]), text };
}

/** Every port on which the tunnel listens. */
export const listenedPorts = ({ control, passive }: RangePorts): readonly number[] => [control, ...passive];
