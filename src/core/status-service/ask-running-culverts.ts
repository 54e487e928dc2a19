import { readdir, rm } from "node:fs/promises";
import { connect, type Socket } from "node:net";
import type { Finding } from "../../shared/check/finding.js";
import type { StatusAnswer } from "./status-listener.js";
import {
  MAX_ANSWER_BYTES,
  pidOf,
  runFolder,
  SOCKET_TIMEOUT_MS,
  STATUS_REQUEST,
  statusSocket,
  type CheckLine,
  type CheckRequest,
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

/** The findings of a check that another process makes, as they come. */
export interface ForeignCheck {
  readonly findings: AsyncIterable<Finding>;
  /** Whether the last of them has come: false where the process ended before. */
  readonly isComplete: () => boolean;
}

/** The longest silence of a check: a listing that is waited for, and then cut. Milliseconds. */
const CHECK_TIMEOUT_MS = 120_000;

/** Have a running Culvert check a profile over the session of its open tunnel. @returns nothing where it does not, or no longer runs */
export async function askForCheck(
  dataFolder: string,
  pid: number,
  request: CheckRequest,
): Promise<ForeignCheck | undefined> {
  const socket = connect(statusSocket(dataFolder, pid).path);
  socket.setTimeout(CHECK_TIMEOUT_MS, () => socket.destroy()).write(`${JSON.stringify(request)}\n`);
  const lines = checkLines(socket);
  if ((await lines.next()).done === true) return undefined;
  let isComplete = false;
  async function* findings(): AsyncGenerator<Finding, void> {
    for await (const line of lines)
      if (line.kind === "finding") yield line.finding;
      else isComplete = line.kind === "ended";
  }
  return { findings: findings(), isComplete: () => isComplete };
}

/** The lines of the answer until it ends, in whatever way; who takes no more of them hangs up. */
async function* checkLines(socket: Socket): AsyncGenerator<CheckLine, void> {
  let unread = "";
  try {
    for await (const text of socket.setEncoding("utf8") as AsyncIterable<string>) {
      const [first = "", ...others] = text.split("\n");
      unread += first; // joined once, when its end has come
      if (others.length === 0) continue;
      const lines = [unread, ...others];
      unread = lines.pop() ?? "";
      for (const line of lines) yield JSON.parse(line) as CheckLine;
    }
  } catch {
    return; // nobody listens, or the process ended: the last line is missing
  }
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
