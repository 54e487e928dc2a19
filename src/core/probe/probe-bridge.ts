import type { Finding } from "../../shared/check/finding.js";
import type { Place } from "../../shared/profile/endpoint.js";
import { Failed } from "../../shared/status/failure.js";
import { at } from "../../shared/words/words.js";
import { textOf } from "../bridge/byte-text.js";
import { openSftp } from "../sftp/open-sftp.js";
import { SftpFiles } from "../sftp/sftp-file-system.js";
import { SftpRefused } from "../sftp/status.js";
import type { SshSession } from "../ssh/ssh-session.js";

/** So many names are enough to know that a folder can be listed. */
const MOST_NAMES = 1_000;

/** An FTP program lists by one connection and fetches by two more, each with a session of its own at the gateway. */
const SESSIONS = 3;

/** What a bridge stands on: the gateway's SFTP, a home folder that can be listed, and sessions for several connections. */
export async function* probeBridge(session: SshSession, gateway: Place): AsyncGenerator<Finding, void> {
  let files: SftpFiles;
  try {
    files = new SftpFiles(await openSftp(session));
  } catch (thrown) {
    if (!(thrown instanceof Failed)) throw thrown;
    yield { probe: "sftp", outcome: "failed", found: { code: "failure", cause: thrown.failure } };
    return;
  }
  try {
    yield { probe: "sftp", outcome: "ok", found: { code: "sftp.there", gateway: at(gateway) } };
    yield await probeHome(files);
    yield await probeSessions(session, gateway);
  } finally {
    files.end();
  }
}

/** Beside the one that is open. OpenSSH counts them by MaxSessions. */
async function probeSessions(session: SshSession, gateway: Place): Promise<Finding> {
  const more: SftpFiles[] = [];
  try {
    while (more.length + 1 < SESSIONS) more.push(new SftpFiles(await openSftp(session)));
    return { probe: "sessions", outcome: "ok", found: { code: "sessions.ample", count: SESSIONS } };
  } catch (thrown) {
    if (!(thrown instanceof Failed)) throw thrown;
    return { probe: "sessions", outcome: "warning", found: { code: "sessions.few", gateway: at(gateway), count: more.length + 1 } };
  } finally {
    for (const files of more) files.end();
  }
}

async function probeHome(files: SftpFiles): Promise<Finding> {
  let path = ".";
  try {
    path = await files.realPath(".");
    let names = 0;
    for await (const batch of files.list(path)) {
      names += batch.length;
      if (names >= MOST_NAMES) break;
    }
    return { probe: "home", outcome: "ok", found: { code: "home.listed", path: textOf(path), names } };
  } catch (thrown) {
    if (!(thrown instanceof SftpRefused)) throw thrown;
    return { probe: "home", outcome: "failed", found: { code: "home.unlistable", path: textOf(path), detail: thrown.message } };
  }
}
