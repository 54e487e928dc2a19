import { afterEach, describe, expect, it } from "vitest";
import { busSocket } from "../../../../src/main/tray/host/dbus-session-bus.js";
import { TrayHost } from "../../../../src/main/tray/host/tray-host.js";
import { PlayedSessionBus } from "../../../support/fixtures/played-session-bus.js";
import { tempFolder } from "../../../support/fixtures/temp-folder.js";
import { waitFor } from "../../../support/wait-for.js";

describe.skipIf(process.platform === "win32")("where the session bus is", () => {
  it.each<[NodeJS.ProcessEnv, string | undefined]>([
    [{ DBUS_SESSION_BUS_ADDRESS: "unix:path=/run/user/1000/bus" }, "/run/user/1000/bus"],
    [{ DBUS_SESSION_BUS_ADDRESS: "unix:guid=12,path=/tmp/a%20bus,x=y" }, "/tmp/a bus"],
    [{ DBUS_SESSION_BUS_ADDRESS: "unix:abstract=/tmp/dbus-x,guid=1" }, "\0/tmp/dbus-x"],
    [{ DBUS_SESSION_BUS_ADDRESS: "tcp:host=127.0.0.1,port=4;unix:path=/tmp/second" }, "/tmp/second"],
    [{ DBUS_SESSION_BUS_ADDRESS: "autolaunch:" }, undefined],
    [{ XDG_RUNTIME_DIR: "/run/user/7" }, "/run/user/7/bus"],
    [{}, undefined],
  ])("%j is %j", (env, socket) => expect(busSocket(env)).toBe(socket));
});

describe.skipIf(process.platform === "win32")("whether a tray is there", () => {
  const ends: (() => unknown)[] = [];
  afterEach(async () => {
    for (const end of ends.splice(0).reverse()) await end();
  });

  async function busWith(hasHost: boolean) {
    const folder = tempFolder();
    ends.push(() => folder.remove());
    const bus = await PlayedSessionBus.listen(folder.file("bus"), hasHost);
    ends.push(() => bus.close());
    const tray = new TrayHost("linux", { DBUS_SESSION_BUS_ADDRESS: bus.address });
    ends.push(() => tray.close());
    return { bus, tray };
  }

  it("is true on Windows and macOS, whatever the environment says", async () => {
    expect(await new TrayHost("win32", {}).isPresent()).toBe(true);
    expect(await new TrayHost("darwin", {}).isPresent()).toBe(true);
  });

  it("is asked of the bus anew each time", async () => {
    const { bus, tray } = await busWith(false);
    expect(await tray.isPresent()).toBe(false);
    bus.setHost(true);
    expect(await tray.isPresent()).toBe(true);
    bus.setHost(false);
    expect(await tray.isPresent()).toBe(false);
  });

  it("is told when a host comes, and each time that it comes again", async () => {
    const { bus, tray } = await busWith(false);
    let came = 0;
    tray.onAppeared(() => came++);
    await tray.isPresent();
    await waitFor("the matches", () => (bus.matches === 3 ? true : undefined));
    for (const times of [1, 2]) {
      bus.setHost(true);
      await waitFor("the news", () => (came === times ? true : undefined));
      bus.setHost(false);
      await waitFor("its end", async () => ((await tray.isPresent()) ? undefined : true));
    }
    expect(came).toBe(2);
  });

  it("is false without a bus, with one that is gone, and with one that does not answer", async () => {
    expect(await new TrayHost("linux", {}).isPresent()).toBe(false);
    expect(
      await new TrayHost("linux", {
        DBUS_SESSION_BUS_ADDRESS: "unix:path=/nowhere/bus",
        DISPLAY: ":32000",
      }).isPresent(),
    ).toBe(false);
    const { bus, tray } = await busWith(true);
    bus.isSilent = true;
    expect(await tray.isPresent()).toBe(false);
    await bus.close();
    expect(await tray.isPresent()).toBe(false);
  });
});
