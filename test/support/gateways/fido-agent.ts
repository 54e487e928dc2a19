import { createHash, generateKeyPairSync, sign } from "node:crypto";
import { createServer, type Socket } from "node:net";
import { uint32, WireReader, wireString } from "../../../src/core/ssh/wire-format.js";
import { tempFolder } from "../fixtures/temp-folder.js";

const TYPE = "sk-ssh-ed25519@openssh.com";
const APPLICATION = "ssh:";

export interface FidoAgent {
  readonly socket: string;
  /** For authorized_keys. */
  readonly publicLine: string;
  /** How often the token was touched. */
  touches(): number;
  close(): Promise<void>;
}

/**
 * An agent with a FIDO key on a token that this test plays (OpenSSH's PROTOCOL.u2f): it signs SHA256 of the application, flags,
 * a counter and SHA256 of what is to be signed; the server checks that as it would a real token's.
 */
export async function startFidoAgent(): Promise<FidoAgent> {
  const folder = tempFolder();
  const socket = folder.file("agent");
  const { privateKey, publicKey } = generateKeyPairSync("ed25519");
  const blob = Buffer.concat([
    wireString(TYPE),
    wireString(Buffer.from(publicKey.export({ format: "jwk" }).x ?? "", "base64url")),
    wireString(APPLICATION),
  ]);
  let touches = 0;
  const sha256 = (bytes: Buffer | string) => createHash("sha256").update(bytes).digest();
  const signature = (data: Buffer): Buffer => {
    const rest = Buffer.concat([Buffer.of(1), uint32(++touches)]); // flag 1: somebody touched it
    const signed = sign(null, Buffer.concat([sha256(APPLICATION), rest, sha256(data)]), privateKey);
    return Buffer.concat([wireString(TYPE), wireString(signed), rest]);
  };
  const answer = (message: WireReader): Buffer => {
    const [type] = message.bytes(1);
    if (type === 11) return Buffer.concat([Buffer.of(12), uint32(1), wireString(blob), wireString("token")]);
    message.string();
    return Buffer.concat([Buffer.of(14), wireString(signature(message.string()))]);
  };
  const server = createServer((client: Socket) => {
    let unread: Buffer = Buffer.alloc(0); // a question comes in as many pieces as its sender writes
    client
      .on("error", () => undefined)
      .on("data", (chunk) => {
        unread = Buffer.concat([unread, chunk]);
        while (unread.length >= 4 && unread.length >= 4 + unread.readUInt32BE()) {
          const question = new WireReader(unread).string();
          unread = unread.subarray(4 + question.length);
          client.write(wireString(answer(new WireReader(question))));
        }
      });
  });
  await new Promise<void>((resolve) => server.listen(socket, resolve));
  return {
    socket,
    publicLine: `${TYPE} ${blob.toString("base64")} token`,
    touches: () => touches,
    close: () =>
      new Promise((resolve) =>
        server.close(() => {
          folder.remove();
          resolve();
        }),
      ),
  };
}
