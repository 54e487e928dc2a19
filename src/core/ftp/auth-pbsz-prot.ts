import type { ClientTlsMode } from "../../shared/profile/client-tls.js";
import { DATA_PORT_VERBS } from "./admit-data-port.js";
import { TRANSFER_VERBS, type FtpCommand } from "./command.js";
import { reply, type FtpReply } from "./reply.js";

/** What is known of a client's TLS without sockets: which of its commands are answered here, and by what. */
export interface ProtectionAnswer {
  readonly reply: FtpReply;
  /** TLS begins behind the reply, and nothing that came in the clear behind the command may count. */
  readonly beginsTls?: true;
}

/** Where TLS is required, so much may be said before it: nothing of it names a user or a file. */
const BEFORE_TLS: ReadonlySet<string> = new Set([
  "FEAT",
  "HELP",
  "NOOP",
  "QUIT",
  "SYST",
  "OPTS",
  "CLNT",
  "LANG",
  "HOST",
]);
/** What needs a data connection. */
const DATA_VERBS: ReadonlySet<string> = new Set([...DATA_PORT_VERBS, ...TRANSFER_VERBS]);

/**
 * The mechanisms of AUTH. RFC 4217 has TLS; TLS-C and TLS-P are its drafts' names, of which the second protects data as well;
 * curl asks for SSL first, by which it means the same (MS-FTPS section 2.2), and says PROT behind it.
 */
const MECHANISMS: ReadonlyMap<string, { readonly protectsData: boolean }> = new Map([
  ["TLS", { protectsData: false }],
  ["TLS-C", { protectsData: false }],
  ["SSL", { protectsData: false }],
  ["TLS-P", { protectsData: true }],
]);

/** How one client's control connection and its data connections are protected (RFC 2228, RFC 4217), seen from the server. */
export class ClientProtection {
  #isSecure: boolean;
  #hasBufferSize: boolean;
  #protectsData: boolean;
  /** Whether data are to be in TLS as soon as the control connection is. */
  #protectsDataUnasked = false;

  /** @param isImplicit it was in TLS from the first byte, which protects data too until the client says otherwise */
  constructor(
    private readonly mode: ClientTlsMode,
    isImplicit = false,
  ) {
    this.#isSecure = this.#hasBufferSize = this.#protectsData = isImplicit;
  }

  /** Whether the control connection is in TLS. */
  get isSecure(): boolean {
    return this.#isSecure;
  }

  /** Whether data connections are to be in TLS. */
  get protectsData(): boolean {
    return this.#protectsData;
  }

  /** The control connection is in TLS from now on. */
  secured(): void {
    this.#isSecure = true;
    this.#protectsData = this.#protectsDataUnasked;
  }

  /** Lines of FEAT (RFC 4217 section 6); none where nothing is offered. */
  get features(): readonly string[] {
    return this.#isOff ? [] : ["AUTH TLS", "PBSZ", "PROT"];
  }

  /** The answer to a command that is about protection, or that must not go on without it; nothing where it may go on. */
  answer({ verb, argument }: Pick<FtpCommand, "verb" | "argument">, isLoggedIn: boolean): ProtectionAnswer | undefined {
    if (this.#isOff) return undefined;
    const value = argument.trim().toUpperCase();
    switch (verb) {
      case "AUTH":
        return this.#auth(value, isLoggedIn);
      case "PBSZ":
        return { reply: this.#bufferSize(value) };
      case "PROT":
        return { reply: this.#protection(value) };
      case "CCC": // back to plain text, for firewalls that read along (RFC 4217 section 12.3)
        return own(533, "The control connection stays protected.");
      case "REIN": // it would end TLS in the middle of a connection, with the next password in the clear (RFC 4217 section 13); vsftpd and ProFTPD know none either
        return this.#isSecure ? own(502, "REIN is not known here in TLS: connect anew.") : undefined;
    }
    if (this.mode !== "required" && !this.#isSecure) return undefined;
    if (!this.#isSecure && !BEFORE_TLS.has(verb))
      return own(530, "TLS is required here: set your FTP program to explicit TLS (AUTH TLS).");
    return this.mode === "required" && !this.#protectsData && DATA_VERBS.has(verb)
      ? own(521, "Data connections must be in TLS here: PROT P.")
      : undefined;
  }

  get #isOff(): boolean {
    return this.mode === "off" && !this.#isSecure;
  }

  #auth(mechanism: string, isLoggedIn: boolean): ProtectionAnswer {
    if (mechanism === "") return own(501, "AUTH takes the name of a mechanism: TLS.");
    const known = MECHANISMS.get(mechanism);
    if (known === undefined) return own(504, "AUTH knows TLS here.");
    if (this.#isSecure) return own(503, "The control connection is in TLS already.");
    if (isLoggedIn) return own(503, "AUTH comes before the login.");
    this.#protectsDataUnasked = known.protectsData;
    return { reply: reply(234, "Go on in TLS."), beginsTls: true };
  }

  /** TLS has no buffers of its own to agree on, and says 0 (RFC 4217 section 8). */
  #bufferSize(value: string): FtpReply {
    if (!this.#isSecure) return reply(503, "AUTH comes before PBSZ.");
    if (!/^\d{1,10}$/.test(value)) return reply(501, "PBSZ 0.");
    this.#hasBufferSize = true;
    return reply(200, value === "0" ? "PBSZ 0." : "PBSZ=0");
  }

  /** RFC 4217 section 9; Safe and Confidential are not for TLS. */
  #protection(value: string): FtpReply {
    if (!this.#hasBufferSize) return reply(503, "PBSZ comes before PROT.");
    if (value === "S" || value === "E") return reply(536, `PROT ${value} is not for TLS: C or P.`);
    if (value !== "C" && value !== "P") return reply(504, "PROT is C or P.");
    if (value === "C" && this.mode === "required") return reply(534, "Data connections must be in TLS here: PROT P.");
    this.#protectsData = value === "P";
    return reply(200, value === "P" ? "Data connections are in TLS." : "Data connections are in the clear.");
  }
}

const own = (code: number, text: string): ProtectionAnswer => ({ reply: reply(code, text) });
