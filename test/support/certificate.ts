import { chmodSync, readFileSync, writeFileSync } from "node:fs";
import { runWell } from "./child.js";
import type { TempFolder } from "./temp-folder.js";

/** A fresh certificate of popeye's and its key, in one PEM file that its owner alone may read. @returns its path */
export async function makeCertificate(folder: TempFolder): Promise<string> {
  const [key, certificate, both] = [folder.file("tls-key"), folder.file("tls-certificate"), folder.file("tls.pem")];
  await runWell("openssl", ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", key, "-out", certificate, "-days", "2", "-subj", "/CN=popeye"]);
  writeFileSync(both, readFileSync(key, "utf8") + readFileSync(certificate, "utf8"));
  chmodSync(both, 0o600);
  return both;
}
