import type { Channel, Client } from "ssh2";
import { isSocket, type Spot } from "../../shared/profile/endpoint.js";
import { Failed, type Failure } from "../../shared/status/failure.js";
import { at } from "../../shared/words/words.js";
import type { Clock } from "../environment.js";

/** How long the gateway may take to say whether it listens. Milliseconds. */
const ANSWER_LIMIT_MS = 10_000;

/** A connection that came to a port at the gateway, and waits to be taken: one of the two is called, once. */
export interface Arrival {
  /** @throws Failed `ssh.lost` */
  accept(): Channel;
  /** As if the connection had failed; nothing where the session is gone. */
  refuse(): void;
}

/** What the gateway listens on for us. */
export interface GatewayPort {
  /** Where it does; for port 0 with the port that it has given. */
  readonly spot: Spot;
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

type Answered = (error: Error | undefined, port?: number) => void;

/** The ports that one session has the gateway listen on (RFC 4254 section 7.1), and the Unix sockets (OpenSSH's PROTOCOL section 2.4). */
export class GatewayPorts {
  readonly #takers = new Map<string, (arrival: Arrival) => void>();

  constructor(private readonly inside: Inside) {
    inside.client.on("tcp connection", ({ destIP, destPort }, accept, reject) => this.#arrived({ host: destIP, port: destPort }, accept, reject));
    inside.client.on("unix connection", ({ socketPath }, accept, reject) => this.#arrived({ socket: socketPath }, accept, reject));
  }

  /**
   * Have the gateway listen. Its refusal carries no reason (RFC 4254 section 4).
   *
   * @param arrived called for each connection
   * @throws Failed `forward.gateway-refused`, `forward.gateway-socket-refused`; why the session is lost
   */
  listen(asked: Spot, arrived: (arrival: Arrival) => void): Promise<GatewayPort> {
    const { clock, lost } = this.inside;
    const refused = (detail: string) => new Failed(lost() ?? refusalOf(asked, detail));
    return new Promise((resolve, reject) => {
      let waiting = true;
      const stopLimit = clock.after(ANSWER_LIMIT_MS, () => {
        waiting = false;
        reject(refused("no answer"));
      });
      const answered: Answered = (error, port) => {
        stopLimit();
        if (error !== undefined) return reject(refused(error.message));
        const spot = isSocket(asked) ? asked : { host: asked.host, port: port ?? asked.port };
        if (waiting) {
          this.#takers.set(at(spot), arrived); // at once: the first connection may be in the same packet
          resolve({ spot, close: () => this.#cancel(spot) });
        } else void this.#cancel(spot); // too late: nobody wants it any more
      };
      try {
        this.#ask(asked, answered);
      } catch (thrown) { // ssh2 throws where its socket has just ended, before it has told of it
        stopLimit();
        reject(refused(thrown instanceof Error ? thrown.message : String(thrown)));
      }
    });
  }

  #ask(spot: Spot, answered: Answered): void {
    if (isSocket(spot)) this.inside.client.openssh_forwardInStreamLocal(spot.socket, (error) => answered(error ?? undefined));
    else this.inside.client.forwardIn(spot.host, spot.port, answered);
  }

  #arrived(spot: Spot, accept: () => Channel, reject: () => void): void {
    const refuse = () => {
      if (this.inside.lost() === undefined) reject();
    };
    const take = this.#takers.get(at(spot));
    if (take === undefined) refuse();
    else take({ accept: () => this.#accepted(accept), refuse });
  }

  #accepted(accept: () => Channel): Channel {
    const lost = this.inside.lost();
    if (lost !== undefined) throw new Failed(lost);
    const channel = accept();
    this.inside.opened(channel);
    return channel;
  }

  /** The gateway's word on it changes nothing. */
  #cancel(spot: Spot): Promise<void> {
    const { client, clock, lost } = this.inside;
    this.#takers.delete(at(spot));
    if (lost() !== undefined) return Promise.resolve();
    return new Promise((resolve) => {
      const stopLimit = clock.after(ANSWER_LIMIT_MS, resolve);
      const done = () => {
        stopLimit();
        resolve();
      };
      try {
        if (isSocket(spot)) client.openssh_unforwardInStreamLocal(spot.socket, done);
        else client.unforwardIn(spot.host, spot.port, done);
      } catch {
        done();
      }
    });
  }
}

const refusalOf = (asked: Spot, detail: string): Failure =>
  (isSocket(asked) ? { code: "forward.gateway-socket-refused", socket: asked.socket, detail } : { code: "forward.gateway-refused", ...asked, detail });
