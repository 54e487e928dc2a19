import { readFileSync } from "node:fs";
import { Worker } from "node:worker_threads";
import { afterAll, expect, it } from "vitest";
import { readPrivateKey } from "../../../../../src/core/ssh/auth/keys/private-key.js";
import { unlockInWorker } from "../../../../../src/core/ssh/auth/keys/unlock-in-worker.js";
import { describeWith } from "../../../../support/describe-with.js";
import { expectSigns, PASSPHRASE } from "../../../../support/fixtures/made-keys.js";
import { tempFolder } from "../../../../support/fixtures/temp-folder.js";
import { makeKey } from "../../../../support/gateways/sshd.js";

describeWith(["ssh-keygen"], "a key whose passphrase takes long", () => {
  const folder = tempFolder();
  afterAll(() => folder.remove());

  it("is unlocked while everything else goes on", async () => {
    const file = await makeKey(folder, "costly", "ed25519", { passphrase: PASSPHRASE, words: ["-a", "150"] });
    let longest = 0;
    let before = performance.now();
    const started = before;
    const timer = setInterval(() => {
      longest = Math.max(longest, performance.now() - before);
      before = performance.now();
    }, 10);
    const reading = await readPrivateKey(readFileSync(file), PASSPHRASE);
    longest = Math.max(longest, performance.now() - before);
    clearInterval(timer);

    expectSigns(reading, readFileSync(`${file}.pub`, "utf8"));
    expect(longest).toBeLessThan((performance.now() - started) / 2); // on this thread it would be nearly all of it
  });

  it("is unlocked all the same where no thread can be had", async () => {
    const file = await makeKey(folder, "alone", "ed25519", { passphrase: PASSPHRASE, words: ["-a", "1"] });
    const broken = [
      () => {
        throw new Error("no threads");
      },
      () => new Worker("./nothing-here.js"),
      () => new Worker("", { eval: true }),
    ];
    for (const start of broken) {
      const reading = await readPrivateKey(readFileSync(file), PASSPHRASE, (text, passphrase) =>
        unlockInWorker(text, passphrase, start),
      );
      expectSigns(reading, readFileSync(`${file}.pub`, "utf8"));
    }
  });

  it("is refused by a wrong passphrase there as here", async () => {
    const file = await makeKey(folder, "locked", "ed25519", { passphrase: PASSPHRASE, words: ["-a", "1"] });
    expect(await readPrivateKey(readFileSync(file), "popeye")).toEqual({ kind: "wrong-passphrase" });
  });
});
