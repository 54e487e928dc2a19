import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterEach, expect, it } from "vitest";
import { runWell } from "../support/child.js";
import { tempFolder, type TempFolder } from "../support/fixtures/temp-folder.js";

let folder: TempFolder | undefined;
afterEach(() => {
  folder?.remove();
  folder = undefined;
});

/** In a process of its own, whose signals nobody has listened for. @returns the listeners of each signal once the store is open */
async function listenersWithStore(file: string): Promise<unknown> {
  const source = pathToFileURL(join(import.meta.dirname, "../../src/cli/open-store.ts")).href;
  const script = `
    const own = () => undefined;
    process.on("SIGINT", own);
    const { openStore } = await import(${JSON.stringify(source)});
    const store = await openStore(${JSON.stringify(file)});
    await store.save({ id: "popeye" });
    const count = (signal) => process.listeners(signal).length;
    console.log(JSON.stringify([process.listeners("SIGINT").map((one) => one === own), count("SIGTERM"), count("SIGHUP")]));`;
  const said = await runWell(process.execPath, ["--import", "tsx", "--input-type=module", "--eval", script]);
  return JSON.parse(said);
}

it("leaves signals to whoever listens for them, and listens for none itself", async () => {
  folder = tempFolder();
  expect(await listenersWithStore(folder.file("profiles.json"))).toEqual([[true], 0, 0]);
});
