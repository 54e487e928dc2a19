import { readdir, rm } from "node:fs/promises";
import { connect } from "node:net";
import type { StatusAnswer } from "./status-listener.js";
import {
  MAX_ANSWER_BYTES,
  pidOf,
  runFolder,
  SOCKET_TIMEOUT_MS,
  STATUS_REQUEST,
  statusSocket,
  type StatusSocket,
} from "./status-socket.js";

/** More processes than anybody runs; a folder that holds more is read no further. */
const MAX_PROCESSES = 200;

/** What every Culvert of this user that runs tells of its tunnels, in the order of their process ids. A socket whose process has ended is removed. */
export async function askRunningCulverts(dataFolder: string): Promise<readonly StatusAnswer[]> {
  const names = await readdir(runFolder(dataFolder)).catch(() => []);
  const sockets = names
    .flatMap((name) => pidOf(name) ?? [])
    .sort((one, other) => one - other)
    .slice(0, MAX_PROCESSES)
    .map((pid) => statusSocket(dataFolder, pid));
  const answers = await Promise.all(sockets.map(askOne));
  return answers.flatMap((answer) => answer ?? []);
}

async function askOne(socket: StatusSocket): Promise<StatusAnswer | undefined> {
  try {
    return readAnswer(await exchange(socket.path));
  } catch (thrown) {
    if (isGone(thrown)) await rm(socket.file, { force: true }).catch(() => undefined);
    return undefined;
  }
}

/** Nobody listens there: the process was killed. On Windows the pipe went with it. */
const isGone = (thrown: unknown): boolean =>
  thrown instanceof Error && "code" in thrown && (thrown.code === "ECONNREFUSED" || thrown.code === "ENOENT");

function exchange(path: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    const socket = connect(path);
    socket
      .on("error", reject)
      .on("data", (chunk: Buffer) => {
        chunks.push(chunk);
        bytes += chunk.length;
        if (bytes > MAX_ANSWER_BYTES) socket.destroy(new Error("an endless answer"));
      })
      .on("close", () => resolve(Buffer.concat(chunks).toString("utf8")))
      .setTimeout(SOCKET_TIMEOUT_MS, () => socket.destroy(new Error("no answer")))
      .end(`${STATUS_REQUEST}\n`);
  });
}

/** @throws where it is no answer of this version's */
function readAnswer(text: string): StatusAnswer {
  const answer: unknown = JSON.parse(text);
  if (typeof answer !== "object" || answer === null || !("tunnels" in answer) || !Array.isArray(answer.tunnels))
    throw new Error("not a status");
  return answer as StatusAnswer;
}
