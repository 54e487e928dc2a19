import type { Note } from "../../../shared/exchange/import-candidate.js";
import type { ProfileDraft } from "../../../shared/profile/profile-schema.js";
import type { NotePlace } from "../imported-forwards.js";
import { waysToLogIn } from "./auth-methods.js";
import { expand, first, type Settings } from "./config-values.js";
import { linesForOldServer } from "./old-algorithms.js";

/** What `ssh` takes from the machine where no setting says it. */
export interface LocalMachine {
  readonly username: string;
}
export type HopDraft = NonNullable<ProfileDraft["gateway"]["via"]>[number];

/** Host, port, user, ways to log in and the switch for old servers of one host, as `ssh -G` would print them. */
export function hopOf(name: string, settings: Settings, machine: LocalMachine, at: NotePlace): { readonly draft: HopDraft; readonly notes: readonly Note[] } {
  const notes: Note[] = [];
  const host = expand(first(settings, "hostname") ?? name, { h: name }) ?? name;
  const port = portOf(settings, notes);
  const user = first(settings, "user");
  if (user === undefined) notes.push({ ...at, code: "username-assumed", what: machine.username });
  const username = user ?? machine.username;
  const auth = waysToLogIn(settings, { h: host, p: String(port ?? 22), r: username, n: name, u: machine.username, d: "~" }, notes);
  const forOld = linesForOldServer(settings);
  const [one] = forOld;
  if (one !== undefined) notes.push({ file: one.file, line: one.line, code: "old-server", what: forOld.map(({ written }) => written).join(", ") });
  return { draft: { host, ...(port === undefined ? {} : { port }), username, ...(auth === undefined ? {} : { auth: [...auth] }), ...(one === undefined ? {} : { oldServer: true }) }, notes };
}

function portOf(settings: Settings, notes: Note[]): number | undefined {
  const directive = settings.get("port")?.[0];
  if (directive === undefined) return undefined;
  const port = Number(directive.words[0]);
  if (/^\d{1,5}$/.test(directive.words[0] ?? "") && port >= 1 && port <= 65_535) return port;
  notes.push({ file: directive.file, line: directive.line, code: "line-malformed" });
  return undefined;
}
