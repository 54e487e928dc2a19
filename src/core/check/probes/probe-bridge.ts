import type { Finding } from "../../../shared/check/finding.js";
import type { Endpoint } from "../../../shared/profile/endpoint.js";
import { FailureError } from "../../../shared/status/failure.js";
import { formatEndpoint } from "../../../shared/words/words.js";
import { textOf } from "../../bridge/encoding/byte-text.js";
import { openSftp } from "../../sftp/open-sftp.js";
import { SftpFileSystem } from "../../sftp/sftp-file-system.js";
import { SftpError } from "../../sftp/status-codes.js";
import type { ProbeSession } from "../probe-session.js";

/** So many names are enough to know that a folder can be listed, and so many answers, of a server that gives none. */
const MAX_NAMES = 1_000;
const MAX_ANSWERS = 100;

/** An FTP program lists by one connection and fetches by two more, each with a session of its own at the gateway. */
const SESSIONS = 3;

/** How a bridge is probed. */
interface BridgeProbeOptions {
  /** Gives it up: every session that it has at the gateway is closed, so that a client may have it. */
  readonly signal?: AbortSignal;
  /** One answer to a listing is enough. */
  readonly isBrief?: boolean;
}

/** What a bridge stands on: the gateway's SFTP, a home folder that can be listed, and sessions for several connections. */
export async function* probeBridge(
  session: ProbeSession,
  gateway: Endpoint,
  { signal, isBrief = false }: BridgeProbeOptions = {},
): AsyncGenerator<Finding, void> {
  const open = async (): Promise<SftpFileSystem> => {
    const files = new SftpFileSystem(await openSftp(session));
    signal?.addEventListener("abort", () => files.close(), { once: true });
    if (signal?.aborted === true) files.close();
    return files;
  };
  let files: SftpFileSystem;
  try {
    files = await open();
  } catch (thrown) {
    if (!(thrown instanceof FailureError)) throw thrown;
    yield { probe: "sftp", outcome: "failed", found: { code: "failure", cause: thrown.failure } };
    return;
  }
  try {
    yield {
      probe: "sftp",
      outcome: "ok",
      found: { code: "sftp.there", gateway: formatEndpoint(gateway), version: files.version },
    };
    yield await probeHome(files, isBrief ? 1 : MAX_ANSWERS);
    if (signal?.aborted !== true) yield await probeSessions(open, gateway, () => signal?.aborted === true);
  } finally {
    files.close();
  }
}

/** Beside the one that is open. OpenSSH counts them by MaxSessions. */
async function probeSessions(
  open: () => Promise<SftpFileSystem>,
  gateway: Endpoint,
  isGivenUp: () => boolean,
): Promise<Finding> {
  const more: SftpFileSystem[] = [];
  try {
    while (more.length + 1 < SESSIONS && !isGivenUp()) more.push(await open());
    return { probe: "sessions", outcome: "ok", found: { code: "sessions.ample", count: SESSIONS } };
  } catch (thrown) {
    if (!(thrown instanceof FailureError)) throw thrown;
    return {
      probe: "sessions",
      outcome: "warning",
      found: { code: "sessions.few", gateway: formatEndpoint(gateway), count: more.length + 1 },
    };
  } finally {
    for (const files of more) files.close();
  }
}

async function probeHome(files: SftpFileSystem, maxAnswers: number): Promise<Finding> {
  let path = ".";
  try {
    path = await files.realPath(".");
    let [names, answers] = [0, 0];
    for await (const batch of files.list(path)) {
      names += batch.length;
      if (names >= MAX_NAMES || ++answers >= maxAnswers) break;
    }
    return { probe: "home", outcome: "ok", found: { code: "home.listed", path: textOf(path), names } };
  } catch (thrown) {
    if (!(thrown instanceof SftpError)) throw thrown;
    return {
      probe: "home",
      outcome: "failed",
      found: { code: "home.unlistable", path: textOf(path), detail: thrown.message },
    };
  }
}
