import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { shippedPackages, type Shipped } from "./shipped-packages.js";
import type { WrittenFile } from "./written-file.js";

const ROOT = join(import.meta.dirname, "..", "..");

/** What may be delivered with an app under the MIT licence without more than its notice. */
export const ALLOWED_LICENCES: readonly string[] = [
  "MIT",
  "MIT-0",
  "ISC",
  "BSD-2-Clause",
  "BSD-3-Clause",
  "Apache-2.0",
  "0BSD",
  "Unlicense",
  "CC0-1.0",
  "BlueOak-1.0.0",
];

/** Packages that do not say their licence in package.json, as their own LICENSE file does. */
const SAID_IN_THE_FILE: Readonly<Record<string, string>> = { ssh2: "MIT" };

export interface Licensed extends Shipped {
  /** As SPDX writes it; "none" where nothing says. */
  readonly licence: string;
  /** The text of its licence; empty where the package has none in it. */
  readonly text: string;
}

/** Every package that ships, with its licence. */
export const licences = (): Licensed[] =>
  shippedPackages().map((one) => ({ ...one, licence: licenceOf(one), text: textOf(one) }));

export function thirdPartyNotices(): WrittenFile {
  const parts = licences().map(
    ({ name, version, licence, text }) =>
      `${name} ${version}\nLicence: ${licence}\n\n${text === "" ? `(The package has no licence file of its own; see https://spdx.org/licenses/${licence}.html)` : text}`,
  );
  const head =
    "Culvert contains the following software. Electron's licence and those of Chromium's parts lie beside the app,\nas LICENSE.electron.txt and LICENSES.chromium.html. Made by `npm run docs`.";
  return { path: "THIRD-PARTY-NOTICES.txt", text: `${[head, ...parts].join(`\n\n${"-".repeat(100)}\n\n`)}\n` };
}

function licenceOf({ name, folder }: Shipped): string {
  const { license, licenses } = JSON.parse(readFileSync(join(ROOT, folder, "package.json"), "utf8")) as {
    license?: string | readonly string[] | { readonly type: string };
    licenses?: readonly { type: string }[];
  };
  const named = Array.isArray(license)
    ? (license as readonly string[])[0]
    : (license as string | { readonly type: string } | undefined); // the first of several to choose from
  const said = typeof named === "object" ? named.type : (named ?? licenses?.map(({ type }) => type).join(" AND "));
  return SAID_IN_THE_FILE[name] ?? said ?? "none";
}

function textOf({ folder }: Shipped): string {
  const path = join(ROOT, folder);
  const files = existsSync(path)
    ? readdirSync(path)
        .filter((name) => /^(licen[cs]e|notice|copying)(\.|-|$)/i.test(name))
        .sort()
    : [];
  return files.map((name) => readFileSync(join(path, name), "utf8").replaceAll("\r\n", "\n").trim()).join("\n\n");
}
