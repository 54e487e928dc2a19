import type { FailureOf } from "./said.js";

/** What helps after a refused login; each language has a sentence for each. */
export type LoginRemedy = "fewer-tries" | "private-file" | "add-to-agent" | "public-file" | "password-again" | "start-agent" | "check-all" | "use-offered";

/** Which advice fits what was tried. */
export function loginRemedy({ tried, offered, cutOff }: FailureOf<"ssh.login-refused">): LoginRemedy {
  if (cutOff) return "fewer-tries";
  if (tried.some(({ outcome }) => outcome === "not-in-agent")) return "add-to-agent";
  if (tried.some(({ outcome }) => outcome === "not-a-public-key")) return "public-file";
  if (tried.some(({ outcome }) => outcome === "public-key")) return "private-file";
  if (tried.some(({ method, outcome }) => method === "password" && outcome === "refused")) return "password-again";
  if (tried.some(({ outcome }) => outcome === "no-agent") && offered.includes("publickey")) return "start-agent";
  return offered.length === 0 ? "check-all" : "use-offered";
}
