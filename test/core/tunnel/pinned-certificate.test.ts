import { afterEach, describe, expect, it } from "vitest";
import { Tunnels } from "../../../src/core/tunnel/tunnels.js";
import { profileSchema, type Profile } from "../../../src/shared/profile/profile-schema.js";
import { RawFtp } from "../../support/clients/raw-ftp.js";
import { freePort } from "../../support/fixtures/free-port.js";
import { ScriptedPrompter, testEnvironment } from "../../support/fixtures/test-environment.js";
import { makePemPair } from "../../support/fixtures/tls-certificates.js";
import { startGateway } from "../../support/gateways/gateway.js";
import { startTlsFtpServer } from "../../support/servers/tls-ftp-server.js";

const cleanUps: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

describe("a tunnel and its FTP server's certificate", () => {
  it("asks its user, has it written into the profile, and goes on with that at once; another one counts at once too", async () => {
    const gateway = await startGateway();
    const server = await startTlsFtpServer({ pair: await makePemPair() });
    cleanUps.push(
      () => gateway.close(),
      () => server.close(),
    );
    const port = await freePort("127.0.0.1");
    const profile = profileSchema.parse({
      id: "popeye",
      name: "Popeye",
      gateway: { host: gateway.host, port: gateway.port, username: gateway.username, auth: [{ method: "password" }] },
      ftp: { target: { host: server.host, port: server.port }, listen: { port }, tls: "explicit" },
    });
    const prompter = new ScriptedPrompter(({ kind }) =>
      kind === "host-key" || kind === "certificate"
        ? { kind: "trust", remember: true }
        : { kind: "secret", text: gateway.password, remember: false },
    );
    const withCertificate = (certificate: string): Profile =>
      ({ ...profile, ftp: { ...profile.ftp, certificate } }) as Profile;
    const pinned: string[] = [];
    const tunnels: Tunnels = new Tunnels(
      testEnvironment({
        prompter,
        pinCertificate: (id, fingerprint) => {
          pinned.push(`${id} ${fingerprint}`);
          tunnels.setProfiles([withCertificate(fingerprint)]);
          return Promise.resolve();
        },
      }),
    );
    cleanUps.push(() => tunnels.closeAll());
    tunnels.setProfiles([profile]);
    tunnels.open("popeye");
    await expect.poll(() => tunnels.status()[0]?.state.kind).toBe("open");

    const greetingOf = async (): Promise<string> => {
      const ftp = await RawFtp.connect(port, { greeted: false });
      cleanUps.push(() => ftp.close());
      return ftp.hear();
    };
    expect([await greetingOf(), await greetingOf()]).toEqual(["220 popeye\r\n", "220 popeye\r\n"]);
    const questions = prompter.asked.filter(({ kind }) => kind === "certificate");
    expect(questions).toMatchObject([{ target: `127.0.0.1:${server.port}`, problem: "self-signed" }]);
    expect(pinned).toEqual([expect.stringMatching(/^popeye ([0-9A-F]{2}:){31}[0-9A-F]{2}$/)]);
    expect(tunnels.status()[0]).not.toHaveProperty("outdated");

    tunnels.setProfiles([withCertificate("0a".repeat(32))]);
    expect(tunnels.status()[0]).not.toHaveProperty("outdated");
    expect(await greetingOf()).toMatch(/^421/);
    expect(tunnels.status()[0]?.forwards[0]?.trouble).toMatchObject({ code: "ftp.certificate-changed" });
  });
});
