import { afterEach, expect, it } from "vitest";
import { describeFailure } from "../../src/shared/words/words.js";
import { describeWith } from "../support/describe-with.js";
import { sessionTo } from "../support/gateways/session-to.js";
import { startSshd } from "../support/gateways/sshd.js";

describeWith(["sshd", "ssh-keygen"], "an old server", () => {
  const cleanUps: (() => Promise<unknown>)[] = [];
  afterEach(async () => {
    for (const cleanUp of cleanUps.splice(0)) await cleanUp();
  });

  it.each([
    {
      part: "key exchange",
      line: "KexAlgorithms diffie-hellman-group14-sha1,diffie-hellman-group1-sha1",
      offered: ["diffie-hellman-group14-sha1", "diffie-hellman-group1-sha1"],
    },
    { part: "host key", line: "HostKeyAlgorithms ssh-rsa", offered: ["ssh-rsa"] },
    { part: "cipher", line: "Ciphers aes256-cbc,3des-cbc", offered: ["aes256-cbc", "3des-cbc"] },
    { part: "MAC", line: "MACs hmac-sha1", offered: ["hmac-sha1"], also: "Ciphers aes128-ctr" },
  ])(
    "is refused where its $part is no longer safe, with what it offers; the switch lets it in",
    async ({ part, line, offered, also }) => {
      const sshd = await startSshd({ hostKeys: ["rsa"], config: [line, ...(also === undefined ? [] : [also])] });
      cleanUps.push(() => sshd.close());
      const gateway = {
        host: sshd.host,
        port: sshd.port,
        username: sshd.username,
        auth: [{ method: "key" as const, file: sshd.keyFile }],
      };

      const { failure } = await sessionTo(gateway, { knownHosts: sshd.knownHostsLines });
      expect(failure).toMatchObject({ code: "ssh.incompatible", part, offered, oldServerHelps: true });
      expect(failure && describeFailure(failure).remedy).toContain("Old server");
      expect(
        (await sessionTo({ ...gateway, oldServer: true }, { knownHosts: sshd.knownHostsLines })).failure,
      ).toBeUndefined();
    },
  );

  it("that offers nothing that Culvert knows is refused without the advice to weaken it", async () => {
    const sshd = await startSshd({ config: ["MACs umac-64@openssh.com", "Ciphers aes128-ctr"] });
    cleanUps.push(() => sshd.close());
    const { failure } = await sessionTo(
      { host: sshd.host, port: sshd.port, username: sshd.username, auth: [{ method: "key", file: sshd.keyFile }] },
      { knownHosts: sshd.knownHostsLines },
    );
    expect(failure).toMatchObject({ code: "ssh.incompatible", part: "MAC", offered: ["umac-64@openssh.com"] });
    expect(failure).not.toHaveProperty("oldServerHelps");
  });
});
