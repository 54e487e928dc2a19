import { isSocket } from "../profile/endpoint.js";
import type { Profile } from "../profile/profile-schema.js";

/** Facts of a finding that are words of the program and not of anybody's network. */
const PROGRAM_WORDS: ReadonlySet<string> = new Set([
  "code",
  "probe",
  "outcome",
  "because",
  "server",
  "mode",
  "keyType",
  "title",
  "place",
  "restart",
  "program",
  "method",
  "offered",
]);
/** Facts that are a server's own free text. */
const FREE_TEXT: ReadonlySet<string> = new Set(["said", "heard", "greeting", "detail"]);

const HOST_IN_TEXT = /\b(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}\b/gi;
const IPV4 = /(?<![\d.])(?:\d{1,3}\.){3}\d{1,3}(?![\d.])/g;
const IPV4_IN_REPLY = /(?<![\d,])\d{1,3}(?:,\d{1,3}){3}(?=,\d{1,3},\d{1,3}(?![\d,]))/g;
const IPV6 = /(?<![\w:.])(?:[0-9a-f]{0,4}:){2,7}[0-9a-f]{0,4}(?![\w:.])/gi;
const HOME = /((?:\/home|\/Users|[A-Z]:\\Users)[/\\])[^/\\\s]+/gi;
const FINGERPRINT = /SHA256:[A-Za-z0-9+/]{20,}|\b(?:[0-9A-F]{2}:){19,}[0-9A-F]{2}\b/g;

/** Says the same false name for the same true one, so that what is told to strangers still hangs together: `gateway-1`, `target-1`, `user-1`. */
export class ReportMask {
  /** By the true name in lower case. */
  readonly #names = new Map<string, string>();
  readonly #counts = new Map<string, number>();

  constructor({ id, name, gateway, ftp, forwards }: Profile) {
    for (const hop of [...gateway.via, gateway]) {
      this.#pseudonymFor("gateway", hop.host);
      this.#pseudonymFor("user", hop.username);
    }
    if (gateway.proxy !== undefined) this.#pseudonymFor("proxy", gateway.proxy.host);
    if (ftp !== undefined && ftp.mode !== "bridge") this.#pseudonymFor("target", ftp.target.host);
    for (const plan of forwards) {
      this.#pseudonymFor("forward", plan.name);
      if (plan.kind !== "dynamic" && !isSocket(plan.target)) this.#pseudonymFor("target", plan.target.host);
    }
    for (const own of [id, name]) this.#pseudonymFor("profile", own);
  }

  /** A finding, or any plain data, with every name in it replaced. */
  data<T>(value: T): T {
    return this.#masked(value, "") as T;
  }

  #masked(value: unknown, key: string): unknown {
    if (typeof value === "string") return this.#text(value, key);
    if (Array.isArray(value)) return value.map((item) => this.#masked(item, key));
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, this.#masked(item, name)]));
  }

  #text(text: string, key: string): string {
    if (PROGRAM_WORDS.has(key) || key === "cause") return text;
    if (key === "username") return this.#pseudonymFor("user", text);
    if (key === "subject" || key === "issuer") return this.#pseudonymFor("certificate", text);
    if (key === "profile") return this.#pseudonymFor("profile", text);
    const known = [...this.#names.keys()]
      .sort((one, other) => other.length - one.length)
      .map((name) => name.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
    let masked =
      known.length === 0
        ? text
        : text.replace(
            new RegExp(`(?<![\\w.-])(?:${known.join("|")})(?![\\w-])`, "gi"),
            (name) => this.#names.get(name.toLowerCase()) ?? name,
          );
    if (FREE_TEXT.has(key)) masked = masked.replace(HOST_IN_TEXT, (name) => this.#pseudonymFor("name", name));
    return masked
      .replace(FINGERPRINT, (key) => this.#pseudonymFor("fingerprint", key))
      .replace(HOME, "$1user")
      .replace(IPV4, (address) => this.#pseudonymFor("address", address))
      .replace(IPV4_IN_REPLY, (address) => this.#pseudonymFor("address", address.replaceAll(",", ".")))
      .replace(IPV6, (address) => this.#pseudonymFor("address", address));
  }

  #pseudonymFor(kind: string, name: string): string {
    const plain = name.toLowerCase();
    if (isHarmlessName(plain)) return name;
    const known = this.#names.get(plain);
    if (known !== undefined) return known;
    const count = (this.#counts.get(kind) ?? 0) + 1;
    this.#counts.set(kind, count);
    const made = `${kind}-${count}`;
    this.#names.set(plain, made);
    return made;
  }
}

/** Names that say nothing about anybody. */
const isHarmlessName = (name: string): boolean =>
  name === "" || /^(?:localhost|127\.[\d.]+|0\.0\.0\.0|::1?|anonymous)$/.test(name);
