import { beforeEach, expect, it } from "vitest";
import { createNewsPusher, type NewsSource, type NewsPusher } from "../../../src/main/ipc/push-news.js";
import type { PushNews } from "../../../src/main/window/app-window.js";
import { DEFAULT_SETTINGS } from "../../../src/shared/settings.js";
import type { TunnelStatus } from "../../../src/shared/status/tunnel-state.js";
import { ManualClock } from "../../support/fixtures/test-environment.js";
import { forwardRow } from "../../support/fixtures/forward-row.js";

let clock: ManualClock;
let began: number;
let notified: string[];
let hasWindow: boolean;
let reads: number;
let teller: NewsPusher;
let tunnels: readonly TunnelStatus[];

beforeEach(() => {
  clock = new ManualClock();
  began = clock.now();
  notified = [];
  hasWindow = true;
  reads = 0;
  tunnels = [];
  const source: NewsSource = {
    profiles: () => ({ profiles: [], withSecrets: [`read ${++reads}`] }),
    tunnels: () => tunnels,
    questions: () => [],
    settings: () => ({ settings: DEFAULT_SETTINGS }),
    checks: () => [],
    led: () => ({ time: 0 }),
    log: () => [],
    traffic: () => [],
  };
  const tell: PushNews = (name, news) => notified.push(`${clock.now() - began} ${name} ${JSON.stringify(news)}`);
  teller = createNewsPusher(source, () => hasWindow, tell, clock);
});

it("a page that asks for everything is told nothing that steers it or turns round what stands beside it", () => {
  tunnels = [{ profile: "popeye", name: "Pop\u202eeye\x1b[2J", state: { kind: "open", since: 1 }, forwards: [] }];
  expect(teller.snapshot().tunnels[0]?.name).toBe("Popeye[2J");
});

it("a change is told at once, with the whole state", () => {
  teller.markChanged("profiles");
  expect(notified).toEqual(['0 profiles {"profiles":[],"withSecrets":["read 1"]}']);
});

it("many changes are told four times a second at most, the last one always", () => {
  for (let step = 0; step < 100; step++) {
    teller.markChanged("tunnels");
    clock.advance(10);
  }
  clock.advance(1000);
  expect(notified.map((line) => line.split(" ")[0])).toEqual(["0", "250", "500", "750", "1000"]);
});

it("every change of the settings is told at once, since the window makes the next one to what it was told", () => {
  for (let change = 0; change < 3; change++) {
    teller.markChanged("settings");
    clock.advance(10);
  }
  expect(notified.map((line) => line.split(" ").slice(0, 2).join(" "))).toEqual([
    "0 settings",
    "10 settings",
    "20 settings",
  ]);
});

it("one kind of news does not wait for another", () => {
  teller.markChanged("tunnels");
  teller.markChanged("questions");
  expect(notified).toEqual(["0 tunnels []", "0 questions []"]);
});

it("without a window nothing is read or told, not even what was waiting", () => {
  teller.markChanged("profiles");
  teller.markChanged("profiles");
  hasWindow = false;
  clock.advance(1000);
  teller.markChanged("profiles");
  expect(notified).toHaveLength(1);
  expect(reads).toBe(1);
});

it("a window that can be seen again is told all that it may have missed", () => {
  hasWindow = false;
  teller.markChanged("profiles");
  hasWindow = true;
  teller.pushAll();
  expect(notified.map((line) => line.split(" ")[1])).toEqual([
    "profiles",
    "tunnels",
    "questions",
    "settings",
    "checks",
    "led",
    "log",
    "traffic",
  ]);
});

it("a window that opens gets all of it", () => {
  expect(teller.snapshot()).toEqual({
    profiles: { profiles: [], withSecrets: ["read 1"] },
    tunnels: [],
    questions: [],
    settings: { settings: DEFAULT_SETTINGS },
    checks: [],
    led: { time: 0 },
    log: [],
    traffic: [],
  });
});

it("ended transfers that were pushed before are not pushed again, unless the window asks anew or can be seen again", () => {
  const transfer = { verb: "RETR", path: "a.txt", bytes: 1, since: 1, until: 2, outcome: "done", said: "" } as const;
  const history = [{ ...transfer }, { ...transfer }, { ...transfer }];
  const row = forwardRow({ history });
  tunnels = [{ profile: "popeye", name: "Popeye", state: { kind: "open", since: 1 }, forwards: [row] }];
  const pushed = (): number => {
    notified = [];
    teller.markChanged("tunnels");
    clock.advance(1000);
    return (
      notified
        .filter((line) => line.includes(" tunnels "))
        .join("")
        .split("a.txt").length - 1
    );
  };
  expect([pushed(), pushed()]).toEqual([3, 1]);
  teller.snapshot();
  expect([pushed(), pushed()]).toEqual([3, 1]);
  hasWindow = false;
  expect(pushed()).toBe(0);
  hasWindow = true;
  notified = [];
  teller.pushAll();
  clock.advance(1000);
  expect(notified.join("").split("a.txt").length - 1).toBe(3);
});
