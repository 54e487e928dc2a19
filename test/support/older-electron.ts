import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { build, type Plugin } from "esbuild";

/**
 * Whether an unpacked Electron is from before version 28, whose main process takes no ESM.
 *
 * @param electron the folder; its `version` says which it is, and stands in every Electron that its makers hand out
 */
export function isOlderElectron(electron: string): boolean {
  try {
    return Number(readFileSync(join(electron, "version"), "utf8").replace(/^v/, "").split(".")[0]) < 28;
  } catch {
    return true; // the one that is taken out of another app's package
  }
}

/**
 * Make the built app run in an Electron from before version 28: each bundle of the main process becomes one CommonJS file under
 * the same name, with what Node 18 and the older Electron lack. Nothing of this is in the product.
 *
 * @param app the unpacked app, with `package.json` and `out`; changed in place
 */
export async function bridgeOlderElectron(app: string): Promise<void> {
  const folder = join(app, "out", "main");
  const names = ["main.js", "culvert.js", "unlock-worker.js"];
  const { outputFiles } = await build({
    entryPoints: names.map((name) => join(folder, name)),
    outdir: folder,
    write: false,
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node18",
    charset: "utf8",
    legalComments: "none",
    define: { "import.meta.url": "metaUrl", "import.meta.dirname": "__dirname", "import.meta.filename": "__filename" },
    banner: {
      js: `const metaUrl = require("node:url").pathToFileURL(__filename).href;${FILL_IN}module.exports = (async () => {`,
    },
    footer: { js: "})();" },
    plugins: [requireInstead],
  });
  rmSync(join(folder, "chunks"), { recursive: true });
  for (const { path, text } of outputFiles) writeFileSync(path, text);
  const about = JSON.parse(readFileSync(join(app, "package.json"), "utf8")) as object;
  writeFileSync(join(app, "package.json"), JSON.stringify({ ...about, type: "commonjs" }));
}

/** Whatever is not bundled comes by `require`: an `import` statement has no place in CommonJS. */
const requireInstead: Plugin = {
  name: "require instead of import",
  setup(build) {
    build.onResolve({ filter: /^(node:|electron$|ssh2|bcrypt-pbkdf)/ }, ({ path, kind, namespace }) =>
      kind === "require-call" || namespace === "required" ? { path, external: true } : { path, namespace: "required" },
    );
    build.onLoad({ filter: /.*/, namespace: "required" }, ({ path }) => ({
      contents: `module.exports = require(${JSON.stringify(path)});`,
    }));
    build.onLoad({ filter: /out\/main\/main\.js$/ }, ({ path }) => {
      const text = readFileSync(path, "utf8");
      const bridged = text.replace("import(pathToFileURL(commandLine).href)", "require(commandLine)");
      if (bridged === text) throw new Error(`${path} does not import the command line as it did`);
      return { contents: bridged };
    });
  },
};

/** Runs before each bundle: what Node 18 lacks, and safeStorage's asynchronous calls made of the older ones. */
const FILL_IN = `
URL.canParse ??= (address, base) => { try { return Boolean(new URL(address, base)); } catch { return false; } };
AbortSignal.any ??= (signals) => {
  const any = new AbortController();
  for (const signal of signals) {
    if (signal.aborted) any.abort(signal.reason);
    else signal.addEventListener("abort", () => any.abort(signal.reason), { once: true });
  }
  return any.signal;
};
if (process.type === "browser") {
  const { safeStorage } = require("electron");
  safeStorage.isAsyncEncryptionAvailable ??= async () => safeStorage.isEncryptionAvailable();
  safeStorage.encryptStringAsync ??= async (text) => safeStorage.encryptString(text);
  safeStorage.decryptStringAsync ??= async (bytes) => ({ result: safeStorage.decryptString(bytes), shouldReEncrypt: false });
  safeStorage.getSelectedStorageBackend ??= () => "gnome_libsecret";
}
`;
