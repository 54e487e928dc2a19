import { createServer, type Socket } from "node:net";
import { uint32, WireReader, wireString } from "../../../src/core/ssh/wire-format.js";
import { tempFolder } from "../fixtures/temp-folder.js";

const REQUEST_IDENTITIES = 11;
const IDENTITIES_ANSWER = 12;

export interface SilentAgent {
  readonly socket: string;
  /** The questions that it was asked so far, each by its number (draft-ietf-sshm-ssh-agent). */
  readonly asked: readonly number[];
  close(): Promise<void>;
}

/** An agent that takes every question and answers none, or lists its keys and signs with none of them. */
export async function startSilentAgent(keys?: readonly Buffer[]): Promise<SilentAgent> {
  const folder = tempFolder();
  const socket = folder.file("agent");
  const asked: number[] = [];
  const clients = new Set<Socket>();
  const server = createServer((client) => {
    clients.add(client);
    client
      .on("error", () => client.destroy())
      .on("close", () => clients.delete(client))
      .on("data", (chunk) => {
        const question = new WireReader(chunk).string()[0] ?? 0; // Culvert sends each in one piece
        asked.push(question);
        if (question !== REQUEST_IDENTITIES || keys === undefined) return;
        const entries = keys.flatMap((key) => [wireString(key), wireString("a comment")]);
        client.write(wireString(Buffer.concat([Buffer.of(IDENTITIES_ANSWER), uint32(keys.length), ...entries])));
      });
  });
  await new Promise<void>((resolve) => server.listen(socket, resolve));
  return {
    socket,
    asked,
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          folder.remove();
          resolve();
        });
        for (const client of clients) client.destroy();
      }),
  };
}
