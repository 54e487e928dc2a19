import type { ImportNote, SourcePosition } from "../../../shared/import-export/import-candidate.js";
import type { ForeignForward } from "../candidates/imported-forwards.js";
import { parseListenAddress, parseEndpoint } from "../candidates/parse-listen-address.js";

export interface PuttyForwards {
  readonly foreign: readonly ForeignForward[];
  readonly notes: readonly ImportNote[];
}

/** Whether forwards without an address listen everywhere, as two switches of a session say. */
export interface ListenScope {
  readonly local: boolean;
  readonly remote: boolean;
}

/** Read `L2121=popeye:21,R127.0.0.1:8080=localhost:80,4D1080=`: a 4 or 6 before the kind names the protocol. */
export function readPuttyForwards(text: string, at: SourcePosition, listenScope: ListenScope): PuttyForwards {
  const foreign: ForeignForward[] = [];
  const notes: ImportNote[] = [];
  for (const entry of splitForwardList(text)) {
    const [, protocol, kind, from = "", to = ""] = /^([46A]?)([LRD])([^=]*)=?(.*)$/s.exec(entry) ?? [];
    const written = parseListenAddress(from);
    const target = parseEndpoint(to);
    if (kind === undefined || written === undefined || (kind !== "D" && target === undefined)) {
      notes.push({ ...at, code: "forward-malformed", what: entry.slice(0, 80) });
      continue;
    }
    const opensAll = kind === "R" ? listenScope.remote : listenScope.local;
    const byDefault = opensAll ? "*" : protocol === "6" && kind !== "R" ? "::1" : undefined;
    const listen = { ...written, host: written.host ?? byDefault };
    if (kind === "D" || target === undefined) foreign.push({ kind: "dynamic", listen, at });
    else foreign.push({ kind: kind === "L" ? "local" : "remote", listen, target, at });
  }
  return { foreign, notes };
}

/** Commas part the entries; a `\` before one makes it a part of the entry. */
const splitForwardList = (text: string): readonly string[] =>
  (text.match(/(?:\\.|[^,\\])+/gs) ?? [])
    .map((entry) => entry.replace(/\\(.)/gs, "$1").trim())
    .filter((entry) => entry !== "");
