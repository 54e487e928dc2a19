import { describe, expect, it } from "vitest";
import { checkHostKey } from "../../../../src/core/ssh/host-key/check-host-key.js";
import { formatLine } from "../../../../src/core/ssh/host-key/known-hosts.js";
import { wireString } from "../../../../src/core/ssh/wire-format.js";
import { FailureError } from "../../../../src/shared/status/failure.js";
import type { QuestionBody } from "../../../../src/shared/status/questions.js";
import type { Warning } from "../../../../src/shared/status/warning.js";
import { ManualClock, MemoryKnownHosts } from "../../../support/fixtures/test-environment.js";

const key = Buffer.concat([wireString("ssh-ed25519"), wireString(Buffer.alloc(32, 1))]);
const gateway = { host: "www.spinach.com", port: 22 };
const LINE = formatLine(gateway.host, gateway.port, key, { hashed: false });

async function check(knownHosts: MemoryKnownHosts) {
  const asked: QuestionBody[] = [];
  const warnings: Warning[] = [];
  await checkHostKey(
    gateway,
    key,
    { knownHosts, clock: new ManualClock() },
    (question) => {
      asked.push(question);
      return Promise.resolve({ kind: "trust", remember: true });
    },
    (warning) => warnings.push(warning),
  );
  return { asked, warnings };
}

describe("checking a host key", () => {
  it("takes a cut line for no key of the gateway: warns of it, asks, and knows the key from then on", async () => {
    const knownHosts = new MemoryKnownHosts(`# mine\n${LINE.slice(0, 60)}\n`);
    const warning = { code: "host-key.line-damaged", file: knownHosts.file, line: 2 };
    const { asked, warnings } = await check(knownHosts);
    expect([asked.map(({ kind }) => kind), warnings]).toEqual([["host-key"], [warning]]);
    expect(await check(knownHosts)).toEqual({ asked: [], warnings: [warning] });
  });

  it("goes on, and warns, where a trusted key could not be written down, as ssh does", async () => {
    const knownHosts = new MemoryKnownHosts();
    const failure = { code: "host-key.file-unreadable", file: knownHosts.file, detail: "ENOSPC" } as const;
    knownHosts.append = () => Promise.reject(new FailureError(failure));
    const warning = { code: "host-key.not-saved", file: knownHosts.file, detail: "ENOSPC" };
    expect((await check(knownHosts)).warnings).toEqual([warning]);
  });
});
