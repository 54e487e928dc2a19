import type { Client } from "ssh2";
import { certifiedKey } from "../certificate/openssh-certificate.js";
import { WireReader, wireString } from "../wire-format.js";
import { HYBRID_KEX, startHybridKex, type KeyAgreement } from "./hybrid-kex.js";

/**
 * What ssh2's key exchange is taught here: a method and host key algorithms that it does not know.
 *
 * It makes the exchange of a fixed list of names, in a function that nobody can reach. So it is shown the peer's
 * SSH_MSG_KEXINIT with two names swapped, the hybrid's and that of curve25519, and the exchange that it makes for
 * curve25519, whose messages are alike, is given the hybrid's keys. What is hashed and signed is what really came.
 *
 * A host certificate stands in the place of the host key (OpenSSH's PROTOCOL.certkeys): it is hashed whole, while the
 * signature is of the key in it. ssh2 hashes first, then asks for the client's share, then verifies, so that the one is
 * put in the place of the other where the share is asked for.
 */
export interface KeyExchangeExtension {
  /** Certificate algorithms, `ssh-ed25519-cert-v01@openssh.com`, that are offered before the plain ones; may be empty. */
  readonly hostCertificates: readonly string[];
  /** One side of a hybrid exchange, made anew for each; the client's where it is left out. */
  readonly startHybrid?: () => KeyAgreement;
}

interface NameList {
  array: readonly string[];
}
type Direction = Readonly<Record<"cipher" | "mac" | "compress" | "lang", NameList>>;
interface Offer {
  readonly lists: {
    readonly kex: NameList;
    readonly serverHostKey: NameList;
    readonly cs: Direction;
    readonly sc: Direction;
  };
}
interface PacketReader {
  read(payload: Buffer): Buffer;
}
/** One exchange; its keys are what a method of ssh2's own would make. */
interface KeyExchange {
  readonly negotiated: { kex: string; serverHostKey: string; readonly cs: { readonly cipher: string } };
  /** Kept here, as ssh2 must see another name. */
  hostKeyAlgorithm?: string;
  type: string;
  hashName: string;
  _remoteKexinit: Buffer;
  /** What the server has shown, from its reply until the exchange is over. */
  _hostKey: Buffer | undefined;
  generateKeys(): void;
  getPublicKey(): Buffer;
  convertPublicKey(share: Buffer): Buffer;
  computeSecret(otherShare: Buffer): Buffer | Error;
}
interface Protocol {
  _offer: Offer;
  _kex: KeyExchange | undefined;
  _packetRW: { read: PacketReader };
}

/** Its place in an exchange of ssh2's own is the hybrid's. */
const STAND_IN = "curve25519-sha256";
const KEXINIT = 20;
/** Where the first list of names stands, behind the type and the cookie (RFC 4253 section 7.1). */
const FIRST_LIST = 1 + 16;

/**
 * To be called before anything has come from the server.
 *
 * @returns whether ssh2 fits; else nothing more than its own methods is offered
 */
export function extendKeyExchange(
  client: Client,
  { hostCertificates, startHybrid = startHybridKex }: KeyExchangeExtension,
): boolean {
  const protocol = protocolOf(client);
  if (protocol === undefined) return false;
  protocol._offer = extendedOffer(protocol._offer, hostCertificates);

  let realKexInit: Buffer | undefined;
  onEachReader(protocol, (payload) => {
    if (payload[0] !== KEXINIT) return payload;
    const shown = swapNames(payload);
    realKexInit = shown && Buffer.from(payload);
    return shown ?? payload;
  });
  let current = protocol._kex;
  Object.defineProperty(protocol, "_kex", {
    configurable: true,
    enumerable: true,
    get: () => current,
    set(next: KeyExchange | undefined) {
      if (next !== undefined && realKexInit !== undefined) makeHybrid(next, realKexInit, startHybrid());
      if (next !== undefined) admitCertificate(next);
      realKexInit = undefined;
      current = next;
    },
  });
  return true;
}

/** What this session's keys were exchanged by, and what they are used for. */
export interface NegotiatedAlgorithms {
  readonly keyExchange: string;
  readonly cipher: string;
  /** `ssh-ed25519`, `rsa-sha2-512`; with `-cert-v01@openssh.com` behind it where a certificate was shown. */
  readonly hostKey: string;
}

/** @returns nothing before the first exchange, or where ssh2 does not fit */
export function negotiatedAlgorithms(client: Client): NegotiatedAlgorithms | undefined {
  const { _protocol: protocol } = client as unknown as { _protocol?: { _kex?: Partial<KeyExchange> } };
  const { negotiated, hostKeyAlgorithm } = protocol?._kex ?? {};
  if (typeof negotiated?.kex !== "string") return undefined;
  return {
    keyExchange: negotiated.kex,
    cipher: negotiated.cs.cipher,
    hostKey: hostKeyAlgorithm ?? negotiated.serverHostKey,
  };
}

function protocolOf(client: Client): Protocol | undefined {
  const { _protocol: protocol } = client as unknown as { _protocol?: Partial<Protocol> };
  const lists = protocol?._offer?.lists;
  const fits =
    protocol !== undefined &&
    "_kex" in protocol &&
    typeof protocol._packetRW?.read.read === "function" &&
    lists?.kex.array[0] === STAND_IN && // else ssh2 might choose another one where the hybrid is meant
    [lists.serverHostKey, lists.cs.cipher, lists.sc.lang].every(({ array }) => Array.isArray(array));
  return fits ? (protocol as Protocol) : undefined;
}

/** What is sent names the hybrid first; what ssh2 itself looks up does not. */
function extendedOffer({ constructor, lists }: Offer, hostCertificates: readonly string[]): Offer {
  const names = ({ cipher, mac, compress, lang }: Direction) => ({
    cipher: cipher.array,
    mac: mac.array,
    compress: compress.array,
    lang: lang.array,
  });
  const KexInit = constructor as unknown as new (offer: object) => Offer;
  const offer = new KexInit({
    kex: [HYBRID_KEX, ...lists.kex.array],
    serverHostKey: [...hostCertificates, ...lists.serverHostKey.array],
    cs: names(lists.cs),
    sc: names(lists.sc),
  });
  offer.lists.kex.array = lists.kex.array;
  return offer;
}

/** Have each payload pass through here; there is another reader after each key exchange. */
function onEachReader({ _packetRW: packets }: Protocol, pass: (payload: Buffer) => Buffer): void {
  const hook = (reader: PacketReader): PacketReader => {
    const read = reader.read.bind(reader);
    reader.read = (payload) => pass(read(payload));
    return reader;
  };
  let reader = hook(packets.read);
  Object.defineProperty(packets, "read", {
    configurable: true,
    enumerable: true,
    get: () => reader,
    set(next: PacketReader) {
      reader = hook(next);
    },
  });
}

/**
 * The peer's offer as ssh2 is to see it. Both names change places, so that its guess of a method
 * (`first_kex_packet_follows`) stays as right or wrong as it is.
 *
 * @returns nothing where the peer does not know the hybrid
 */
function swapNames(kexInit: Buffer): Buffer | undefined {
  try {
    const reader = new WireReader(kexInit.subarray(FIRST_LIST));
    const names = reader.text().split(",");
    if (!names.includes(HYBRID_KEX)) return undefined;
    const swapped = names.map((name) => {
      if (name === HYBRID_KEX) return STAND_IN;
      return name === STAND_IN ? HYBRID_KEX : name;
    });
    const rest = reader.bytes(reader.remaining);
    return Buffer.concat([kexInit.subarray(0, FIRST_LIST), wireString(swapped.join(",")), rest]);
  } catch {
    return undefined; // ssh2 refuses it in its own words
  }
}

function makeHybrid(kex: KeyExchange, realKexInit: Buffer, agreement: KeyAgreement): void {
  kex.negotiated.kex = HYBRID_KEX;
  Object.assign(kex, {
    type: HYBRID_KEX,
    hashName: "sha256",
    _remoteKexinit: realKexInit,
    generateKeys: () => undefined,
    getPublicKey: () => agreement.share,
    convertPublicKey: (share) => share,
    computeSecret(otherShare) {
      try {
        return agreement.computeSecret(otherShare);
      } catch (thrown) {
        return thrown instanceof Error ? thrown : new Error(String(thrown));
      }
    },
  } satisfies Partial<KeyExchange>);
}

const CERTIFICATE_SUFFIX = "-cert-v01@openssh.com";

/** Where a certificate is to come, let ssh2 take it as the host key that is hashed, and verify by the key in it. */
function admitCertificate(kex: KeyExchange): void {
  const { negotiated } = kex;
  const algorithm = negotiated.serverHostKey;
  if (!algorithm.endsWith(CERTIFICATE_SUFFIX)) return;
  const signature = algorithm.slice(0, -CERTIFICATE_SUFFIX.length);
  kex.hostKeyAlgorithm = algorithm;
  negotiated.serverHostKey = algorithm.replace(/^rsa-sha2-\d+/, "ssh-rsa"); // the type that the certificate itself names
  const share = kex.getPublicKey.bind(kex);
  kex.getPublicKey = () => {
    const plain = kex._hostKey && certifiedKey(kex._hostKey);
    if (plain !== undefined) {
      kex._hostKey = plain;
      negotiated.serverHostKey = signature;
    }
    return share();
  };
}
