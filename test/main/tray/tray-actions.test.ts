import { expect, it } from "vitest";
import { trayActions } from "../../../src/main/tray/tray-actions.js";
import type { TrayAction } from "../../../src/main/tray/menu/tray-view.js";

/** What an entry has done, in its order. */
function doneBy(action: TrayAction): readonly unknown[] {
  const done: unknown[] = [];
  const note =
    (name: string) =>
    (...args: unknown[]): undefined =>
      void done.push([name, ...args]);
  const services = {
    store: {},
    tunnels: { open: note("open"), close: note("close"), closeAll: note("close all") },
    window: { navigate: note("navigate"), show: note("show") },
    notices: {},
    clipboard: { writeText: note("copy") },
    quit: note("quit"),
  };
  trayActions(services as unknown as Parameters<typeof trayActions>[0])(action);
  return done;
}

it.each<[TrayAction, unknown[]]>([
  [{ kind: "open", profile: "popeye" }, [["open", "popeye"]]],
  [{ kind: "close", profile: "popeye" }, [["close", "popeye"]]],
  [
    { kind: "open-all", profiles: ["popeye", "olive"] },
    [
      ["open", "popeye"],
      ["open", "olive"],
    ],
  ],
  [{ kind: "close-all" }, [["close all"]]],
  [{ kind: "copy", text: "127.0.0.1:2121" }, [["copy", "127.0.0.1:2121"]]],
  [{ kind: "look", profile: "popeye" }, [["navigate", { kind: "profile", id: "popeye" }]]],
  [{ kind: "page", page: "log" }, [["navigate", { kind: "page", page: "log" }]]],
  [{ kind: "new-profile" }, [["navigate", { kind: "new-profile" }]]],
  [{ kind: "window" }, [["show"]]],
  [{ kind: "quit" }, [["quit"]]],
])("The tray's entry %j does what it says", (action, done) => {
  expect(doneBy(action)).toEqual(done);
});
