import type { ProfileId } from "../../shared/profile/profile-schema.js";
import type { Failure } from "../../shared/status/failure.js";
import type { Mend } from "../../shared/status/mend.js";
import type { Hop } from "../../shared/status/route.js";
import type { TunnelState } from "../../shared/status/tunnel-state.js";
import { words } from "../../shared/words/words.js";

/** What there is to do: the words of a command, or an order where no command does it. */
export type MendAdvice =
  | { readonly kind: "command"; readonly command: readonly string[] }
  | { readonly kind: "order"; readonly order: string };

/** The hop that fails, and the tunnel that it is of. */
export interface FailingHop {
  readonly profile: ProfileId;
  readonly state: TunnelState["kind"];
  readonly hop: Pick<Hop, "kind" | "endpoint" | "cause">;
}

/** What a command that is typed next must be told, so that it meets the same profile. */
export interface CommandScope {
  /** Whether a profile of this id is stored, where `culvert edit` finds it. */
  readonly isStored: (id: ProfileId) => boolean;
  /** `--profiles <file>`, or nothing. */
  readonly profilesOption: readonly string[];
  /** `--known-hosts <file>`, or nothing. */
  readonly knownHostsOption: readonly string[];
  /** What stands behind `culvert up` for a tunnel of which nothing is stored; nothing where that is not known. */
  readonly unstored?: readonly string[];
}

/** What is known where the app's own profiles are meant. */
export const DEFAULT_SCOPE: CommandScope = { isStored: () => true, profilesOption: [], knownHostsOption: [] };

/** What a field is to have, where a mend leaves no choice. */
const FIELD_VALUES: Readonly<Record<string, string>> = {
  oldServer: "true",
  "ftp.tls": "auto",
  "ftp.certificate": "null", // left out, so that one is asked about the one that is shown
  "ftp.listen.host": "127.0.0.1",
};

/** What stands for a value that only the user knows; `culvert edit` refuses it as it is. */
const PLACEHOLDERS: Readonly<Record<string, string>> = { clientCertificate: "<file>", username: "<name>" };

/** What to type for a mend, `culvert edit popeye --set ftp.listen.port=2122`; nothing where there is nothing to type. */
export function mendAdvice(mend: Mend, failing: FailingHop, scope: CommandScope): MendAdvice | undefined {
  const { profile, hop } = failing;
  const isStored = scope.isStored(profile);
  const edit = (...change: readonly string[]): MendAdvice | undefined =>
    isStored ? toType("edit", profile, ...change, ...scope.profilesOption) : undefined;
  switch (mend.kind) {
    case "use-port":
      return isStored
        ? edit("--set", `ftp.listen.port=${mend.port}`)
        : upAgain(failing, scope, "--listen", hop.endpoint.replace(/\d+$/, String(mend.port)));
    case "switch-mode":
      return edit("--set", `ftp.mode=${mend.mode}`);
    case "edit-profile":
      return edit("--set", assignment(mend.path.map(String)));
    case "choose-key":
      if (hop.kind === "jump-host") return undefined; // --key is the gateway's
      return isStored ? edit("--key", "<file>") : upAgain(failing, scope, "--key", "<file>");
    case "answer-question":
    case "retry":
      return tryAgain(failing, scope);
    case "reconnect":
      return undefined; // the tunnel is another process's
    case "close-tunnel":
      return { kind: "order", order: words.terminal.closeTunnel(mend.name) };
    case "open-known-hosts":
      return { kind: "order", order: words.exchange.line(mend.file, mend.line) };
    case "copy-server-lines":
      return { kind: "order", order: `${mend.file}:\n${mend.lines}` };
  }
}

/** One that is open is checked, since its ports are its own; one that is on its way tries again by itself. */
function tryAgain(failing: FailingHop, scope: CommandScope): MendAdvice | undefined {
  const { profile, state, hop } = failing;
  if (isPortFailure(hop.cause)) return undefined; // it would fail of the same
  if (state === "failed" || state === "closed")
    return upAgain(failing, scope, ...(isUnknown(hop.cause) ? ["--accept-new"] : []));
  if (state !== "open" || !scope.isStored(profile)) return undefined;
  return toType("check", profile, ...scope.profilesOption, ...scope.knownHostsOption);
}

const isPortFailure = (cause: Failure | undefined): boolean => cause?.code.startsWith("forward.") ?? false;
const isUnknown = (cause: Failure | undefined): boolean =>
  cause?.code === "host-key.unknown" || cause?.code === "ftp.certificate-unknown";

function upAgain({ profile }: FailingHop, scope: CommandScope, ...more: readonly string[]): MendAdvice | undefined {
  if (scope.isStored(profile))
    return toType("up", profile, ...more, ...scope.profilesOption, ...scope.knownHostsOption);
  if (scope.unstored === undefined) return undefined;
  const end = scope.unstored.indexOf("--"); // behind it stands a command of ssh
  const [options, destination] =
    end === -1 ? [scope.unstored, []] : [scope.unstored.slice(0, end), scope.unstored.slice(end)];
  return toType("up", ...options, ...more, ...destination);
}

const toType = (...command: readonly string[]): MendAdvice => ({ kind: "command", command: ["culvert", ...command] });

function assignment(path: readonly string[]): string {
  const field = path.at(-1) ?? "";
  const value = FIELD_VALUES[path.join(".")] ?? FIELD_VALUES[field] ?? PLACEHOLDERS[field] ?? `<${field}>`;
  return `${path.join(".")}=${value}`;
}
