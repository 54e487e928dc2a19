import { connect, createServer } from "node:net";
import { WireReader, wireString } from "../../../src/core/ssh/wire-format.js";
import { tempFolder } from "../fixtures/temp-folder.js";

const SIGN_REQUEST = 13;

export interface Sha1Agent {
  readonly socket: string;
  close(): Promise<void>;
}

/** Another agent as an old one would be: the flags that ask an RSA key for SHA-2 do not reach it. @param behind its socket */
export async function startSha1Agent(behind: string): Promise<Sha1Agent> {
  const folder = tempFolder();
  const socket = folder.file("agent");
  const server = createServer((client) => {
    const onward = connect(behind).on("error", () => client.destroy());
    client
      .on("error", () => onward.destroy())
      .on("data", (chunk) => {
        const message = new WireReader(chunk).string(); // Culvert sends each in one piece
        onward.write(wireString(message[0] === SIGN_REQUEST ? withoutFlags(message) : message));
      });
    onward.pipe(client);
  });
  await new Promise<void>((resolve) => server.listen(socket, resolve));
  return {
    socket,
    close: () =>
      new Promise((resolve) =>
        server.close(() => {
          folder.remove();
          resolve();
        }),
      ),
  };
}

/** They are the last four bytes of the request (draft-ietf-sshm-ssh-agent). */
const withoutFlags = (message: Buffer): Buffer => Buffer.concat([message.subarray(0, -4), Buffer.alloc(4)]);
