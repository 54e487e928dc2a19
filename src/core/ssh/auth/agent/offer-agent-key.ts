import { keyTypeOf } from "../../host-key/fingerprint.js";
import type { AuthReply, UserAuth } from "../../ssh2-internals/userauth.js";
import { MalformedWireData, WireReader, wireString } from "../../wire-format.js";
import { RSA_FLAGS, type AgentClient, type AgentIdentity } from "./agent-client.js";

const USERAUTH_REQUEST = 50;

/** Who logs in where by a public key. */
export interface PublicKeyAuthentication {
  readonly userAuth: UserAuth;
  readonly username: string;
  /** Let RSA keys sign with SHA-1 where the server names nothing better. */
  readonly oldServer: boolean;
}

/** Why there is no signature that the server was promised: the key does not sign, or by SHA-1 in the place of SHA-2, or the agent did not answer. */
export type NotSigned = "not-signed" | "signed-by-sha1" | "silent";

/** @param algorithm the signature's own, `rsa-sha2-512`, also for a certificate */
export type Sign = (data: Buffer, algorithm: string) => Promise<Buffer | NotSigned>;

/**
 * Offer a key or a certificate, and sign only if the server would take it (RFC 4252 section 7): a token is not made to blink for nothing.
 *
 * @returns the server's refusal, a partial success among them; why the key did not sign; nothing where the server
 * takes no signature that this key can make. Who is let in gets no answer.
 */
export async function offerKey(
  { userAuth, username, oldServer }: PublicKeyAuthentication,
  publicBlob: Buffer,
  sign: Sign,
): Promise<Extract<AuthReply, { kind: "refused" }> | NotSigned | undefined> {
  const algorithm = algorithmFor(keyTypeOf(publicBlob) ?? "", userAuth.signatureAlgorithms, oldServer);
  if (algorithm === undefined) return undefined;
  const offered = await userAuth.request(request(username, algorithm, publicBlob, false));
  if (offered.kind === "refused") return offered;

  const signed = request(username, algorithm, publicBlob, true);
  const signature = await sign(Buffer.concat([wireString(userAuth.sessionId), signed]), plainName(algorithm));
  if (typeof signature === "string") return signature;
  const reply = await userAuth.request(Buffer.concat([signed, wireString(signature)]));
  return reply.kind === "refused" ? reply : undefined;
}

/**
 * Has an agent sign. Old ones pass over the flags that ask an RSA key for SHA-2 and sign by SHA-1, which no server takes for
 * what it was promised (OpenSSH's authfd.c looks at the type of the signature too).
 */
export const signByAgent =
  (agent: AgentClient, identity: AgentIdentity): Sign =>
  async (data, algorithm) => {
    const flags = RSA_FLAGS[algorithm] ?? 0;
    const signature = await agent.sign(identity, data, flags).catch(() => undefined);
    if (signature === undefined) return agent.isSilent ? "silent" : "not-signed";
    const type = flags === 0 ? algorithm : signatureType(signature);
    return type === algorithm ? signature : type === "ssh-rsa" ? "signed-by-sha1" : "not-signed";
  };

function signatureType(signature: Buffer): string | undefined {
  try {
    return new WireReader(signature).string().toString("latin1");
  } catch (thrown) {
    if (thrown instanceof MalformedWireData) return undefined;
    throw thrown;
  }
}

/**
 * Ask whether the server would take a key, before its passphrase is asked for (RFC 4252 section 7).
 *
 * @returns its refusal; nothing where it would, or where only a signature can tell
 */
export async function queryKey(
  { userAuth, username, oldServer }: PublicKeyAuthentication,
  publicBlob: Buffer,
): Promise<Extract<AuthReply, { kind: "refused" }> | undefined> {
  const algorithm = algorithmFor(keyTypeOf(publicBlob) ?? "", userAuth.signatureAlgorithms, oldServer);
  if (algorithm === undefined) return undefined;
  const reply = await userAuth.request(request(username, algorithm, publicBlob, false));
  return reply.kind === "refused" ? reply : undefined;
}

/** `byte 50, user name, "ssh-connection", "publickey", whether signed, algorithm, public key`; a signature follows where it says so. */
const request = (username: string, algorithm: string, blob: Buffer, isSigned: boolean): Buffer =>
  Buffer.concat([
    Buffer.of(USERAUTH_REQUEST),
    wireString(username),
    wireString("ssh-connection"),
    wireString("publickey"),
    Buffer.of(isSigned ? 1 : 0),
    wireString(algorithm),
    wireString(blob),
  ]);

/**
 * How a key of this type should sign: RSA by SHA-2 (RFC 8332), and by SHA-1 only for an old server that names neither;
 * any other type in its one way. Nothing where the server takes none of it.
 */
function algorithmFor(
  keyType: string,
  accepted: readonly string[] | undefined,
  oldServer: boolean,
): string | undefined {
  const suffix = /^ssh-rsa(-cert-v01@openssh\.com)?$/.exec(keyType);
  if (suffix === null) return keyType;
  const candidates = ["rsa-sha2-512", "rsa-sha2-256", ...(oldServer ? ["ssh-rsa"] : [])].map(
    (name) => `${name}${suffix[1] ?? ""}`,
  );
  if (accepted === undefined) return oldServer ? candidates.at(-1) : candidates[0];
  return candidates.find((way) => accepted.includes(plainName(way))); // servers name signatures alone, also for certificates (OpenSSH's sshconnect2.c, key_sig_algorithm)
}

/** Whether the server has named the signatures that it takes, and none is among them that a key of this type could make. */
export function namesNoAlgorithmFor(
  keyType: string,
  { userAuth, oldServer }: Omit<PublicKeyAuthentication, "username">,
): boolean {
  const { hasNamedAlgorithms, signatureAlgorithms } = userAuth;
  if (!hasNamedAlgorithms) return false;
  const algorithm = algorithmFor(keyType, signatureAlgorithms, oldServer);
  return algorithm === undefined || signatureAlgorithms?.includes(plainName(algorithm)) === false;
}

const plainName = (algorithm: string): string => algorithm.replace(/-cert-v01@openssh\.com$/, "");
