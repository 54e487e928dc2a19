import { writeFileSync } from "node:fs";
import { connect, createServer, type Server, type Socket } from "node:net";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { connectData, dataFrom, RawFtp } from "../support/clients/raw-ftp.js";
import { describeWith } from "../support/describe-with.js";
import { freeRange } from "../support/fixtures/free-port.js";
import { startRelaySetup, type RelaySetup, type RunningRelay } from "../support/fixtures/relay-setup.js";
import { startVsftpd, type Vsftpd } from "../support/servers/vsftpd.js";

const SERVER = "127.0.0.2";
const BETWEEN = "127.0.0.9";
const CONTENT = "ahoy ".repeat(40_000);

describeWith(["vsftpd"], "the end of what vsftpd does not read", () => {
  let setup: RelaySetup;
  let vsftpd: Vsftpd;
  let running: RunningRelay;
  const between: { readonly server: Server; readonly sockets: Set<Socket> }[] = [];
  /** What the relay's side of each data connection had sent when it ended, while nothing of the server's had been let through. */
  const endedEarly: number[] = [];

  beforeAll(async () => {
    const range = await freeRange(9, SERVER, BETWEEN);
    const passive = { first: range.first + 1, last: range.last };
    setup = await startRelaySetup();
    vsftpd = await startVsftpd({ host: SERVER, port: range.first, passive, settings: { max_per_ip: 0 } });
    writeFileSync(join(vsftpd.pub, "a.txt"), CONTENT, { mode: 0o644 });
    between.push(await standBetween(range.first));
    for (let port = passive.first; port <= passive.last; port++)
      between.push(await standBetween(port, (sent) => endedEarly.push(sent)));
    running = await setup.relay({ host: BETWEEN, port: range.first });
  });
  afterAll(async () => {
    await running.relay.stop();
    for (const { server, sockets } of between) {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    }
    await vsftpd.close();
    await setup.close();
  });

  /** Passes connections on to vsftpd. Of data, where `onEnd` is given, it lets nothing of vsftpd's through, its end least of all, before the relay's side has ended. */
  async function standBetween(port: number, onEnd?: (sent: number) => void) {
    const sockets = new Set<Socket>();
    const server = createServer({ allowHalfOpen: true }, (client) => {
      const onward = connect({ host: SERVER, port, allowHalfOpen: true });
      for (const socket of [client, onward]) {
        sockets.add(socket);
        socket.on("error", () => undefined).once("close", () => sockets.delete(socket));
      }
      let sent = 0;
      client.on("data", (chunk: Buffer) => (sent += chunk.length)).pipe(onward);
      if (onEnd === undefined) return void onward.pipe(client);
      client.once("end", () => {
        onEnd(sent);
        onward.pipe(client);
      });
    });
    await new Promise<void>((resolve) => server.listen(port, BETWEEN, resolve));
    return { server, sockets };
  }

  it("comes with RETR and LIST, before anything of vsftpd's is seen, and with a store behind its last byte", async () => {
    const ftp = await RawFtp.connect(running.port);
    expect(await ftp.say("USER anonymous")).toMatch(/^[23]/);
    expect(await ftp.say("PASS olive@spinach.com")).toMatch(/^230/);
    expect(await ftp.say("TYPE I")).toMatch(/^200/);
    for (let time = 0; time < 3; time++) {
      const fetched = await ftp.fetch("RETR pub/a.txt");
      expect([fetched.data === CONTENT, fetched.replies.at(-1)?.slice(0, 3)]).toEqual([true, "226"]);
      expect((await ftp.fetch("LIST pub")).data).toContain("a.txt");
    }
    expect(endedEarly).toEqual([0, 0, 0, 0, 0, 0]);
    const data = connectData((await ftp.passive()).port, "127.0.0.1");
    const closed = dataFrom(data);
    expect(await ftp.say(`STOR pub/b-${process.pid}`)).toMatch(/^150/);
    data.end(CONTENT);
    expect(await ftp.hear()).toMatch(/^226/);
    await closed;
    expect(endedEarly.at(-1)).toBe(CONTENT.length);
    ftp.close();
  });
});
