import { checkHost, checkPort, isIpv6 } from "./destination-hop.js";
import { DestinationError, type Destination, type DestinationNote, type PortForward } from "./destination.js";
import { formatEndpoint, looksLikeSocket } from "../profile/endpoint.js";
import { LOOPBACK } from "../profile/field-schemas.js";
import { mergeConsecutiveForwards } from "../profile/merge-consecutive-forwards.js";
import { findFtpRecipe } from "../profile/ftp-recipe.js";
import { isWildcardHost } from "../profile/listen-host.js";

/** `-L`, `-R` and `-D` of ssh and plink. */
export type ForwardOption = "L" | "R" | "D";

type ForwardDraft = Destination["forwards"][number];

/** The forwards of a command, as they are met; at the end FTP's recipe is found among them. */
export class DestinationForwards {
  readonly #drafts: ForwardDraft[] = [];
  readonly #local: (PortForward & { readonly draft: ForwardDraft })[] = [];
  readonly notes: DestinationNote[] = [];

  /** @param value `2121:popeye:21`, `127.0.0.1:2121:popeye:21`, `[::1]:2121:[::2]:21`, `2121:/run/socket`, `1080` @throws DestinationError */
  add(option: ForwardOption, value: string): void {
    const malformed = new DestinationError({ code: "forward-malformed", what: `-${option} ${value}` });
    const parts = splitParts(value);
    if (option === "D") {
      const [port, host] = [...parts].reverse();
      if (port === undefined || parts.length > 2) throw malformed;
      const listen = { host: this.#listenHost(host, port), port: checkPort(port) };
      this.#drafts.push({ kind: "dynamic", name: `SOCKS ${listen.port}`, listen });
      return;
    }
    const toSocket = looksLikeSocket(parts.at(-1) ?? "");
    const target = toSocket ? parts.slice(-1) : parts.slice(-2);
    const [port, host, ...more] = parts.slice(0, parts.length - target.length).reverse();
    if (port === undefined || more.length > 0 || looksLikeSocket(port)) throw malformed;
    const kind = option === "L" ? "local" : "remote";
    const listen = { host: this.#listenHost(host, port), port: option === "R" && port === "0" ? 0 : checkPort(port) };
    if (toSocket) {
      const [socket = ""] = target;
      this.#drafts.push({ kind, name: socket, listen, target: { socket } });
      return;
    }
    const endpoint = { host: checkHost(target[0] ?? ""), port: checkPort(target[1] ?? "") };
    const draft: ForwardDraft = { kind, name: formatEndpoint(endpoint), listen, target: endpoint };
    this.#drafts.push(draft);
    if (kind === "local") this.#local.push({ listen, target: endpoint, draft });
  }

  /** FTP where they are surely its recipe, plain forwards else. */
  result(): Pick<Destination, "ftp" | "forwards"> {
    const { recipe, isSure } = findFtpRecipe(this.#local) ?? {};
    if (recipe === undefined || isSure !== true) return { forwards: [...mergeConsecutiveForwards(this.#drafts)] };
    const taken = new Set([recipe.control, ...recipe.data].map(({ draft }) => draft));
    return {
      ftp: recipe.ftp,
      forwards: [...mergeConsecutiveForwards(this.#drafts.filter((draft) => !taken.has(draft)))],
    };
  }

  /** Nothing listens for the whole network unseen. */
  #listenHost(host: string | undefined, port: string): string {
    if (host === undefined) return LOOPBACK;
    if (!isWildcardHost(host)) return checkHost(host);
    this.notes.push({ code: "listens-here-only", what: `${host === "" ? "*" : host}:${port}` });
    return LOOPBACK;
  }
}

/** Between colons, but for those of an address in brackets and of a socket's path. */
function splitParts(value: string): readonly string[] {
  const parts = value.match(/\[[^\]]*\]|[/~\\].*|[^:]+|(?<=^|:)(?=:)/g) ?? [];
  return parts.map((part) => (part.startsWith("[") && isIpv6(part.slice(1, -1)) ? part.slice(1, -1) : part));
}
