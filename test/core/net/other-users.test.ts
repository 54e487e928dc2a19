import { spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { admissionOf } from "../../../src/core/net/admission/admit-client.js";
import { connectData, dataFrom } from "../../support/clients/raw-ftp.js";
import { standOn, type BridgeSetup } from "../../support/fixtures/bridge-setup.js";
import { startRelaySetup, type RelaySetup } from "../../support/fixtures/relay-setup.js";

describe("who may come in", () => {
  it.each([
    { owner: 1000, admission: "admitted" },
    { owner: 1001, admission: "admitted" },
    { owner: 0, admission: "admitted" },
    { owner: 1002, admission: "refused" },
    { owner: 65534, admission: "refused" },
    { owner: undefined, admission: "admitted" },
    { owner: "gone" as const, admission: "gone" },
    { owner: "reset" as const, admission: "refused" },
    { owner: "unread" as const, admission: "refused" },
  ])("is judged by the user: $owner, $admission", ({ owner, admission }) => {
    expect(admissionOf(owner, [1000, 1001])).toBe(admission);
  });
});

const NOBODY = 65_534;

/** What a stranger does once it has sent: it reads, closes, or breaks the connection. */
type Leaving = "reads" | "closes" | "breaks";

/** Connects as nobody, sends, and leaves at once or reads. @returns what it has read */
function asNobody(port: number, sent: string, leaving: Leaving = "reads"): Promise<string> {
  const code = `
    const { connect } = require("node:net");
    const socket = connect({ port: ${port}, host: "127.0.0.1", allowHalfOpen: true }, () => {
      ${sent === "" ? "" : `socket.write(${JSON.stringify(sent)});`}
      ${leaving === "closes" ? `socket.end(() => socket.destroy());` : ""}
      ${leaving === "breaks" ? `setImmediate(() => socket.resetAndDestroy());` : ""}
    });
    let heard = "";
    socket.on("data", (chunk) => (heard += chunk)).on("error", () => undefined);
    socket.on("end", () => socket.destroy()).on("close", () => process.stdout.write(heard));
  `;
  const child = spawn(process.execPath, ["-e", code], {
    uid: NOBODY,
    gid: NOBODY,
    cwd: "/",
    env: {},
    stdio: ["ignore", "pipe", "inherit"],
  });
  let text = "";
  child.stdout.setEncoding("utf8").on("data", (chunk: string) => (text += chunk));
  return new Promise((resolve) => child.on("close", () => resolve(text)));
}

/** Only root can act as somebody else, and only Linux tells whose a connection is. */
describe.runIf(process.platform === "linux" && process.getuid?.() === 0)("another user of this computer", () => {
  let relays: RelaySetup;
  let bridges: BridgeSetup;
  beforeAll(async () => {
    relays = await startRelaySetup();
    bridges = await standOn();
  });
  afterAll(async () => {
    await relays.cleanUp();
    await relays.close();
    await bridges.clear();
  });

  it("is turned away at a relay's control port, which says so", async () => {
    const scene = await relays.scene({});
    expect(await asNobody(scene.running.port, "USER olive\r\n")).toBe("");
    expect(scene.server.heard).toEqual([]);
    expect(scene.running.row().trouble).toEqual({ code: "ftp.other-user", uid: NOBODY });
    expect(await (await scene.client()).say("USER olive")).toMatch(/^331/);
  });

  it("is turned away at a bridge's control port", async () => {
    expect(await asNobody(bridges.bridge.port, "NOOP\r\n")).toBe("");
    expect(bridges.bridge.status().forwards[0]?.trouble).toEqual({ code: "ftp.other-user", uid: NOBODY });
    (await bridges.converse()).close();
  });

  it("has no command taken, however fast it breaks its connection", async () => {
    const scene = await relays.scene({});
    const lines = `USER ${bridges.bridge.username}\r\nPASS ${bridges.bridge.password}\r\nMKD stolen\r\n`;
    for (let tries = 0; tries < 5; tries++) {
      await asNobody(scene.running.port, "USER olive\r\nPASS spinach\r\nDELE a\r\n", "breaks");
      await asNobody(bridges.bridge.port, lines, "breaks");
    }
    expect(await (await scene.client()).say("NOOP")).toMatch(/^[25]\d\d/);
    expect(scene.server.heard.join(" ")).not.toMatch(/USER olive|DELE/);
    const session = await bridges.converse();
    expect((await session.say("CWD stolen")).code).toBe(550);
    session.close();
  });

  it.each(["reads", "closes", "breaks"] as const)(
    "takes no file at a data port, nor puts one there (it %s), and the client itself still comes in",
    async (leaves) => {
      const scene = await relays.scene({ files: { "a.txt": "ahoy" } });
      const ftp = await scene.client();
      const { port } = await ftp.passive();
      expect(await asNobody(port, "evil", leaves)).toBe("");
      const data = dataFrom(connectData(port, "127.0.0.1"));
      ftp.send("RETR a.txt\r\n");
      expect(await data).toBe("ahoy");

      const session = await bridges.converse();
      writeFileSync(bridges.folder.file("secret"), "precious");
      const { text } = await session.say("EPSV");
      const bridgePort = Number(/\|\|\|(\d+)\|/.exec(text)?.[1]);
      expect(await asNobody(bridgePort, "evil", leaves)).toBe("");
      const bytes = dataFrom(connectData(bridgePort, "127.0.0.1"));
      expect([(await session.say("RETR secret")).code, await bytes]).toEqual([150, "precious"]);
      session.close();
    },
  );

  it("comes in where the profile allows it", async () => {
    const scene = await relays.scene({ files: { "a.txt": "ahoy" } });
    const port = await relays.relay(scene.server, "127.0.0.1", { allowOtherUsers: true });
    expect(await asNobody(port.port, "QUIT\r\n")).toMatch(/^220[^]*221/);
    await port.relay.stop();
  });
});
