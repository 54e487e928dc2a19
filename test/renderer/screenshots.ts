import { mkdir, readdir } from "node:fs/promises";
import { basename, join } from "node:path";
import type { News } from "../../src/shared/ipc/contract.js";
import { WindowHost, type Showing } from "./host/window-in-chromium.js";
import { startWindowServer } from "./host/window-server.js";
import { screens, type Screen } from "./samples/sample-screens.js";

/**
 * `npm run screenshots`: a picture of every screen, light and dark, in the usual, the smallest and a wide size, into `.artifacts/screens`.
 * `-- NAME [WIDTH]` for some of them; `-- readme` renews the README's own, in `docs/screens`.
 */
const folder = join(import.meta.dirname, "../../.artifacts/screens");
const inReadme = join(import.meta.dirname, "../../docs/screens");

const SIZES = [
  [1000, 700],
  [720, 480],
  [1600, 1000],
] as const;
const wanted = process.argv[2] ?? "";
const onlyWidth = process.argv[3] === undefined ? undefined : Number(process.argv[3]);
await mkdir(folder, { recursive: true });
const server = await startWindowServer();
const host = await WindowHost.start(server);

async function take(file: string, news: News, showing: Showing, steps: Screen["steps"]): Promise<void> {
  const shown = await host.show(news, showing);
  try {
    await steps?.(shown);
    await shown.page.waitForTimeout(250);
    await shown.page.screenshot({ path: file });
    for (const error of shown.errors) complain(file, error);
  } finally {
    await shown.close();
  }
}

/** One screen that cannot be had must not cost the others. */
function complain(picture: string, error: unknown): void {
  process.exitCode = 1;
  process.stderr.write(`${picture}: ${String(error)}\n`);
}

async function takeThoseOfReadme(): Promise<void> {
  for (const file of await readdir(inReadme)) {
    const screen = screens.find(({ name }) => name === basename(file, ".png"));
    if (screen === undefined) complain(file, "no screen has this name");
    else
      await take(
        join(inReadme, file),
        screen.news,
        { width: 1000, height: 700, colorScheme: "light" },
        screen.steps,
      ).catch((error: unknown) => complain(file, error));
  }
}

async function takeAll(): Promise<void> {
  for (const colorScheme of ["light", "dark"] as const) {
    for (const [width, height] of SIZES.filter(([width]) => onlyWidth === undefined || width === onlyWidth)) {
      for (const { name, news, steps } of screens.filter((screen) => screen.name.includes(wanted))) {
        const picture = `${name}-${colorScheme}-${width}x${height}`;
        await take(join(folder, `${picture}.png`), news, { width, height, colorScheme }, steps).catch(
          (error: unknown) => complain(picture, error),
        );
      }
    }
  }
}

await (wanted === "readme" ? takeThoseOfReadme() : takeAll());
await host.close();
await server.close();
