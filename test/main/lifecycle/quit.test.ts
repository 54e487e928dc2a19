import { EventEmitter } from "node:events";
import { beforeEach, expect, it } from "vitest";
import { closeBeforeQuit } from "../../../src/main/lifecycle/quit.js";
import { ManualClock } from "../../support/fixtures/test-environment.js";

/** Plays the end of Electron's app: `quit` asks, and goes unless it is prevented. */
class App extends EventEmitter {
  gone = false;
  quit(): void {
    const event = {
      prevented: false,
      preventDefault: () => {
        event.prevented = true;
      },
    };
    this.emit("before-quit", event);
    this.gone = !event.prevented;
  }
}

let app: App;
let clock: ManualClock;
let logged: string[];
const log = { info: () => undefined, error: (sentence: string) => void logged.push(sentence) };
const settled = (): Promise<void> =>
  new Promise((resolve) => {
    setImmediate(resolve);
  });
const start = (closeAll: () => Promise<void>): void =>
  closeBeforeQuit(app as never, { closeAll, transferDrainMs: () => 10_000 }, clock, log);

beforeEach(() => {
  app = new App();
  clock = new ManualClock();
  logged = [];
});

it("quitting waits for every tunnel to close; asked for again it closes them once more, which waits for no transfer", async () => {
  let release = (): void => undefined;
  const closing = new Promise<void>((resolve) => {
    release = resolve;
  });
  let asked = 0;
  start(() => {
    asked++;
    return closing;
  });
  app.quit();
  await settled();
  expect([app.gone, asked]).toEqual([false, 1]);
  app.quit();
  await settled();
  expect([app.gone, asked]).toEqual([false, 2]);
  release();
  await settled();
  expect([app.gone, asked, logged]).toEqual([true, 2, []]);
});

it("a tunnel that does not close holds the app for five seconds longer than transfers may take", async () => {
  start(() => new Promise(() => undefined));
  app.quit();
  clock.advance(14_999);
  await settled();
  expect(app.gone).toBe(false);
  clock.advance(1);
  expect(app.gone).toBe(true);
  expect(logged).toEqual(["Quitting although not every tunnel has closed"]);
});

it("a bug in the closing is logged, and the app still ends", async () => {
  start(() => Promise.reject(new Error("bug")));
  app.quit();
  await settled();
  expect([app.gone, logged]).toEqual([true, ["Closing the tunnels met a bug"]]);
});
