import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { programPathOrThrow } from "./programs.js";
import type { TempFolder } from "./temp-folder.js";

/** A file of PuTTY's. @param args the type of a new key, as puttygen takes it, or an old file to write anew @param param how the file is written, `version=3,kdf=argon2i` */
export function puttyKey(folder: TempFolder, name: string, args: readonly string[], param: string, passphrase = ""): string {
  const file = folder.file(`${name}.ppk`);
  const secret = folder.file(`${name}.passphrase`);
  writeFileSync(secret, passphrase); // it takes none on its command line
  puttygen(...args, "-q", "-C", "olive@spinäch", "-O", "private", "-o", file, "--new-passphrase", secret, "--ppk-param", param, ...(args[0] === "-t" ? [] : ["-P"]));
  return file;
}

/** Its public half, as authorized_keys takes it. */
export const puttyPublicLine = (file: string): string => puttygen(file, "-L");

const puttygen = (...args: readonly string[]): string => execFileSync(programPathOrThrow("puttygen"), args, { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
