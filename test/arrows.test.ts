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
const isWindows = (name: string): boolean => /^(?:react|react-dom|react-aria-components|lucide-react|uplot)$/.test(name);

/** shared <- core <- { main, cli }; renderer -> shared. Only `main` knows Electron, only `renderer` what draws a window. */
const LAYERS: readonly Layer[] = [
  { folder: "src/shared", into: ["src/shared"], mayImport: (name) => name === "zod" },
  { folder: "src/core", into: ["src/core", "src/shared"], mayImport: (name) => !isElectron(name) && !isWindows(name) },
  { folder: "src/main", into: ["src/main", "src/core", "src/shared", "package.json"], mayImport: (name) => !isWindows(name) },
  { folder: "src/cli", into: ["src/cli", "src/core", "src/shared", "package.json"], mayImport: (name) => !isElectron(name) && !isWindows(name) },
  { folder: "renderer", into: ["renderer", "src/shared"], mayImport: (name) => !isElectron(name) && !isBuiltin(name) && name !== "ssh2" },
];

/** Each import in a file's text that its layer does not allow, as `file -> import`; a file of no layer is one itself. */
function brokenArrows(file: string, text: string): string[] {
  const layer = LAYERS.find(({ folder }) => file.startsWith(`${folder}/`));
  if (layer === undefined) return [`${file} stands in no layer`];
  const { importedFiles, typeReferenceDirectives, libReferenceDirectives, referencedFiles } = ts.preProcessFile(text, true, true);
  const imports = importedFiles.map(({ fileName }) => fileName).filter((name) => !mayImport(layer, file, name));
  const references = layer.folder === "src/shared" ? [...typeReferenceDirectives, ...libReferenceDirectives, ...referencedFiles] : [];
  return [...imports, ...references.map(({ fileName }) => fileName)].map((name) => `${file} -> ${name}`);
}

function mayImport(layer: Layer, file: string, name: string): boolean {
  if (!name.startsWith(".") && !name.startsWith("/")) return layer.mayImport(packageOf(name));
  const target = posix.join(posix.dirname(file), name);
  return layer.into.some((path) => target === path || target.startsWith(`${path}/`));
}

/** `@scope/name` of `@scope/name/part`; a module of node is left as it is. */
const packageOf = (name: string): string => (isBuiltin(name) ? name : name.split("/").slice(0, name.startsWith("@") ? 2 : 1).join("/"));

const ROOT = join(import.meta.dirname, "..");
const sources = ["src", "renderer"].flatMap((folder) =>
  readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" })
    .filter((name) => /\.[cm]?tsx?$/.test(name))
    .map((name) => posix.join(folder, name.replaceAll("\\", "/"))));

describe("the arrows of import", () => {
  it("are kept by every file of src and renderer", () => {
    expect(sources.length).toBeGreaterThan(30);
    expect(sources.flatMap((file) => brokenArrows(file, readFileSync(join(ROOT, file), "utf8")))).toEqual([]);
  });

  it.each([
    { file: "src/shared/profile/profile-schema.ts", text: `import { a } from "../core/outside.js";`, broken: "../core/outside.js" },
    { file: "src/shared/profile/profile-schema.ts", text: `import { readFile } from "node:fs/promises";`, broken: "node:fs/promises" },
    { file: "src/shared/profile/profile-schema.ts", text: `import path from "path";`, broken: "path" },
    { file: "src/shared/profile/profile-schema.ts", text: `import type { App } from "electron";`, broken: "electron" },
    { file: "src/shared/profile/profile-schema.ts", text: `import ssh2 from "ssh2";`, broken: "ssh2" },
    { file: "src/shared/profile/profile-schema.ts", text: `/// <reference types="node" />\nexport const a = 1;`, broken: "node" },
    { file: "src/shared/profile/profile-schema.ts", text: `/// <reference lib="dom" />\nexport const a = 1;`, broken: "dom" },
    { file: "src/core/tunnel/tunnel.ts", text: `import { app } from "electron";`, broken: "electron" },
    { file: "src/core/tunnel/tunnel.ts", text: `import { app } from "electron/main";`, broken: "electron/main" },
    { file: "src/core/store/profile-store.ts", text: `import Store from "electron-store";`, broken: "electron-store" },
    { file: "src/core/store/profile-store.ts", text: `import log from "electron-log/main";`, broken: "electron-log/main" },
    { file: "src/core/tunnel/tunnel.ts", text: `import { tray } from "../../main/tray.js";`, broken: "../../main/tray.js" },
    { file: "src/core/tunnel/tunnel.ts", text: `import { useState } from "react";`, broken: "react" },
    { file: "src/core/ssh/auth/authentication.ts", text: `export { up } from "../../cli/up.js";`, broken: "../../cli/up.js" },
    { file: "src/core/ssh/auth/authentication.ts", text: `const later = () => import("electron");`, broken: "electron" },
    { file: "src/core/ssh/auth/authentication.ts", text: `const now = require("electron");`, broken: "electron" },
    { file: "src/core/ssh/auth/authentication.ts", text: `type App = import("electron").App;`, broken: "electron" },
    { file: "src/main/main.ts", text: `import { up } from "../cli/up.js";`, broken: "../cli/up.js" },
    { file: "src/main/main.ts", text: `import { words } from "../../renderer/words.js";`, broken: "../../renderer/words.js" },
    { file: "src/cli/commands/up.ts", text: `import { safeStorage } from "electron";`, broken: "electron" },
    { file: "src/cli/commands/up.ts", text: `import { places } from "../main/places.js";`, broken: "../main/places.js" },
    { file: "renderer/app.tsx", text: `import { ipcRenderer } from "electron";`, broken: "electron" },
    { file: "renderer/app.tsx", text: `import { connect } from "net";`, broken: "net" },
    { file: "renderer/app.tsx", text: `import { outside } from "../src/core/outside.js";`, broken: "../src/core/environment.js" },
    { file: "renderer/tunnels/row.tsx", text: `import type { TrayView } from "../../src/main/tray-view.js";`, broken: "../../src/main/tray-view.js" },
    { file: "src/core/ssh/auth/authentication.ts", text: `import about from "../../../package.json" with { type: "json" };`, broken: "../../../package.json" },
    { file: "renderer/app.tsx", text: `import { gateway } from "../test/support/gateway.js";`, broken: "./support/gateways/gateway.js" },
  ])("are seen to be broken by $text in $file", ({ file, text, broken }) => {
    expect(brokenArrows(file, text)).toEqual([`${file} -> ${broken}`]);
  });

  it.each([
    { file: "src/shared/profile/profile-schema.ts", text: `import { z } from "zod"; import { at } from "./words.js";` },
    { file: "src/core/ssh/auth/authentication.ts", text: `import ssh2 from "ssh2"; import net from "node:net"; import { z } from "../../shared/profile.js";` },
    { file: "src/main/main.ts", text: `import { app } from "electron"; import { tunnels } from "../core/tunnel/tunnels.js";` },
    { file: "src/cli/commands/up.ts", text: `import { Command } from "commander"; import { tunnels } from "../core/tunnel/tunnels.js";` },
    { file: "renderer/app.tsx", text: `import { useState } from "react"; import "./layout.css"; import { at } from "../src/shared/words.js";` },
    { file: "src/core/ssh/auth/authentication.ts", text: `// import { app } from "electron";\nconst text = 'import "electron"';` },
  ])("are seen to be kept by $text in $file", ({ file, text }) => {
    expect(brokenArrows(file, text)).toEqual([]);
  });

  it("are seen to be broken by a file that stands beside the layers", () => {
    expect(brokenArrows("src/stray.ts", "")).toEqual(["src/stray.ts stands in no layer"]);
  });
});
