import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { EndedTransfer } from "../../../src/shared/status/route.js";
import { standOn, type BridgeSetup } from "../../support/fixtures/bridge-setup.js";
import { waitFor } from "../../support/wait-for.js";

let setup: BridgeSetup;
beforeAll(async () => {
  setup = await standOn();
});
afterAll(() => setup.clear());

const history = (): readonly EndedTransfer[] => setup.bridge.status().forwards[0]?.history ?? [];
/** The newest, once there is another than before. */
async function newestAfter(act: () => Promise<unknown>): Promise<EndedTransfer> {
  const [before] = history();
  await act();
  return waitFor("the end of a transfer", () => (history()[0] === before ? undefined : history()[0]));
}

it("A bridge tells what it has carried, with the size that SFTP told and its own last word", async () => {
  writeFileSync(join(setup.folder.path, "a.txt"), "ahoy sailor");
  const ftp = await setup.converse();
  expect(await newestAfter(() => ftp.fetch("RETR a.txt"))).toMatchObject({
    verb: "RETR",
    path: "a.txt",
    bytes: 11,
    size: 11,
    outcome: "done",
    said: "226 The whole file was sent.",
  });
  await ftp.say("REST 5");
  expect(await newestAfter(() => ftp.fetch("RETR a.txt"))).toMatchObject({ bytes: 6, size: 6, outcome: "done" });
  expect(await newestAfter(() => ftp.store("STOR b.txt", Buffer.from("belay")))).toMatchObject({
    verb: "STOR",
    path: "b.txt",
    bytes: 5,
    outcome: "done",
  });
});

it("A bridge tells what was refused, and in which words", async () => {
  const ftp = await setup.converse();
  const ended = await newestAfter(() => ftp.fetch("RETR nowhere.txt"));
  expect(ended).toMatchObject({ verb: "RETR", path: "nowhere.txt", bytes: 0, outcome: "refused" });
  expect(ended.said).toMatch(/^550 /);
});

it("A bridge tells what a client broke off, and what a closing tunnel cuts, over its whole life", async () => {
  writeFileSync(join(setup.folder.path, "long"), Buffer.alloc(30_000_000));
  const ftp = await setup.converse();
  const broken = await newestAfter(async () => {
    const data = await ftp.data();
    data.once("data", () => data.destroy());
    await ftp.say("RETR long");
    await ftp.hear();
  });
  expect(broken).toMatchObject({ verb: "RETR", path: "long", size: 30_000_000, outcome: "cut" });
  expect(broken.bytes < 30_000_000).toBe(true);

  const count = history().length;
  const again = await setup.converse();
  const data = (await again.data()).pause();
  await again.say("RETR long");
  await waitFor("bytes", () => (setup.bridge.status().forwards[0]?.transfers?.[0]?.bytes ?? 0) > 0 || undefined);
  expect(setup.bridge.status().forwards[0]?.transfers).toMatchObject([{ path: "long", size: 30_000_000 }]);
  await setup.bridge.tunnels.close(setup.bridge.status().profile);
  expect(setup.bridge.status().state.kind).toBe("closed");
  expect(history()).toHaveLength(count + 1);
  expect(history()[0]).toMatchObject({ verb: "RETR", path: "long", outcome: "cut", said: "" });
  data.destroy();
});
