import { connect, type Socket } from "node:net";
import { writeFileSync } from "node:fs";
import { afterEach, expect, it } from "vitest";
import { startCulvert } from "../support/culvert-process.js";
import { describeWith } from "../support/describe-with.js";
import { freePort } from "../support/fixtures/free-port.js";
import { tempFolder } from "../support/fixtures/temp-folder.js";
import { sessionTo } from "../support/gateways/session-to.js";
import { startSshd, type Sshd } from "../support/gateways/sshd.js";
import { PATIENCE_MS, waitFor } from "../support/wait-for.js";

describeWith(["sshd", "ssh-keygen"], "what OpenSSH says in the place of a login", () => {
  const cleanUps: (() => unknown)[] = [];
  afterEach(async () => {
    for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
  });
  const sshdWith = async (...config: string[]): Promise<Sshd> => {
    const sshd = await startSshd({ config });
    cleanUps.push(() => sshd.close());
    return sshd;
  };
  const logIn = (sshd: Sshd) =>
    sessionTo(
      { host: sshd.host, port: sshd.port, username: sshd.username, auth: [{ method: "key", file: sshd.keyFile }] },
      { knownHosts: sshd.knownHostsLines },
    );

  /** Take up the one connection that it lets wait for a login. */
  async function occupy(sshd: Sshd): Promise<Socket> {
    return waitFor("the only place", async () => {
      const socket = connect(sshd.port, sshd.host).on("error", () => undefined);
      const line = await new Promise<string>((resolve) =>
        socket.once("data", (chunk: Buffer) => resolve(chunk.toString())).once("close", () => resolve("")),
      );
      if (line.startsWith("SSH-")) return socket;
      socket.destroy();
      return undefined;
    });
  }

  it("above PerSourceMaxStartups is told as a full server, and the login passes once there is room", async () => {
    const sshd = await sshdWith("PerSourceMaxStartups 1");
    const held = await occupy(sshd);
    cleanUps.push(() => held.destroy());
    const { failure } = await logIn(sshd);
    if (failure?.code !== "ssh.busy") throw new Error(JSON.stringify(failure));
    expect([
      ["too-many-connections", "Exceeded MaxStartups"],
      ["penalised", "Not allowed at this time"], // OpenSSH 10 says the same of both
    ]).toContainEqual([failure.cause, failure.said]);
    held.destroy();
    await waitFor("room", async () => ((await logIn(sshd)).failure === undefined ? true : undefined), PATIENCE_MS, 100);
  });

  it("its Banner is shown by the command line, line by line", async () => {
    const folder = tempFolder();
    cleanUps.push(() => folder.remove());
    writeFileSync(folder.file("banner"), "Authorised use only.\nHelp: https://help.spinach.example/\n");
    const sshd = await sshdWith(`Banner ${folder.file("banner")}`);
    const culvert = startCulvert({
      profiles: [
        {
          id: "popeye",
          name: "Popeye",
          gateway: {
            host: sshd.host,
            port: sshd.port,
            username: sshd.username,
            auth: [{ method: "key", file: sshd.keyFile }],
          },
          forwards: [
            {
              kind: "local",
              name: "Mail",
              listen: { host: "127.0.0.1", port: await freePort("127.0.0.1") },
              target: { host: "popeye", port: 143 },
            },
          ],
        },
      ],
      knownHosts: sshd.knownHostsLines,
    });
    cleanUps.push(() => culvert.stop());
    expect(await culvert.untilOpen("popeye")).toMatchObject({
      banner: "Authorised use only.\nHelp: https://help.spinach.example/",
    });
    expect((await culvert.stop()).stderr).toContain(
      "the gateway says:\n  Authorised use only.\n  Help: https://help.spinach.example/\n",
    );
  });
});
