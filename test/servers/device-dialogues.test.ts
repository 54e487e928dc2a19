import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { startSoakSetup, type SoakSetup } from "../soak/setup.js";
import { BYTES, DEVICE_DIALOGUES, playDevice } from "../support/clients/device-dialogues.js";
import { describeWith } from "../support/describe-with.js";

describeWith(["sshd", "pyftpdlib"], "devices that speak only FTP", () => {
  let setup: SoakSetup;
  beforeAll(async () => {
    setup = await startSoakSetup();
  }, 120_000);
  afterAll(() => setup.close());

  it.each(["bridge", "relay"].flatMap((name) => DEVICE_DIALOGUES.map((dialogue) => ({ name, ...dialogue }))))(
    "store by the $name as $device ($report)",
    async ({ name, ...dialogue }) => {
      const endpoint = setup.endpoints.find((one) => one.name === name);
      if (endpoint === undefined) throw new Error(`there is no ${name}`);
      const folder = `device-${DEVICE_DIALOGUES.findIndex(({ device }) => device === dialogue.device)}`;
      mkdirSync(join(endpoint.onDisk, folder));
      const problem = await playDevice({ ...endpoint, host: "127.0.0.1" }, `${endpoint.folder}/${folder}`, dialogue);
      expect(problem).toBeUndefined();
      for (const file of dialogue.files) expect(readFileSync(join(endpoint.onDisk, folder, file))).toEqual(BYTES);
    },
  );
});
