import type { Duplex } from "node:stream";
import type { Clock } from "../../../environment.js";
import { ByteCollector } from "../../../net/byte-collector.js";
import { loadSsh2 } from "../../load-ssh2.js";
import { MalformedWireData, uint32, WireReader, wireString } from "../../wire-format.js";

/** How long an agent may take to list its keys: a password manager's may wait until its owner has unlocked it. Milliseconds. */
export const AGENT_LIST_TIMEOUT_MS = 120_000;
/**
 * How long it may take to sign: it may ask its owner, or wait for a finger on a token. OpenSSH ends a login after two minutes
 * (sshd_config(5), LoginGraceTime), of which this leaves some for the other ways. Milliseconds.
 */
export const AGENT_SIGN_TIMEOUT_MS = 90_000;
/** OpenSSH's own limit for one message. */
const MAX_MESSAGE_BYTES = 256 * 1024;

/** A key that an agent holds, of whatever type: FIDO keys and certificates too. */
export interface AgentIdentity {
  /** The public key as the wire carries it. */
  readonly blob: Buffer;
  readonly comment: string;
}

/** How the agent should sign with an RSA key (draft-ietf-sshm-ssh-agent section 3.6.1); other keys have one way only. */
export const RSA_FLAGS: Readonly<Partial<Record<string, number>>> = { "rsa-sha2-256": 2, "rsa-sha2-512": 4 };

const REQUEST_IDENTITIES = 11;
const IDENTITIES_ANSWER = 12;
const SIGN_REQUEST = 13;
const SIGN_RESPONSE = 14;

/**
 * An SSH agent, asked by the two messages that a login needs (draft-ietf-sshm-ssh-agent).
 *
 * ssh2's own client passes over every type of key that it cannot read itself, FIDO keys among them; only its ways to reach
 * an agent are used here: sockets, pipes, and Cygwin's sockets.
 */
export class AgentClient {
  readonly #streams = new Set<Duplex>();
  #isSilent = false;

  /** @param socketPath a socket's path, or a pipe's: `\\.\pipe\openssh-ssh-agent` */
  constructor(
    private readonly socketPath: string,
    private readonly clock: Pick<Clock, "setTimeout">,
  ) {}

  /** Whether it has left a question unanswered until the limit was over; it is asked no more then. */
  get isSilent(): boolean {
    return this.#isSilent;
  }

  /** Give up whatever it is asked. */
  close(): void {
    for (const stream of this.#streams) stream.destroy();
  }

  /** The keys that it holds, in its order. @throws where no agent answers there, or not in time (`isSilent`) */
  async identities(): Promise<AgentIdentity[]> {
    const reader = new WireReader(
      await this.#request(REQUEST_IDENTITIES, Buffer.alloc(0), IDENTITIES_ANSWER, AGENT_LIST_TIMEOUT_MS),
    );
    const count = reader.uint32();
    const keys: AgentIdentity[] = [];
    while (keys.length < count) keys.push({ blob: reader.string(), comment: reader.string().toString() });
    return keys;
  }

  /** A signature in the form that SSH sends it, whatever belongs to its type. @throws where the agent refuses, or does not answer in time (`isSilent`) */
  async sign(key: AgentIdentity, data: Buffer, flags: number): Promise<Buffer> {
    const request = Buffer.concat([wireString(key.blob), wireString(data), uint32(flags)]);
    return new WireReader(await this.#request(SIGN_REQUEST, request, SIGN_RESPONSE, AGENT_SIGN_TIMEOUT_MS)).string();
  }

  /** One question on a connection of its own. @returns what stands behind the answer's type */
  async #request(type: number, body: Buffer, answer: number, limit: number): Promise<Buffer> {
    if (this.#isSilent) throw new Error("the agent does not answer");
    const stream = await connectToAgent(this.socketPath);
    this.#streams.add(stream);
    const cancelTimeout = this.clock.setTimeout(limit, () => {
      this.#isSilent = true;
      stream.destroy();
    });
    try {
      unref(stream); // once the login is given up, nothing else waits for the agent
      stream.write(Buffer.concat([wireString(Buffer.concat([Buffer.of(type), body]))]));
      const message = await readMessage(stream);
      if (message[0] !== answer) throw new Error("the agent refused");
      return message.subarray(1);
    } finally {
      cancelTimeout();
      this.#streams.delete(stream);
      stream.on("error", () => undefined).destroy();
    }
  }
}

const unref = (stream: Duplex & { unref?: () => unknown }): void => void stream.unref?.();

function connectToAgent(socketPath: string): Promise<Duplex> {
  return new Promise((resolve, reject) => {
    const agent = loadSsh2().createAgent(socketPath);
    if (agent.getStream === undefined) reject(new Error("an agent without a stream"));
    else agent.getStream((error, stream) => (stream === undefined ? reject(error) : resolve(stream)));
  });
}

/** One message: `00 00 00 05 0c ...`, a length, and so many bytes. @throws MalformedWireData where it is too long */
export function readMessage(stream: Duplex): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const received = new ByteCollector();
    stream
      .on("data", (chunk: Buffer) => {
        received.add(chunk);
        const length = received.length < 4 ? undefined : received.bytes.readUInt32BE();
        if (length === undefined) return;
        if (length === 0 || length > MAX_MESSAGE_BYTES) reject(new MalformedWireData());
        else if (received.length >= 4 + length) resolve(received.bytes.subarray(4, 4 + length));
      })
      .on("error", reject)
      .on("close", () => reject(new Error("the agent hung up")));
  });
}
