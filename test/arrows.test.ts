import { readdirSync, readFileSync } from "node:fs";
import { isBuiltin } from "node:module";
import { join, posix } from "node:path";
import ts from "typescript";
import { describe, expect, it } from "vitest";

/** What the files of one layer may import. */
interface Layer {
  readonly folder: string;
  /** Folders of this project that its imports may lead to; `package.json` says the version. */
  readonly into: readonly string[];
  readonly mayImport: (packageName: string) => boolean;
}

const isElectron = (name: string): boolean => /^@?electron(?:[/-]|$)/.test(name);
const isWindows = (name: string): boolean =>
  /^(?:react|react-dom|react-aria-components|lucide-react|uplot)$/.test(name);

/** shared <- core <- { main, cli }; renderer -> shared. Only `main` knows Electron, only `renderer` what draws a window. */
const LAYERS: readonly Layer[] = [
  { folder: "src/shared", into: ["src/shared"], mayImport: (name) => name === "zod" },
  { folder: "src/core", into: ["src/core", "src/shared"], mayImport: (name) => !isElectron(name) && !isWindows(name) },
  {
    folder: "src/main",
    into: ["src/main", "src/core", "src/shared", "package.json"],
    mayImport: (name) => !isWindows(name),
  },
  {
    folder: "src/cli",
    into: ["src/cli", "src/core", "src/shared", "package.json"],
    mayImport: (name) => !isElectron(name) && !isWindows(name),
  },
  {
    folder: "renderer",
    into: ["renderer", "src/shared"],
    mayImport: (name) => !isElectron(name) && !isBuiltin(name) && name !== "ssh2",
  },
];

/** Each import in a file's text that its layer does not allow, as `file -> import`; a file of no layer is one itself. */
function brokenArrows(file: string, text: string): string[] {
  const layer = LAYERS.find(({ folder }) => file.startsWith(`${folder}/`));
  if (layer === undefined) return [`${file} stands in no layer`];
  const { importedFiles, typeReferenceDirectives, libReferenceDirectives, referencedFiles } = ts.preProcessFile(
    text,
    true,
    true,
  );
  const imports = importedFiles.map(({ fileName }) => fileName).filter((name) => !mayImport(layer, file, name));
  const references =
    layer.folder === "src/shared" ? [...typeReferenceDirectives, ...libReferenceDirectives, ...referencedFiles] : [];
  return [...imports, ...references.map(({ fileName }) => fileName)].map((name) => `${file} -> ${name}`);
}

function mayImport(layer: Layer, file: string, name: string): boolean {
  if (!name.startsWith(".") && !name.startsWith("/")) return layer.mayImport(packageOf(name));
  const target = posix.join(posix.dirname(file), name);
  return layer.into.some((path) => target === path || target.startsWith(`${path}/`));
}

/** `@scope/name` of `@scope/name/part`; a module of node is left as it is. */
const packageOf = (name: string): string =>
  isBuiltin(name)
    ? name
    : name
        .split("/")
        .slice(0, name.startsWith("@") ? 2 : 1)
        .join("/");

const ROOT = join(import.meta.dirname, "..");
const sources = ["src", "renderer"].flatMap((folder) =>
  readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" })
    .filter((name) => /\.[cm]?tsx?$/.test(name))
    .map((name) => posix.join(folder, name.replaceAll("\\", "/"))),
);

describe("the arrows of import", () => {
  it("are kept by every file of src and renderer", () => {
    expect(sources.length).toBeGreaterThan(30);
    expect(sources.flatMap((file) => brokenArrows(file, readFileSync(join(ROOT, file), "utf8")))).toEqual([]);
  });

  it.each([
    {
      file: "src/shared/profile/profile-schema.ts",
      text: `import { a } from "../../core/environment.js";`,
      broken: "../../core/environment.js",
    },
    {
      file: "src/shared/profile/profile-schema.ts",
      text: `import { readFile } from "node:fs/promises";`,
      broken: "node:fs/promises",
    },
    { file: "src/shared/profile/profile-schema.ts", text: `import path from "path";`, broken: "path" },
    { file: "src/shared/profile/profile-schema.ts", text: `import type { App } from "electron";`, broken: "electron" },
    { file: "src/shared/profile/profile-schema.ts", text: `import ssh2 from "ssh2";`, broken: "ssh2" },
    {
      file: "src/shared/profile/profile-schema.ts",
      text: `/// <reference types="node" />\nexport const a = 1;`,
      broken: "node",
    },
    {
      file: "src/shared/profile/profile-schema.ts",
      text: `/// <reference lib="dom" />\nexport const a = 1;`,
      broken: "dom",
    },
    { file: "src/core/tunnel/tunnel.ts", text: `import { app } from "electron";`, broken: "electron" },
    { file: "src/core/tunnel/tunnel.ts", text: `import { app } from "electron/main";`, broken: "electron/main" },
    { file: "src/core/store/profile-store.ts", text: `import Store from "electron-store";`, broken: "electron-store" },
    {
      file: "src/core/store/profile-store.ts",
      text: `import log from "electron-log/main";`,
      broken: "electron-log/main",
    },
    {
      file: "src/core/tunnel/tunnel.ts",
      text: `import { tray } from "../../main/tray/app-tray.js";`,
      broken: "../../main/tray/app-tray.js",
    },
    { file: "src/core/tunnel/tunnel.ts", text: `import { useState } from "react";`, broken: "react" },
    {
      file: "src/core/ssh/ssh-session.ts",
      text: `export { up } from "../../cli/commands/up.js";`,
      broken: "../../cli/commands/up.js",
    },
    { file: "src/core/ssh/ssh-session.ts", text: `const later = () => import("electron");`, broken: "electron" },
    { file: "src/core/ssh/ssh-session.ts", text: `const now = require("electron");`, broken: "electron" },
    { file: "src/core/ssh/ssh-session.ts", text: `type App = import("electron").App;`, broken: "electron" },
    { file: "src/main/main.ts", text: `import { up } from "../cli/commands/up.js";`, broken: "../cli/commands/up.js" },
    { file: "src/main/main.ts", text: `import { App } from "../../renderer/app.js";`, broken: "../../renderer/app.js" },
    { file: "src/cli/commands/up.ts", text: `import { safeStorage } from "electron";`, broken: "electron" },
    {
      file: "src/cli/commands/up.ts",
      text: `import { appPaths } from "../../main/app-paths.js";`,
      broken: "../../main/app-paths.js",
    },
    { file: "renderer/app.tsx", text: `import { ipcRenderer } from "electron";`, broken: "electron" },
    { file: "renderer/app.tsx", text: `import { connect } from "net";`, broken: "net" },
    {
      file: "renderer/app.tsx",
      text: `import { environment } from "../src/core/environment.js";`,
      broken: "../src/core/environment.js",
    },
    {
      file: "renderer/tunnels/row.tsx",
      text: `import type { TrayView } from "../../src/main/tray/menu/tray-menu-items.js";`,
      broken: "../../src/main/tray/menu/tray-menu-items.js",
    },
    {
      file: "src/core/ssh/ssh-session.ts",
      text: `import about from "../../../package.json" with { type: "json" };`,
      broken: "../../../package.json",
    },
    {
      file: "renderer/app.tsx",
      text: `import { gateway } from "../test/support/gateways/gateway.js";`,
      broken: "../test/support/gateways/gateway.js",
    },
  ])("are seen to be broken by $text in $file", ({ file, text, broken }) => {
    expect(brokenArrows(file, text)).toEqual([`${file} -> ${broken}`]);
  });

  it.each([
    {
      file: "src/shared/profile/profile-schema.ts",
      text: `import { z } from "zod"; import { words } from "../words/words.js";`,
    },
    {
      file: "src/core/ssh/ssh-session.ts",
      text: `import ssh2 from "ssh2"; import net from "node:net"; import { z } from "../../shared/profile/profile-schema.js";`,
    },
    {
      file: "src/main/main.ts",
      text: `import { app } from "electron"; import { tunnels } from "../core/tunnel/tunnels.js";`,
    },
    {
      file: "src/cli/commands/up.ts",
      text: `import { Command } from "commander"; import { tunnels } from "../../core/tunnel/tunnels.js";`,
    },
    {
      file: "renderer/app.tsx",
      text: `import { useState } from "react"; import "./layout.css"; import { words } from "../src/shared/words/words.js";`,
    },
    {
      file: "src/core/ssh/ssh-session.ts",
      text: `// import { app } from "electron";\nconst text = 'import "electron"';`,
    },
  ])("are seen to be kept by $text in $file", ({ file, text }) => {
    expect(brokenArrows(file, text)).toEqual([]);
  });

  it("are seen to be broken by a file that stands beside the layers", () => {
    expect(brokenArrows("src/stray.ts", "")).toEqual(["src/stray.ts stands in no layer"]);
  });
});

/** Which files of this project a file imports. */
type ImportGraph = ReadonlyMap<string, readonly string[]>;

/** Core's floors from the ground up; a file may import its own floor and those beneath it. */
const FLOORS: readonly (readonly string[])[] = [
  ["environment.ts", "ftp", "net", "store", "system", "activity", "status-service"],
  ["ssh"],
  ["sftp"],
  ["forward", "spool"],
  ["relay", "bridge", "range"],
  ["check"],
  ["tunnel"],
  ["import", "export"],
];

const importGraph: ImportGraph = new Map(
  sources.map((file) => {
    const { importedFiles } = ts.preProcessFile(readFileSync(join(ROOT, file), "utf8"), true, true);
    return [
      file,
      importedFiles.flatMap(({ fileName }) => {
        const target = posix.join(posix.dirname(file), fileName);
        return fileName.startsWith(".")
          ? sources.filter((source) => source === target || source.replace(/\.tsx?$/, ".js") === target)
          : [];
      }),
    ];
  }),
);

/** The floor of a file of core, from 0; -1 where it stands on none, `undefined` outside core. */
function floorOf(file: string): number | undefined {
  const [, entry] = /^src\/core\/([^/]+)/.exec(file) ?? [];
  return entry === undefined ? undefined : FLOORS.findIndex((entries) => entries.includes(entry));
}

/** Each import that leads to a higher floor, as `file -> import`, and each file of core that stands on no floor. */
const stepsUp = (graph: ImportGraph): string[] =>
  [...graph].flatMap(([file, imports]) => {
    const floor = floorOf(file);
    if (floor === undefined) return [];
    if (floor === -1) return [`${file} stands on no floor`];
    return imports.filter((target) => (floorOf(target) ?? 0) > floor).map((target) => `${file} -> ${target}`);
  });

/** Each circle among a graph's nodes: the first that is found from each node, as the nodes in their order. */
function circlesIn(graph: ImportGraph): string[] {
  const done = new Set<string>();
  const circles: string[] = [];
  const visit = (node: string, path: readonly string[]): void => {
    const index = path.indexOf(node);
    if (index !== -1) circles.push([...path.slice(index), node].join(" -> "));
    if (index !== -1 || done.has(node)) return;
    for (const next of graph.get(node) ?? []) visit(next, [...path, node]);
    done.add(node);
  };
  for (const node of graph.keys()) visit(node, []);
  return circles;
}

/** What stands directly in a folder, each subfolder as one thing, and which of it leads to which. */
function entriesOf(folder: string, graph: ImportGraph): ImportGraph {
  const entryOf = (file: string): string | undefined =>
    file.startsWith(`${folder}/`) ? file.slice(folder.length + 1).split("/")[0] : undefined;
  const entries = new Map<string, string[]>();
  for (const [file, imports] of graph) {
    const entry = entryOf(file);
    if (entry === undefined) continue;
    const targets = imports.flatMap((target) => entryOf(target) ?? []).filter((target) => target !== entry);
    entries.set(entry, [...new Set([...(entries.get(entry) ?? []), ...targets])]);
  }
  return entries;
}

describe("the floors of core", () => {
  it("are all there are, and no import leads up", () => {
    expect(stepsUp(importGraph)).toEqual([]);
  });

  it("are seen to be broken by an import that leads up, and by a file beside them", () => {
    expect(
      stepsUp(
        new Map([
          ["src/core/ssh/a.ts", ["src/core/sftp/b.ts", "src/core/net/c.ts"]],
          ["src/core/stray.ts", []],
        ]),
      ),
    ).toEqual(["src/core/ssh/a.ts -> src/core/sftp/b.ts", "src/core/stray.ts stands on no floor"]);
  });
});

describe("imports", () => {
  it("go round in no circle of files", () => {
    expect(importGraph.get("src/core/tunnel/tunnel.ts")?.length).toBeGreaterThan(5);
    expect(circlesIn(importGraph)).toEqual([]);
  });

  it("go round in no circle of folders, at any depth", () => {
    const folders = new Set(
      sources.flatMap((file) =>
        file
          .split("/")
          .slice(0, -1)
          .map((_, index, path) => path.slice(0, index + 1).join("/")),
      ),
    );
    expect(
      [...folders].flatMap((folder) =>
        circlesIn(entriesOf(folder, importGraph)).map((circle) => `${folder}: ${circle}`),
      ),
    ).toEqual([]);
  });

  it("are seen to go round in a circle of files, and of folders", () => {
    expect(
      circlesIn(
        new Map([
          ["a", ["b"]],
          ["b", ["c"]],
          ["c", ["a"]],
          ["d", ["a"]],
        ]),
      ),
    ).toEqual(["a -> b -> c -> a"]);
    expect(
      circlesIn(
        entriesOf(
          "src",
          new Map([
            ["src/a/one.ts", ["src/b/two.ts"]],
            ["src/b/three.ts", ["src/a/four.ts"]],
          ]),
        ),
      ),
    ).toEqual(["a -> b -> a"]);
  });
});
