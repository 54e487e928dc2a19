import { readFile } from "node:fs/promises";
import type { Endpoint } from "../../../shared/profile/endpoint.js";
import { FailureError, type Failure } from "../../../shared/status/failure.js";
import { expandHome } from "../../system/home-path.js";
import { certifiedKey, parseCertificate } from "../certificate/certificate.js";
import { parseRevocationList } from "../certificate/revocation-list.js";
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
  const unreadable = (detail: string): FailureError =>
    new FailureError({ code: "host-key.list-unreadable", host, port, file, detail });
  const content = await readFile(expandHome(file)).catch((error: unknown) => {
    throw unreadable(error instanceof Error ? error.message : String(error));
  });
  const list = parseRevocationList(content);
  if (list === undefined) throw unreadable("");
  const key = certifiedKey(shown) ?? shown;
  if (!list.revokes(key, parseCertificate(shown))) return;
  const failure: Failure = { code: "host-key.revoked-by-list", host, port, ...hostKeyFacts(key), file };
  throw new FailureError(failure);
}
