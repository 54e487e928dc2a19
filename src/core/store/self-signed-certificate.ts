import { createPrivateKey, X509Certificate } from "node:crypto";
import { readFile } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";
import { FailureError } from "../../shared/status/failure.js";
import type { PemCertificate } from "../environment.js";
import { expandHome } from "../system/home-path.js";
import { withFileLock } from "./file-lock.js";
import { errorCode } from "./read-json-file.js";
import { writeAtomically } from "../system/write-atomically.js";

const YEARS = 10;

/** The file of the certificate that is made for this computer, and of its key. @param folder the data folder */
export const serverCertificateFile = (folder: string): string => join(folder, "tls-certificate.pem");

/**
 * The certificate that FTP programs see in TLS: the user's own, or one that is made once for this computer and user, and kept,
 * so that programs which have trusted it know it again.
 *
 * @param folder the data folder
 * @param ownFile a PEM file of the user's own
 * @throws Failed `ftp.own-certificate`
 */
export async function readServerCertificate(folder: string, ownFile?: string): Promise<PemCertificate> {
  if (ownFile !== undefined) return readPem(ownFile, expandHome(ownFile));
  const file = serverCertificateFile(folder);
  try {
    return await withFileLock(file, async () => {
      if (!(await isThere(file))) await writeAtomically(file, await makePem());
      return readPem(file);
    });
  } catch (thrown) {
    if (thrown instanceof FailureError) throw thrown;
    throw unusable(file, String(errorCode(thrown) ?? thrown));
  }
}

async function readPem(named: string, file = named): Promise<PemCertificate> {
  let pem: string;
  try {
    pem = await readFile(file, "latin1");
  } catch (thrown) {
    throw unusable(named, String(errorCode(thrown) ?? thrown));
  }
  const certificates = pem.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g);
  const key = /-----BEGIN [A-Z ]*PRIVATE KEY-----[^]+?-----END [A-Z ]*PRIVATE KEY-----/.exec(pem)?.[0];
  if (certificates === null) throw unusable(named, "no certificate in it");
  if (key === undefined) throw unusable(named, "no private key in it");
  if (/ENCRYPTED/.test(key)) throw unusable(named, "its key has a passphrase");
  const cert = certificates.join("\n");
  if (!belongTogether(cert, key)) throw unusable(named, "it is damaged, or the key is another certificate's");
  return { cert, key };
}

function belongTogether(cert: string, key: string): boolean {
  try {
    return new X509Certificate(cert).checkPrivateKey(createPrivateKey(key));
  } catch {
    return false;
  }
}

/** RSA, which old devices know as well. It is no authority: who has its key can pass for this computer alone. */
async function makePem(): Promise<string> {
  const { generate } = await import("selfsigned"); // nobody needs it a second time
  const name = hostname();
  const notBeforeDate = new Date(Date.now() - 86_400_000); // a device's clock may be behind
  const notAfterDate = new Date(notBeforeDate);
  notAfterDate.setUTCFullYear(notAfterDate.getUTCFullYear() + YEARS);
  const made = await generate([{ name: "commonName", value: "Culvert" }], {
    keyType: "rsa",
    keySize: 2048,
    algorithm: "sha256",
    notBeforeDate,
    notAfterDate,
    extensions: [
      { name: "basicConstraints", cA: false, critical: true },
      { name: "keyUsage", digitalSignature: true, keyEncipherment: true, critical: true },
      { name: "extKeyUsage", serverAuth: true },
      {
        name: "subjectAltName",
        altNames: [
          { type: 2, value: "localhost" },
          ...(/^[\w.-]{1,253}$/.test(name) && name !== "localhost" ? [{ type: 2 as const, value: name }] : []),
          { type: 7, ip: "127.0.0.1" },
          { type: 7, ip: "::1" },
        ],
      },
    ],
  });
  return `${made.cert.trim()}\n${made.private.trim()}\n`;
}

const isThere = (file: string): Promise<boolean> =>
  readFile(file).then(
    () => true,
    (thrown: unknown) => errorCode(thrown) !== "ENOENT",
  );

const unusable = (file: string, detail: string): FailureError =>
  new FailureError({ code: "ftp.own-certificate", file, detail });
