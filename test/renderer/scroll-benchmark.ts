import { WindowHost } from "./host/window-in-chromium.js";
import { startWindowServer } from "./host/window-server.js";
import { severalStates, thousandPorts } from "./samples/sample-news.js";

/** How smoothly a thousand ports scroll: `npx tsx test/renderer/scroll-benchmark.ts`. Run it on a quiet machine; without a graphics card Chromium draws by the processor. */
const SECONDS = 5;
/** Pixels a frame: a brisk turn of the wheel is 2,400 in a second; a fling, 7,200. */
const WAYS = [
  ["at rest", 0],
  ["scrolling", 40],
  ["flung", 120],
] as const;

interface Frames {
  /** From one frame to the next, in milliseconds. */
  readonly gaps: readonly number[];
}

/** Runs in the page: scrolls the table a step a frame, there and back, and notes when each frame came. @param step none measures the frames of a table at rest */
function scrollFor([milliseconds, step]: readonly [number, number]): Promise<Frames> {
  const table = document.querySelector(".ports");
  if (table === null) throw new Error("There is no table of ports");
  return new Promise((resolve) => {
    const gaps: number[] = [];
    let direction = 1;
    let started: number | undefined;
    let before: number | undefined;
    requestAnimationFrame(function frame(now: number): void {
      started ??= now;
      if (before !== undefined) gaps.push(now - before);
      before = now;
      if (now - started > milliseconds) return resolve({ gaps });
      if (table.scrollTop + table.clientHeight >= table.scrollHeight - 1) direction = -1;
      else if (table.scrollTop <= 0) direction = 1;
      table.scrollBy(0, direction * step);
      requestAnimationFrame(frame);
    });
  });
}

function notify(name: string, { gaps }: Frames): string {
  const sorted = gaps.toSorted((one, other) => one - other);
  const at = (part: number): string => (sorted[Math.floor(part * (sorted.length - 1))] ?? 0).toFixed(1);
  const frame = 1000 / 60;
  const dropped = gaps.reduce((sum, gap) => sum + Math.max(0, Math.round(gap / frame) - 1), 0);
  return `${name.padEnd(10)} ${String(gaps.length).padStart(4)} frames in ${SECONDS} s, ${dropped} dropped; median ${at(0.5)} ms, 95 % within ${at(0.95)} ms, longest ${at(1)} ms\n`;
}

const server = await startWindowServer();
const host = await WindowHost.start(server);
const { page, close } = await host.show(severalStates(thousandPorts));
await page.getByRole("button", { name: "Passive range" }).click();
await page.getByRole("row", { name: /Passive 40001/ }).waitFor();
await page.evaluate("globalThis.__name = (named) => named"); // what tsx puts around the functions inside
for (const [name, step] of WAYS)
  process.stdout.write(notify(name, await page.evaluate(scrollFor, [SECONDS * 1000, step] as const)));
await close();
await host.close();
await server.close();
