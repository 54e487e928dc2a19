import { describe } from "vitest";
import { programPath, type Program } from "./programs.js";

/** A `describe` that is skipped where a program is missing, such as the release of sshd that all tests are to talk to; its title then names what is. Needs Linux, where 127.0.0.2 plays popeye. */
export function describeWith(needed: readonly Program[], title: string, body: () => void): void {
  const release =
    process.env["CULVERT_TEST_OPENSSH"] === "10" && needed.includes("sshd") ? ["openssh-10" as const] : [];
  const missing = [...needed, ...release].filter((name) => programPath(name) === undefined).map(String);
  if (process.platform !== "linux") missing.push("Linux's 127.0.0.2");
  if (missing.length === 0) describe(title, body);
  else describe.skip(`${title} (not here: ${missing.join(", ")})`, body);
}
