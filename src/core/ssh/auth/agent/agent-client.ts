import type { Duplex } from "node:stream";
import { ByteCollector } from "../../../net/byte-collector.js";
import { loadSsh2 } from "../../load-ssh2.js";
import { MalformedWireData, uint32, WireReader, wireString } from "../../wire-format.js";

/** How long an agent may take to list its keys: a password manager's may wait until its owner has unlocked it. A signature may wait for the user's finger on a token, so that has no limit. Milliseconds. */
const LIST_TIMEOUT_MS = 180_000;
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
  /** @param socketPath a socket's path, or a pipe's: `\\.\pipe\openssh-ssh-agent` */
  constructor(private readonly socketPath: string) {}

  /** The keys that it holds, in its order. @throws where no agent answers there */
  async identities(): Promise<AgentIdentity[]> {
    const reader = new WireReader(
      await this.#request(REQUEST_IDENTITIES, Buffer.alloc(0), IDENTITIES_ANSWER, LIST_TIMEOUT_MS),
    );
    const count = reader.uint32();
    const keys: AgentIdentity[] = [];
    while (keys.length < count) keys.push({ blob: reader.string(), comment: reader.string().toString() });
    return keys;
  }

  /** A signature in the form that SSH sends it, whatever belongs to its type. @throws where the agent refuses */
  async sign(key: AgentIdentity, data: Buffer, flags: number): Promise<Buffer> {
    const request = Buffer.concat([wireString(key.blob), wireString(data), uint32(flags)]);
    return new WireReader(await this.#request(SIGN_REQUEST, request, SIGN_RESPONSE)).string();
  }

  /** One question on a connection of its own. @returns what stands behind the answer's type */
  async #request(type: number, body: Buffer, answer: number, limit?: number): Promise<Buffer> {
    const stream = await connectToAgent(this.socketPath);
    const timer =
      limit === undefined ? undefined : setTimeout(() => stream.destroy(new Error("the agent does not answer")), limit);
    try {
      unref(stream); // once the login is given up, nothing else waits for the agent
      timer?.unref();
      stream.write(Buffer.concat([wireString(Buffer.concat([Buffer.of(type), body]))]));
      const message = await readMessage(stream);
      if (message[0] !== answer) throw new Error("the agent refused");
      return message.subarray(1);
    } finally {
      clearTimeout(timer);
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
