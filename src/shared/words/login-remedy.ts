import type { AuthAttempt } from "../status/failure.js";
import type { FailureOf } from "./message-types.js";

/** What helps after a refused login; each language has a sentence for each. */
export type LoginRemedy =
  | "fewer-tries"
  | "without-prompts"
  | "private-file"
  | "add-to-agent"
  | "allow-signing"
  | "account-closed"
  | "wake-agent"
  | "newer-agent"
  | "right-certificate"
  | "public-file"
  | "by-agent"
  | "another-kind"
  | "another-type"
  | "another-copy"
  | "name-file"
  | "readable-file"
  | "passphrase-again"
  | "password-again"
  | "change-password"
  | "answer"
  | "start-agent"
  | "fill-agent"
  | "find-key"
  | "check-all"
  | "use-offered";

/** What each outcome asks for; the first that was met counts. */
const BY_OUTCOME: readonly (readonly [AuthAttempt["outcome"], LoginRemedy])[] = [
  ["endless", "without-prompts"],
  ["password-expired", "change-password"],
  ["hung-up", "account-closed"],
  ["agent-refused", "allow-signing"],
  ["agent-silent", "wake-agent"],
  ["agent-sha1", "newer-agent"],
  ["not-in-agent", "add-to-agent"],
  ["not-a-public-key", "public-file"],
  ["public-key", "private-file"],
  ["not-a-private-key", "private-file"],
  ["key-on-token", "by-agent"],
  ["key-unsupported", "another-kind"],
  ["key-damaged", "another-copy"],
  ["not-a-file", "name-file"],
  ["file-unreadable", "readable-file"],
  ["passphrase-wrong", "passphrase-again"],
  ["key-type-refused", "another-type"],
];

/** Which advice fits what was tried. */
export function loginRemedy({ tried, offered, cutOff }: FailureOf<"ssh.login-refused">): LoginRemedy {
  if (cutOff) return "fewer-tries";
  const known = BY_OUTCOME.find(([met]) => tried.some(({ outcome }) => outcome === met));
  if (known !== undefined) return known[1];
  if (tried.some(({ certificate }) => certificate !== undefined)) return "right-certificate";
  if (tried.some(({ method, outcome }) => method === "password" && outcome === "refused")) return "password-again";
  if (tried.some(({ outcome }) => outcome === "not-answered")) return "answer";
  if (tried.some(({ outcome }) => outcome === "no-agent") && offered.includes("publickey")) return "start-agent";
  if (tried.some(({ outcome }) => outcome === "agent-empty") && offered.includes("publickey")) return "fill-agent";
  if (
    tried.some(({ outcome }) => outcome === "file-missing") &&
    !tried.some(({ outcome }) => outcome === "refused") &&
    offered.includes("publickey")
  )
    return "find-key";
  return offered.length === 0 ? "check-all" : "use-offered";
}
