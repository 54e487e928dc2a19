import { stat } from "node:fs/promises";
import type { Endpoint } from "../../../shared/profile/endpoint.js";
import { FailureError, type Failure } from "../../../shared/status/failure.js";
import { errorCode, errorMessage } from "../../store/read-json-file.js";
import { expandHome } from "../../system/home-path.js";
import { readBounded } from "../../system/read-bounded.js";
import { certifiedKey, parseCertificate } from "../certificate/openssh-certificate.js";
import { parseRevocationList, type RevocationList } from "../certificate/revocation-list.js";
import { hostKeyFacts } from "./fingerprint.js";

/** What a profile says of a hop's revoked keys. */
export interface RevokingEndpoint extends Endpoint {
  /** A list as `ssh-keygen -k` makes it, or public keys as text. */
  readonly revokedHostKeys?: string | undefined;
}

/**
 * Refuse what the profile's list revokes, before known_hosts is asked; a list that cannot be read refuses all, as with `ssh`
 * (ssh_config(5), RevokedHostKeys).
 *
 * @param shown the host key, or the certificate in its place
 * @throws Failed `host-key.revoked-by-list`, `host-key.list-unreadable`
 */
export async function checkRevocationList(
  { host, port, revokedHostKeys: file }: RevokingEndpoint,
  shown: Buffer,
): Promise<void> {
  if (file === undefined) return;
  const list = await readRevocationList(file);
  if ("detail" in list) throw new FailureError({ code: "host-key.list-unreadable", host, port, file, ...list });
  const key = certifiedKey(shown) ?? shown;
  if (!list.revokes(key, parseCertificate(shown))) return;
  const failure: Failure = { code: "host-key.revoked-by-list", host, port, ...hostKeyFacts(key), file };
  throw new FailureError(failure);
}

/** Longer than any list: one of a million keys by their hashes has 32 MB. */
const MAX_LIST_BYTES = 64 * 1024 * 1024;

/** Why a list cannot be read, in the system's words; empty where it is no such list, or not whole. */
export interface UnreadableList {
  readonly detail: string;
}

/** Read a list of revoked keys, whole or not at all; a pipe or a device, which might never end, is none. */
export async function readRevocationList(file: string): Promise<RevocationList | UnreadableList> {
  const path = expandHome(file);
  try {
    const isFile = (await stat(path)).isFile();
    return (isFile ? parseRevocationList(await readBounded(path, MAX_LIST_BYTES)) : undefined) ?? { detail: "" };
  } catch (thrown) {
    return { detail: errorCode(thrown) === "EFBIG" ? "" : errorMessage(thrown) };
  }
}
