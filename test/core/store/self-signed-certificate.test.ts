import { X509Certificate } from "node:crypto";
import { readFileSync, statSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { afterEach, describe, expect, it } from "vitest";
import { readServerCertificate, serverCertificateFile } from "../../../src/core/store/self-signed-certificate.js";
import { FailureError, type Failure } from "../../../src/shared/status/failure.js";
import { tempFolder, type TempFolder } from "../../support/fixtures/temp-folder.js";
import { makePemPair } from "../../support/fixtures/tls-certificates.js";

const folders: TempFolder[] = [];
const newFolder = (): TempFolder => {
  const folder = tempFolder();
  folders.push(folder);
  return folder;
};
afterEach(() => {
  for (const folder of folders.splice(0)) folder.remove();
});

const failureOf = (reading: Promise<unknown>): Promise<Failure> =>
  reading.then(
    () => {
      throw new Error("it was read");
    },
    (thrown: unknown) => {
      if (thrown instanceof FailureError) return thrown.failure;
      throw thrown;
    },
  );

describe("the certificate that FTP programs see", () => {
  it("is made once for this computer, for ten years, and is nobody's authority", async () => {
    const { path } = newFolder();
    const [first, other] = await Promise.all([readServerCertificate(path), readServerCertificate(path)]);
    expect(other).toEqual(first);
    expect(await readServerCertificate(path)).toEqual(first);
    const certificate = new X509Certificate(first.cert);
    expect(certificate.ca).toBe(false);
    for (const name of ["DNS:localhost", "IP Address:127.0.0.1", "IP Address:0:0:0:0:0:0:0:1", hostname()])
      expect(certificate.subjectAltName).toContain(name);
    const years = (Date.parse(certificate.validTo) - Date.now()) / 86_400_000 / 365;
    expect(years).toBeGreaterThan(9.9);
    expect(years).toBeLessThan(10.1);
  });

  it.skipIf(process.platform === "win32")("lies with its key in a file for its owner alone", async () => {
    const { path } = newFolder();
    await readServerCertificate(path);
    expect(statSync(serverCertificateFile(path)).mode & 0o777).toBe(0o600);
  });

  it("is never replaced where its file is damaged, which is told", async () => {
    const { path } = newFolder();
    await readServerCertificate(path);
    const file = serverCertificateFile(path);
    const damaged = readFileSync(file, "latin1").replace(/[A-Za-z0-9+/]{20}/, "A".repeat(20));
    writeFileSync(file, damaged);
    expect(await failureOf(readServerCertificate(path))).toMatchObject({ code: "ftp.own-certificate", file });
    writeFileSync(file, "");
    expect(await failureOf(readServerCertificate(path))).toMatchObject({ detail: "no certificate in it" });
    expect(readFileSync(file, "latin1")).toBe("");
  });

  it("may be the user's own, with a key that belongs to it and has no passphrase", async () => {
    const folder = newFolder();
    const [own, another] = await Promise.all([makePemPair(), makePemPair()]);
    const file = folder.file("own.pem");
    writeFileSync(file, `${own.key}\n${own.cert}\n`);
    expect((await readServerCertificate(folder.path, file)).cert.trim()).toBe(own.cert.trim());
    writeFileSync(file, `${own.cert}\n${another.key}\n`);
    expect(await failureOf(readServerCertificate(folder.path, file))).toMatchObject({ code: "ftp.own-certificate" });
    writeFileSync(file, own.cert);
    expect(await failureOf(readServerCertificate(folder.path, file))).toMatchObject({ detail: "no private key in it" });
    const missing = folder.file("nowhere.pem");
    expect(await failureOf(readServerCertificate(folder.path, missing))).toMatchObject({ detail: "ENOENT" });
  });
});
