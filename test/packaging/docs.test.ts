import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join, posix } from "node:path";
import { describe, expect, it } from "vitest";
import { cliDocs } from "../../scripts/docs/cli-docs.js";
import { serversPage } from "../../scripts/docs/servers.js";
import { cheapHash } from "../support/fixtures/cheap-hash.js";
import { ALLOWED_LICENCES, licences, thirdPartyNotices } from "../../scripts/docs/third-party-notices.js";
import { troubleshooting } from "../../scripts/docs/troubleshooting.js";
import { parseDocument } from "../../src/shared/profile/profile-issues.js";
import { english, describeFailure } from "../../src/shared/words/words.js";
import { runWell } from "../support/child.js";
import { describeWith } from "../support/describe-with.js";
import { SAMPLE_FAILURES } from "../support/fixtures/sample-failures.js";

const ROOT = join(import.meta.dirname, "..", "..");
const read = (path: string): string => readFileSync(join(ROOT, path), "utf8");

it.each([...cliDocs(), thirdPartyNotices(), serversPage(), troubleshooting()])(
  "$path is what npm run docs makes of the code",
  ({ path, text }) => {
    expect(read(path)).toBe(text);
  },
);

describe("docs/troubleshooting.md", () => {
  const page = troubleshooting().text;

  it("has an entry for every failure, with every sentence that the app says about it", () => {
    for (const [code, samples] of Object.entries(SAMPLE_FAILURES)) {
      const [, part = ""] = page.split(`### \`${code}\`\n`);
      const entries = part.split("\n#")[0]?.match(/^- \*\*/gm) ?? [];
      expect([code, entries.length]).toEqual([
        code,
        new Set(samples.map((sample) => JSON.stringify(describeFailure(sample, english)))).size,
      ]);
    }
  });

  it("puts each entry under a heading that says where in the way it belongs", () => {
    expect(page.match(/^## Everything else$/gm)).toHaveLength(1); // `internal` alone
  });
});

describe("The links of the documentation", () => {
  const pages = [
    "README.md",
    "CONTRIBUTING.md",
    "CHANGELOG.md",
    "SECURITY.md",
    ...readdirSync(join(ROOT, "docs"))
      .filter((name) => name.endsWith(".md"))
      .map((name) => `docs/${name}`),
  ];
  /** As GitHub makes them of headings. */
  const anchorsOf = (page: string): string[] =>
    [...read(page).matchAll(/^#+ (.*)$/gm)].map(([, title = ""]) =>
      title
        .toLowerCase()
        .replace(/[^\w -]/g, "")
        .replaceAll(" ", "-"),
    );

  it.each(pages)("in %s lead to files and headings that there are", (page) => {
    const links = [...read(page).matchAll(/\]\((?!https?:)([^)#\s]*)(?:#([^)]+))?\)/g)].map(
      ([, path = "", anchor]) => ({ target: path === "" ? page : posix.join(posix.dirname(page), path), anchor }),
    );
    expect(links.filter(({ target }) => !existsSync(join(ROOT, target)))).toEqual([]);
    expect(links.filter(({ target, anchor }) => anchor !== undefined && !anchorsOf(target).includes(anchor))).toEqual(
      [],
    );
  });
});

describe("What ships", () => {
  it("has only licences that let us ship it", () => {
    const isAllowed = (licence: string): boolean =>
      licence
        .replace(/[()]/g, "")
        .split(" OR ")
        .some((one) => ALLOWED_LICENCES.includes(one));
    expect(
      licences()
        .filter(({ licence }) => !isAllowed(licence))
        .map(({ name, licence }) => `${name}: ${licence}`),
    ).toEqual([]);
  });

  it("is listed with what the window is drawn with, what is bundled, and what lies beside the bundles", () => {
    expect(licences().map(({ name }) => name)).toEqual(
      expect.arrayContaining(["react-dom", "react-aria-components", "zod", "commander", "ssh2", "tweetnacl"]),
    );
  });
});

describeWith(["mandoc"], "The manual page", () => {
  it("is well formed", async () => {
    expect(await runWell("mandoc", ["-Tlint", "-Wwarning", join(ROOT, "assets/cli/culvert.1")])).toBe("");
  });

  it("tells of every command and every exit code", () => {
    const page = read("assets/cli/culvert.1");
    for (const line of [
      ".SS up [options] <profile...>",
      ".SS list [options]",
      ".SS status [options] [profile...]",
      ".SS add [options] <destination...>",
      ".B \\-\\-via <user@host[:port]>",
      ".SH EXIT STATUS",
      ".B CULVERT_PASSWORD",
    ])
      expect(page).toContain(line);
    expect(page.match(/^\.B \d$/gm)).toEqual(
      ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"].map((code) => `.B ${code}`),
    );
  });
});

describe("The profile documents of the documentation", () => {
  it.each(["README.md", "docs/profile-document.md"])("in %s are valid", (page) => {
    const documents = [...read(page).matchAll(/```json\n([^`]*)```/g)].map(([, text = ""]) => text);
    expect(documents).not.toEqual([]);
    for (const text of documents)
      expect(parseDocument(JSON.parse(text))).toMatchObject({ profiles: [{ id: "popeye" }], refused: [] });
  });

  it("in docs/devices.md is valid once a line of culvert password-hash stands in it", () => {
    const [, text = ""] = /```json\n([^`]*"profiles"[^`]*)```/.exec(read("docs/devices.md")) ?? [];
    const document = JSON.parse(text.replace("scrypt$32768$8$3$...", cheapHash("spinach"))) as unknown;
    expect(parseDocument(document)).toMatchObject({ profiles: [{ id: "scans" }], refused: [] });
  });
});
