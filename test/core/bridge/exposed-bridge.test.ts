import { describe, expect, it } from "vitest";
import { TransferHistory } from "../../../src/core/activity/transfer-history.js";
import { FtpBridge } from "../../../src/core/bridge/ftp-bridge.js";
import type { GatewayAccess } from "../../../src/core/forward/session-access.js";
import { freePort } from "../../support/fixtures/free-port.js";
import { ManualClock, MemoryVault } from "../../support/fixtures/test-environment.js";
import { testCertificate } from "../../support/fixtures/tls-certificates.js";

const access: GatewayAccess = {
  clock: new ManualClock(),
  onTraffic: () => undefined,
  onChange: () => undefined,
  reportHop: () => undefined,
  downFailure: () => undefined,
  waitUntilUp: () => Promise.resolve(),
  openChannel: () => Promise.reject(new Error("nobody asks")),
  listenRemotely: () => Promise.reject(new Error("nobody asks")),
  openSftp: () => Promise.reject(new Error("nobody asks")),
  secrets: new MemoryVault(),
  transferHistory: new TransferHistory(),
  serverCertificate: testCertificate,
  certificates: {
    pinned: () => undefined,
    ask: () => Promise.resolve({ kind: "nobody" }),
    pin: () => Promise.resolve(),
  },
};

/** The state of the row once a bridge was told to listen, whatever a schema says. */
async function stateOf(host: string, options: { allow?: readonly string[]; anyLogin?: boolean }) {
  const listen = { host, port: await freePort("0.0.0.0") };
  const gateway = { host: "gate", port: 22, username: "olive" };
  const bridge = new FtpBridge({ profile: "popeye", gateway, listen, anyLogin: false, ...options }, access);
  await bridge.listen();
  const state = bridge.rows(0)[0]?.state;
  await bridge.stop();
  return state;
}

describe("a bridge beyond loopback", () => {
  it("is not offered at 0.0.0.0 unless it was told who may connect, and never without a login", async () => {
    for (const options of [{}, { allow: [] }, { allow: ["any"], anyLogin: true }])
      expect(await stateOf("0.0.0.0", options)).toMatchObject({
        kind: "refused",
        cause: { code: "bridge.not-loopback" },
      });
    expect(await stateOf("0.0.0.0", { allow: ["192.0.2.0/24"] })).toEqual({ kind: "listening" });
    expect(await stateOf("127.0.0.1", { anyLogin: true })).toEqual({ kind: "listening" });
  });
});
