import { generateKeyPairSync, sign } from "node:crypto";
import { createServer } from "node:net";
import { uint32, WireReader, wireString } from "../../../src/core/ssh/wire-format.js";

/**
 * An SSH agent on each of the pipes that its command line names, with one fresh Ed25519 key each (draft-ietf-sshm-ssh-agent);
 * to be run by Windows' node.exe. Prints `<pipe> listens ssh-ed25519 AAAA...` and, for each signature, `<pipe> signs`.
 */
const TYPE = "ssh-ed25519";
const print = (line: string): void => void process.stdout.write(`${line}\n`);

for (const pipe of process.argv.slice(2)) {
  const { privateKey, publicKey } = generateKeyPairSync("ed25519");
  const blob = Buffer.concat([
    wireString(TYPE),
    wireString(Buffer.from(publicKey.export({ format: "jwk" }).x ?? "", "base64url")),
  ]);
  const answer = (message: WireReader): Buffer => {
    const [type] = message.bytes(1);
    if (type === 11) return Buffer.concat([Buffer.of(12), uint32(1), wireString(blob), wireString(pipe)]);
    message.string();
    print(`${pipe} signs`);
    const signature = sign(null, message.string(), privateKey);
    return Buffer.concat([Buffer.of(14), wireString(Buffer.concat([wireString(TYPE), wireString(signature)]))]);
  };
  createServer((client) => {
    client
      .on("error", () => undefined)
      .on("data", (chunk) => client.write(wireString(answer(new WireReader(new WireReader(chunk).string())))));
  }).listen(pipe, () => print(`${pipe} listens ${TYPE} ${blob.toString("base64")}`));
}
