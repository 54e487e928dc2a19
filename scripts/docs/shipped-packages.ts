import { readFileSync, readdirSync } from "node:fs";
import { isBuiltin } from "node:module";
import { join } from "node:path";
import ts from "typescript";

const ROOT = join(import.meta.dirname, "..", "..");

/** A package of the lock file, as npm writes it. */
interface Locked {
  readonly version: string;
  readonly license?: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

export interface Shipped {
  readonly name: string;
  readonly version: string;
  /** Where npm has put it, `node_modules/zod`. */
  readonly folder: string;
}

/**
 * Every package of which something may be in what we deliver: those that `src` and `renderer` import, bundled or not, and
 * all that these need in turn, at the versions of the lock file. Electron is a program of its own beside them.
 */
export function shippedPackages(): Shipped[] {
  const { packages } = JSON.parse(readFileSync(join(ROOT, "package-lock.json"), "utf8")) as {
    readonly packages: Readonly<Record<string, Locked>>;
  };
  const found = new Map<string, Shipped>();
  const visit = (name: string, from: string): void => {
    const folder = foundFrom(packages, name, from);
    const locked = folder === undefined ? undefined : packages[folder];
    if (folder === undefined || locked === undefined || found.has(folder)) return;
    found.set(folder, { name, version: locked.version, folder });
    for (const needed of Object.keys(locked.dependencies ?? {})) visit(needed, folder);
  };
  for (const name of importedPackages()) visit(name, "");
  return [...found.values()].sort((a, b) =>
    a.name < b.name ? -1 : a.name > b.name ? 1 : a.version < b.version ? -1 : 1,
  );
}

/** As node looks for a package: in the importer's own node_modules first, then outwards. */
function foundFrom(packages: Readonly<Record<string, Locked>>, name: string, from: string): string | undefined {
  const here = `${from === "" ? "" : `${from}/`}node_modules/${name}`;
  if (here in packages) return here;
  if (from === "") return undefined;
  const outer = from.lastIndexOf("/node_modules/");
  return foundFrom(packages, name, outer === -1 ? "" : from.slice(0, outer));
}

function importedPackages(): string[] {
  const names = ["src", "renderer"].flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" })
      .filter((file) => /\.tsx?$/.test(file))
      .flatMap((file) =>
        ts
          .preProcessFile(readFileSync(join(ROOT, folder, file), "utf8"), true, true)
          .importedFiles.map(({ fileName }) => fileName),
      ),
  );
  const packages = names
    .filter((name) => !name.startsWith(".") && !isBuiltin(name))
    .map((name) =>
      name
        .split("/")
        .slice(0, name.startsWith("@") ? 2 : 1)
        .join("/"),
    );
  return [...new Set(packages)].filter((name) => name !== "electron").sort();
}
