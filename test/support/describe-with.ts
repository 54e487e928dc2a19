import { describe } from "vitest";
import { programPath, type Program } from "./programs.js";

/** A `describe` that is skipped where a program is missing; its title then names what is. Needs Linux, where 127.0.0.2 plays popeye. */
export function describeWith(needed: readonly Program[], title: string, body: () => void): void {
  const missing = needed.filter((name) => programPath(name) === undefined).map(String);
  if (process.platform !== "linux") missing.push("Linux's 127.0.0.2");
  if (missing.length === 0) describe(title, body);
  else describe.skip(`${title} (not here: ${missing.join(", ")})`, body);
}
