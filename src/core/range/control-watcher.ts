import { loginOutcome } from "../ftp/login-outcome.js";
import { extendedPassivePort, passiveEndpoint } from "../ftp/passive-endpoint.js";
import { ReplyReader } from "../ftp/reply-reader.js";
import { isPreliminary, MalformedReplyError, printableExcerpt, type FtpReply } from "../ftp/reply.js";
import { requiresTls } from "../ftp/requires-tls.js";

/** What a watched control connection shows. `said` is the server's own text, made safe to show. */
export type ControlSighting =
  | { readonly kind: "login-accepted" }
  | { readonly kind: "login-refused"; readonly said: string }
  /** A port for data was named; the address where a 227 has one. */
  | { readonly kind: "passive"; readonly port: number; readonly address?: string }
  | { readonly kind: "passive-refused"; readonly said: string }
  | { readonly kind: "tls-demanded"; readonly said: string }
  /** Nothing more can be read. */
  | { readonly kind: "tls-begun" };

/** So many commands may wait for their replies; of a client that sends more, some replies are not understood. */
const MAX_PENDING_VERBS = 64;
/** No verb is longer; Telnet's signals may stand before it. */
const MAX_VERB_BYTES = 16;
/** What TLS sends first: the record type of a handshake (RFC 8446 section 5.1). */
const TLS_HANDSHAKE = 22;

/**
 * Reads along a control connection that somebody else carries, and tells what it shows. It holds no more than one line or
 * reply of the server and some verbs of the client, and nothing once TLS has begun or something else than FTP is spoken.
 *
 * Its timing is the forwarder's: a reply that only silence would end (`ReplyReader.settle`) is told of with the next one.
 */
export class ControlWatcher {
  #replies: ReplyReader | undefined = new ReplyReader();
  #verb = "";
  #isInsideArgument = false;
  #hasClientSpoken = false;
  #hasGreeted = false;
  /** Of commands without a final reply, the oldest first. */
  readonly #pending: string[] = [];

  constructor(private readonly onSighting: (sighting: ControlSighting) => void) {}

  /** The client has sent bytes; they are not kept. */
  clientSent(bytes: Uint8Array): void {
    if (this.#replies === undefined) return;
    if (!this.#hasClientSpoken && bytes[0] === TLS_HANDSHAKE) return this.#tlsBegun();
    this.#hasClientSpoken ||= bytes.length > 0;
    for (let at = 0; at < bytes.length; at++) {
      if (this.#isInsideArgument) at = bytes.indexOf(LF, at);
      if (at === -1) return; // what stands behind a verb is nobody's business
      this.#clientByte(bytes[at]);
    }
  }

  /** The server has sent bytes; they are not kept. */
  serverSent(bytes: Buffer): void {
    try {
      for (const heard of this.#replies?.push(bytes.toString("latin1")) ?? [])
        if (heard.kind === "reply" && this.#replies !== undefined) this.#takeReply(heard); // what stands behind 234 is TLS
    } catch (thrown) {
      if (!(thrown instanceof MalformedReplyError)) throw thrown;
      this.#stop(); // another protocol: its own business
    }
  }

  #clientByte(byte = LF): void {
    if (byte === LF) {
      if (this.#verb !== "") this.#addPending(this.#verb.toUpperCase());
      this.#verb = "";
      this.#isInsideArgument = false;
    } else if (byte === BLANK || byte === CR) this.#isInsideArgument ||= this.#verb !== "";
    else if (isLetter(byte)) this.#verb += String.fromCharCode(byte);
    this.#isInsideArgument ||= this.#verb.length > MAX_VERB_BYTES;
  }

  #addPending(verb: string): void {
    this.#pending.push(verb);
    if (this.#pending.length > MAX_PENDING_VERBS) this.#pending.shift();
  }

  #takeReply(answer: FtpReply): void {
    if (isPreliminary(answer)) return;
    if (!this.#hasGreeted) {
      this.#hasGreeted = true;
      return;
    }
    const verb = this.#pending.shift();
    if (verb === "AUTH" && answer.code === 234) return this.#tlsBegun(); // RFC 4217 section 4
    const sighting = sightingOf(verb, answer);
    if (sighting !== undefined) this.onSighting(sighting);
  }

  #tlsBegun(): void {
    this.#stop();
    this.onSighting({ kind: "tls-begun" });
  }

  #stop(): void {
    this.#replies = undefined;
    this.#pending.length = 0;
    this.#verb = "";
  }
}

/** What one final reply shows; a port for data by its code alone, since a client dials it whoever had asked. */
function sightingOf(verb: string | undefined, answer: FtpReply): ControlSighting | undefined {
  const endpoint = passiveEndpoint(answer);
  if (endpoint !== undefined) return { kind: "passive", port: endpoint.port, address: endpoint.host };
  const port = extendedPassivePort(answer);
  if (port !== undefined) return { kind: "passive", port };
  const said = printableExcerpt(answer.raw);
  if (requiresTls(verb, answer)) return { kind: "tls-demanded", said };
  const login = loginOutcome(verb, answer);
  if (login !== undefined) return login === "accepted" ? { kind: "login-accepted" } : { kind: "login-refused", said };
  const isRefusal = answer.code >= 400 && answer.code !== 530 && answer.code !== 503; // which say that nobody has logged in
  return verb === "PASV" && isRefusal ? { kind: "passive-refused", said } : undefined; // a refused EPSV is followed by PASV
}

const LF = 10;
const CR = 13;
const BLANK = 32;
const isLetter = (byte: number): boolean => (byte >= 65 && byte <= 90) || (byte >= 97 && byte <= 122);
