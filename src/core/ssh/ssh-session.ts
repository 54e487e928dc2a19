import type { Duplex } from "node:stream";
import type { Channel, Client, SFTPWrapper } from "ssh2";
import { Failed, type Failure } from "../../shared/failure.js";
import type { Gateway, JumpHost, ProfileId } from "../../shared/profile.js";
import type { OpeningStep } from "../../shared/tunnel-state.js";
import { at } from "../../shared/words.js";
import type { Clock, Outside } from "../outside.js";
import type { Place } from "../place.js";
import { dial } from "./dial.js";
import { tuneChannel, tuneSession } from "./flow/tune.js";
import { logIn } from "./log-in.js";
import { channelFailure, lossFailure, sftpFailure, type Ssh2Error } from "./ssh-failure.js";

/** How long the gateway may take to open a channel: it may have to dial the target itself. Milliseconds. */
const CHANNEL_LIMIT_MS = 30_000;
/** How long a session may take to say goodbye. Milliseconds. */
const GOODBYE_LIMIT_MS = 2_000;

/** What opening a session needs beside the gateway. */
export interface Opening {
  readonly profile: ProfileId;
  readonly outside: Outside;
  /** Gives it up, whatever it waits for. */
  readonly signal: AbortSignal;
  readonly reached: (step: OpeningStep) => void;
}

/** One authenticated SSH connection to a gateway whose host key was checked; there is no other way to make one. */
export class SshSession {
  #lost: Failure | undefined;
  #tellLost: ((cause: Failure) => void) | undefined;
  #closing = false;
  readonly #closed: Promise<void>;

  private constructor(
    private readonly client: Client,
    private readonly gateway: Place,
    private readonly clock: Clock,
    /** The session of the jump host that carries this one. */
    private readonly carriedBy: SshSession | undefined,
  ) {
    let error: Ssh2Error | undefined;
    client.on("error", (next: Ssh2Error) => (error ??= next));
    this.#closed = new Promise((resolve) => client.once("close", () => {
      this.#lost = lossFailure(gateway, error);
      if (!this.#closing) this.#tellLost?.(this.#lost);
      resolve();
    }));
  }

  /**
   * Dial the gateway, through its jump hosts where it has any; check each host key, and log in at each.
   *
   * @throws Failed with the stage's code, naming the hop that failed; the signal's reason when it is given up
   */
  static async open(gateway: Gateway, opening: Opening): Promise<SshSession> {
    let session: SshSession | undefined;
    try {
      for (const hop of [...gateway.via, gateway]) session = await SshSession.#openHop(hop, session, opening);
    } catch (thrown) {
      await session?.close();
      throw thrown;
    }
    if (session === undefined) throw new Error("a gateway is always its own last hop");
    return session;
  }

  static async #openHop(hop: JumpHost, carriedBy: SshSession | undefined, opening: Opening): Promise<SshSession> {
    const { clock } = opening.outside;
    opening.reached("dialling");
    const stream: Duplex = carriedBy === undefined
      ? await dial(hop, clock, opening.signal)
      : await carriedBy.openChannel(hop, { host: "127.0.0.1", port: 0 });
    const client = await logIn(hop, stream, opening);
    tuneSession(client, stream);
    return new SshSession(client, hop, clock, carriedBy);
  }

  /** Tell when the link is lost, not when it is closed as asked; at once if it is lost already. */
  onLost(tell: (cause: Failure) => void): void {
    this.#tellLost = tell;
    if (this.#lost !== undefined && !this.#closing) tell(this.#lost);
  }

  /**
   * A channel to a place beyond the gateway (RFC 4254 section 7.2), which resolves the name.
   *
   * @param origin the client's address, which the gateway may log
   * @throws Failed `channel.refused` with the gateway's reason; `ssh.lost`
   */
  openChannel(target: Place, origin: Place): Promise<Channel> {
    if (this.#lost !== undefined) return Promise.reject(new Failed(this.#lost));
    return new Promise((resolve, reject) => {
      let waiting = true;
      const stopLimit = this.clock.after(CHANNEL_LIMIT_MS, () => {
        waiting = false;
        reject(new Failed({ code: "channel.refused", target: at(target), cause: "timed-out", detail: "" }));
      });
      this.client.forwardOut(origin.host, origin.port, target.host, target.port, (error: Ssh2Error | undefined, channel: Channel | undefined) => {
        stopLimit();
        if (channel === undefined) reject(new Failed(this.#lost ?? channelFailure(at(target), error)));
        else if (waiting) {
          tuneChannel(this.client, channel);
          resolve(channel);
        }
        else channel.close(); // too late: nobody wants it any more
      });
    });
  }

  /**
   * SFTP on a channel of its own (draft-ietf-secsh-filexfer-02).
   *
   * @throws Failed `bridge.no-sftp` with the gateway's reason; `ssh.lost`
   */
  openSftp(): Promise<SFTPWrapper> {
    if (this.#lost !== undefined) return Promise.reject(new Failed(this.#lost));
    const gateway = at(this.gateway);
    return new Promise((resolve, reject) => {
      let waiting = true;
      const stopLimit = this.clock.after(CHANNEL_LIMIT_MS, () => {
        waiting = false;
        reject(new Failed({ code: "bridge.no-sftp", gateway, cause: "timed-out", detail: "" }));
      });
      this.client.sftp((error: Ssh2Error | undefined, sftp: SFTPWrapper | undefined) => {
        stopLimit();
        if (sftp === undefined) reject(new Failed(this.#lost ?? sftpFailure(gateway, error)));
        else if (waiting) resolve(sftp);
        else sftp.end(); // too late: nobody wants it any more
      });
    });
  }

  /** Say goodbye and wait until the connection is closed. Safe to call twice. */
  async close(): Promise<void> {
    this.#closing = true;
    if (this.#lost === undefined) {
      const stopLimit = this.clock.after(GOODBYE_LIMIT_MS, () => this.client.destroy());
      this.client.end();
      await this.#closed;
      stopLimit();
    }
    await this.carriedBy?.close();
  }
}
