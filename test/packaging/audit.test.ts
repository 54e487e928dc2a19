import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { expect, it } from "vitest";
import { run } from "../support/child.js";
import { tempFolder } from "../support/fixtures/temp-folder.js";

const ROOT = join(import.meta.dirname, "..", "..");

/** `npm run audit:shipped` at a registry that knows of these weaknesses, or has no audit at all (405, as some mirrors answer). */
async function auditAt(known: Readonly<Record<string, string>> | "no audit", ...words: readonly string[]) {
  const registry = createServer((request, response) => {
    request.resume().once("end", () => {
      if (known === "no audit") return response.writeHead(405).end();
      const name = request.url?.slice(1) ?? "";
      const weak = Object.entries(known).map(([weak, severity], id) => [
        weak,
        [
          {
            id,
            url: `https://example.com/${id}`,
            title: "A hole",
            severity,
            vulnerable_versions: "*",
            cwe: [],
            cvss: { score: 8, vectorString: null },
          },
        ],
      ]);
      const answer: unknown =
        request.method === "GET"
          ? { name, "dist-tags": { latest: "1.0.0" }, versions: { "1.0.0": { name, version: "1.0.0" } } }
          : Object.fromEntries(weak);
      response.setHeader("content-type", "application/json").end(JSON.stringify(answer));
    });
  });
  await new Promise<void>((resolve) => registry.listen(0, "127.0.0.1", resolve));
  const cache = tempFolder(); // npm remembers what it was told of a weakness
  try {
    const { port } = registry.address() as AddressInfo;
    const { code, stdout, stderr } = await run(
      process.execPath,
      ["--import", "tsx", join(ROOT, "scripts/audit-shipped.ts"), ...words],
      {
        cwd: ROOT,
        env: {
          ...process.env,
          npm_config_registry: `http://127.0.0.1:${port}/`,
          npm_config_cache: cache.path,
          npm_config_fetch_retries: "0",
          npm_config_offline: "false",
        },
      },
    );
    return { code, said: `${stdout}${stderr}` };
  } finally {
    registry.close().closeAllConnections();
    cache.remove();
  }
}

it("the audit fails where what ships has a known weakness of level moderate, and names it", async () => {
  const { code, said } = await auditAt({ ssh2: "moderate" });
  expect(said).toContain("ssh2: moderate");
  expect(code).toBe(1);
});

it("the audit leaves alone what is below that, and what only builds and tests", async () => {
  const { code, said } = await auditAt({ ssh2: "low", vitest: "critical" });
  expect(said).toMatch(/\d+ packages ship; 0 of them have/);
  expect(code).toBe(0);
});

it.each([
  { words: [], ends: 0 },
  { words: ["--required"], ends: 1 },
])(
  "the audit says that it was skipped where the registry has none, and ends with $ends on $words",
  async ({ words, ends }) => {
    const { code, said } = await auditAt("no audit", ...words);
    expect(said).toMatch(/Skipped: the audit of \d+ packages; the registry gave none \(405/);
    expect(code).toBe(ends);
  },
);
