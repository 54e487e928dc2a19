import { createPrivateKey } from "node:crypto";
import { writeFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readClientCertificate } from "../../../../src/core/relay/tls/certificate-for-target.js";
import { FailureError } from "../../../../src/shared/status/failure.js";
import { RawFtp } from "../../../support/clients/raw-ftp.js";
import { startRelaySetup, type RelaySetup } from "../../../support/fixtures/relay-setup.js";
import { tempFolder } from "../../../support/fixtures/temp-folder.js";
import { makePemPair, type PemPair } from "../../../support/fixtures/tls-certificates.js";
import { startTlsFtpServer } from "../../../support/servers/tls-ftp-server.js";

const folder = tempFolder();
let setup: RelaySetup;
let authority: PemPair;
let olive: PemPair;
beforeAll(async () => {
  setup = await startRelaySetup();
  authority = await makePemPair({ name: "Popeye's authority", isAuthority: true });
  olive = await makePemPair({ name: "olive", by: authority });
});
afterAll(async () => {
  await setup.close();
  folder.remove();
});

function write(name: string, text: string): string {
  writeFileSync(folder.file(name), text);
  return folder.file(name);
}
const failureOf = (work: Promise<unknown>) =>
  work.then(
    () => undefined,
    (thrown: unknown) => (thrown instanceof FailureError ? thrown.failure : thrown),
  );
const locked = (passphrase: string) =>
  olive.cert +
  createPrivateKey(olive.key).export({ type: "pkcs8", format: "pem", cipher: "aes-256-cbc", passphrase }).toString();

describe("a client certificate", () => {
  it("lets in where the server asks for one, on control and data connections; without it nobody is", async () => {
    const server = await startTlsFtpServer({
      pair: await makePemPair({ by: authority }),
      clientAuthority: authority.cert,
      files: { "a.txt": "ahoy" },
    });
    const common = { tls: "explicit", authorities: () => [authority.cert] } as const;
    const withIt = await setup.relay(server, "127.0.0.1", {
      ...common,
      clientCertificate: write("olive.pem", olive.key + olive.cert),
    });
    const ftp = await RawFtp.connect(withIt.port);
    await ftp.say("USER olive");
    expect(await ftp.say("PASS oyl")).toMatch(/^230/);
    expect((await ftp.fetch("RETR a.txt")).data).toBe("ahoy");

    ftp.close();
    await withIt.relay.stop();

    const without = await setup.relay(server, "127.0.0.1", common);
    const refused = await RawFtp.connect(without.port, { greeted: false });
    refused.send("USER olive\r\n");
    expect(await refused.hear()).not.toMatch(/^331/);
    refused.close();
    await without.relay.stop();
    await server.close();
  });

  it("is asked for its passphrase until that opens it, three times at most", async () => {
    const file = write("locked.pem", locked("spinach"));
    const asked: object[] = [];
    const answers = ["garlic", "spinach"];
    const read = await readClientCertificate(file, (question) => {
      asked.push(question);
      return Promise.resolve({ kind: "secret", text: answers.shift() ?? "", remember: false });
    });
    expect(read).toMatchObject({ passphrase: "spinach" });
    expect(asked).toMatchObject([
      { kind: "passphrase", file, again: false },
      { kind: "passphrase", file, again: true },
    ]);
    const wrong = readClientCertificate(file, () => Promise.resolve({ kind: "secret", text: "x", remember: false }));
    expect(await failureOf(wrong)).toMatchObject({
      code: "ftp.client-certificate",
      detail: "its passphrase was wrong",
    });
  });

  it.each([
    ["is not there", () => folder.file("nothing.pem"), "ENOENT"],
    ["has no key", () => write("certificate.pem", olive.cert), "no private key in it"],
    ["has no certificate", () => write("key.pem", olive.key), "no certificate in it"],
    ["is locked, and nobody is there", () => write("locked-2.pem", locked("spinach")), "its passphrase was not given"],
  ])("is told of by its file where it %s", async (_, make, detail) => {
    const file = make();
    const failure = await failureOf(readClientCertificate(file, () => Promise.resolve({ kind: "nobody" })));
    expect(failure).toEqual({ code: "ftp.client-certificate", file, detail });
  });
});
