import { existsSync, readFileSync } from "node:fs";
import { describe, expect, it, onTestFinished } from "vitest";
import { autostartEntry, setStartAtLogin } from "../../src/main/lifecycle/start-at-login.js";
import { whenOnline } from "../../src/main/lifecycle/when-online.js";
import { tempFolder } from "../support/fixtures/temp-folder.js";
import { ManualClock } from "../support/fixtures/test-environment.js";

describe("starting at login", () => {
  it("is a file in the autostart folder on Linux, which goes when it is no longer wanted", () => {
    const folder = tempFolder();
    onTestFinished(() => folder.remove());
    const set = (isWanted: boolean): void =>
      setStartAtLogin(
        isWanted,
        {
          setLoginItemSettings: () => {
            throw new Error("not on Linux");
          },
        },
        "linux",
        folder.file("autostart"),
        { program: "/opt/Culvert/culvert", args: [] },
      );
    set(false);
    expect(existsSync(folder.file("autostart/culvert.desktop"))).toBe(false);
    set(true);
    expect(readFileSync(folder.file("autostart/culvert.desktop"), "utf8")).toMatch(
      /^\[Desktop Entry\]\nType=Application\nName=Culvert\nExec="\/opt\/Culvert\/culvert"\n/,
    );
    set(false);
    expect(existsSync(folder.file("autostart/culvert.desktop"))).toBe(false);
  });

  it.each(["darwin", "win32"] as const)("is a login item of the system's on %s", (platform) => {
    const notified: unknown[] = [];
    setStartAtLogin(true, { setLoginItemSettings: (settings) => void notified.push(settings) }, platform, "/nowhere", {
      program: "/Applications/Culvert",
      args: [],
    });
    expect(notified).toEqual([{ openAtLogin: true, path: "/Applications/Culvert", args: [] }]);
  });

  it("writes its command so that a desktop reads it back as it is", () => {
    const entry = autostartEntry({ program: "/home/olive oyl/100%/Cul$vert", args: ['a "b"', "c\\d"] });
    expect(entry).toContain('Exec="/home/olive oyl/100%%/Cul\\\\$vert" "a \\\\"b\\\\"" "c\\\\\\\\d"');
  });
});

describe("waiting for the network", () => {
  it("acts at once where it is there", () => {
    let acted = 0;
    whenOnline(
      () => true,
      new ManualClock(),
      () => acted++,
    );
    expect(acted).toBe(1);
  });

  it("acts once it is there, and only once", () => {
    const clock = new ManualClock();
    let acted = 0;
    let isOnline = false;
    whenOnline(
      () => isOnline,
      clock,
      () => acted++,
    );
    clock.advance(10_000);
    expect(acted).toBe(0);
    isOnline = true;
    clock.advance(60_000);
    expect(acted).toBe(1);
  });

  it("acts no more once that has been ended", () => {
    const clock = new ManualClock();
    let isOnline = false;
    const end = whenOnline(
      () => isOnline,
      clock,
      () => {
        throw new Error("acted");
      },
    );
    end();
    isOnline = true;
    clock.advance(60_000);
  });
});
