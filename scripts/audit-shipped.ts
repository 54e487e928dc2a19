import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { shippedPackages } from "./docs/shipped-packages.js";

/**
 * `npm run audit:shipped`: fails when a package that ships has a known weakness of level moderate or above. What only builds and tests
 * is npm's own `npm audit`. Where the registry answers no audit it says so and passes, with `-- --required` it fails.
 */
interface Report {
  readonly vulnerabilities?: Readonly<Record<string, { readonly severity: string; readonly nodes: readonly string[] }>>;
  readonly error?: { readonly summary?: string };
  readonly message?: string;
}

const GRAVE = ["moderate", "high", "critical"];
const shipped = new Set([...shippedPackages().map(({ folder }) => folder), "node_modules/electron"]);
const { stdout } = spawnSync("npm", ["audit", "--json"], {
  cwd: join(import.meta.dirname, ".."),
  encoding: "utf8",
  shell: process.platform === "win32",
});
const { vulnerabilities, error, message } = JSON.parse(stdout || "{}") as Report;

if (vulnerabilities === undefined) {
  console.log(
    `Skipped: the audit of ${shipped.size} packages; the registry gave none (${error?.summary || message || "its answer is no report"}).`,
  );
  process.exitCode = process.argv.includes("--required") ? 1 : 0;
} else {
  const found = Object.entries(vulnerabilities).filter(
    ([, { severity, nodes }]) => GRAVE.includes(severity) && nodes.some((node) => shipped.has(node)),
  );
  for (const [name, { severity }] of found) console.error(`${name}: ${severity}. See: npm audit`);
  console.log(
    `${shipped.size} packages ship; ${found.length} of them have a known weakness of level moderate or above.`,
  );
  process.exitCode = found.length === 0 ? 0 : 1;
}
