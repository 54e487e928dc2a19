import type { Channel, Client } from "ssh2";
import { Failed, type Failure } from "../../shared/failure.js";
import { at } from "../../shared/words.js";
import type { Clock } from "../outside.js";
import type { Place } from "../place.js";

/** How long the gateway may take to say whether it listens. Milliseconds. */
const ANSWER_LIMIT_MS = 10_000;

/** A connection that came to a port at the gateway, and waits to be taken: one of the two is called, once. */
export interface Arrival {
  /** @throws Failed `ssh.lost` */
  accept(): Channel;
  /** As if the connection had failed; nothing where the session is gone. */
  refuse(): void;
}

/** A port that the gateway listens on for us. */
export interface GatewayPort {
  /** Have the gateway listen no more; nothing where the session is gone. */
  close(): Promise<void>;
}

/** What the ports need of their session. */
interface Inside {
  readonly client: Client;
  readonly clock: Clock;
  /** Why the session is lost; nothing while it lives. */
  readonly lost: () => Failure | undefined;
  /** Told of each channel that was accepted. */
  readonly opened: (channel: Channel) => void;
}

/** The ports that one session has the gateway listen on (RFC 4254 section 7.1). */
export class GatewayPorts {
  readonly #takers = new Map<string, (arrival: Arrival) => void>();

  constructor(private readonly inside: Inside) {
    inside.client.on("tcp connection", ({ destIP, destPort }, accept, reject) => {
      const refuse = () => {
        if (inside.lost() === undefined) reject();
      };
      const take = this.#takers.get(at({ host: destIP, port: destPort }));
      if (take === undefined) refuse();
      else take({ accept: () => this.#accepted(accept), refuse });
    });
  }

  /**
   * Have the gateway listen (`tcpip-forward`). Its refusal carries no reason (RFC 4254 section 4).
   *
   * @param arrived called for each connection
   * @throws Failed `forward.gateway-refused`; why the session is lost
   */
  listen(place: Place, arrived: (arrival: Arrival) => void): Promise<GatewayPort> {
    const { client, clock, lost } = this.inside;
    const refused = (detail: string) => new Failed(lost() ?? { code: "forward.gateway-refused", ...place, detail });
    return new Promise((resolve, reject) => {
      let waiting = true;
      const stopLimit = clock.after(ANSWER_LIMIT_MS, () => {
        waiting = false;
        reject(refused("no answer"));
      });
      const answered = (error: Error | undefined) => {
        stopLimit();
        if (error !== undefined) reject(refused(error.message));
        else if (waiting) {
          this.#takers.set(at(place), arrived); // at once: the first connection may be in the same packet
          resolve({ close: () => this.#cancel(place) });
        } else void this.#cancel(place); // too late: nobody wants it any more
      };
      try {
        client.forwardIn(place.host, place.port, answered);
      } catch (thrown) { // ssh2 throws where its socket has just ended, before it has told of it
        stopLimit();
        reject(refused(thrown instanceof Error ? thrown.message : String(thrown)));
      }
    });
  }

  #accepted(accept: () => Channel): Channel {
    const lost = this.inside.lost();
    if (lost !== undefined) throw new Failed(lost);
    const channel = accept();
    this.inside.opened(channel);
    return channel;
  }

  /** `cancel-tcpip-forward`; the gateway's word on it changes nothing. */
  #cancel({ host, port }: Place): Promise<void> {
    const { client, clock, lost } = this.inside;
    this.#takers.delete(at({ host, port }));
    if (lost() !== undefined) return Promise.resolve();
    return new Promise((resolve) => {
      const stopLimit = clock.after(ANSWER_LIMIT_MS, resolve);
      const done = () => {
        stopLimit();
        resolve();
      };
      try {
        client.unforwardIn(host, port, done);
      } catch {
        done();
      }
    });
  }
}
