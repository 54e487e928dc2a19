import { generateKeyPairSync } from "node:crypto";
import type fc from "fast-check";
import { globMatcher } from "../../src/core/bridge/files/glob-matcher.js";
import { selectFacts, parseFactTime } from "../../src/core/bridge/listing/mlst-facts.js";
import { parseRequest } from "../../src/core/forward/socks.js";
import { withoutBlockedFeatures } from "../../src/core/ftp/blocked-verbs.js";
import { CommandReader } from "../../src/core/ftp/command-reader.js";
import { LineTooLongError } from "../../src/core/ftp/command.js";
import { foreignProtocolAtStart, foreignProtocolInLines } from "../../src/core/ftp/detect-foreign-protocol.js";
import {
  extendedPassivePort,
  extendedPortEndpoint,
  passivePort,
  portEndpoint,
} from "../../src/core/ftp/passive-endpoint.js";
import { ReplyReader } from "../../src/core/ftp/reply-reader.js";
import { printableExcerpt, MalformedReplyError } from "../../src/core/ftp/reply.js";
import { requiresTls } from "../../src/core/ftp/requires-tls.js";
import { decodeText } from "../../src/core/import/formats/decode-text.js";
import { readSettingsText as readImport } from "../../src/core/import/read-source.js";
import { PacketParser, NotSftpError } from "../../src/core/sftp/packets/packet-parser.js";
import { resolvePath, splitPath } from "../../src/core/sftp/remote-path.js";
import {
  readAttributes,
  readExtensions,
  readFreeBytes,
  readLimits,
  readNames,
} from "../../src/core/sftp/packets/response-bodies.js";
import { readPrivateKey } from "../../src/core/ssh/auth/keys/private-key.js";
import { knownKeyTypes, hasHashedNames, judgeHostKey } from "../../src/core/ssh/host-key/known-hosts.js";
import { readKexInit } from "../../src/core/ssh/transport/read-kexinit.js";
import { MalformedWireData, uint32, WireReader, wireString } from "../../src/core/ssh/wire-format.js";
import { calls } from "../../src/shared/ipc/contract.js";
import { parseDestination } from "../../src/shared/destination/parse-destination.js";
import { parsePortRanges } from "../../src/shared/profile/port-range.js";
import { parseDocument, parseProfile } from "../../src/shared/profile/profile-issues.js";
import { readSettings } from "../../src/shared/settings.js";
import { freshKey } from "../support/fixtures/fresh-key.js";
import { IMPORTS } from "./import-samples.js";
import { nearly, nearlyValue } from "./mutations.js";

/** One reader that strangers' bytes reach. Whatever comes, it must answer: no throw but its own refusals, soon, and in bounded memory. */
export interface Target<Input = unknown> {
  readonly name: string;
  readonly input: fc.Arbitrary<Input>;
  readonly read: (input: Input) => unknown;
}

const target = <Input>(name: string, input: fc.Arbitrary<Input>, read: (input: Input) => unknown): Target => ({
  name,
  input,
  read: (given) => read(given as Input),
});

/** Run what may refuse by throwing its own kind of error; anything else that is thrown is a bug. */
function refusing<Answer>(callback: () => Answer, refusal: new (...args: never[]) => Error): Answer | undefined {
  try {
    return callback();
  } catch (thrown) {
    if (thrown instanceof refusal) return undefined;
    throw thrown;
  }
}

const REPLIES = [
  "220 ProFTPD Server ready.\r\n",
  "220-Welcome\r\n to popeye\r\n220 Ready\r\n",
  "227 Entering Passive Mode (127,0,0,2,9,230).\r\n",
  "229 Entering Extended Passive Mode (|||2534|)\r\n",
  "211-Features:\r\n AUTH TLS\r\n MDTM\r\n SIZE\r\n211 End\r\n",
  "530 Non-anonymous sessions must use encryption.\r\n",
  "150 Opening BINARY mode data connection\r\n226 Transfer complete.\r\n",
  "425 Security: Bad IP connecting.\r\n",
];
const COMMANDS = [
  "USER olive\r\n",
  "PASS spin ach\r\n",
  "PASV\r\n",
  "EPSV ALL\r\n",
  "PORT 127,0,0,1,9,230\r\n",
  "EPRT |1|127.0.0.1|2534|\r\n",
  "EPRT |2|::1|2534|\r\n",
  "RETR a b.txt\r\n",
  "MFMT 20260101120000 a.txt\r\n",
  "OPTS MLST type;size;\r\n",
  "SITE CHMOD 644 a\r\n",
  "\xff\xf4\xff\xf2ABOR\r\n",
  "REST 12345\r\n",
  "CWD /home/olive/../x\r\n",
];
const KNOWN_HOSTS = [
  "[127.0.0.1]:2222 ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ9m8jVTh41HrcvfQL35FVwoKbbAYeyZdvzL3HPn5TD+ olive\n",
  "www.spinach.com,10.0.0.* ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ9m8jVTh41HrcvfQL35FVwoKbbAYeyZdvzL3HPn5TD+\n*.spinach.com,!bad.spinach.com ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAAAgQC=\n",
  "|1|F1E1KeoE/eEWhi10WpGv4OdiO6Y=|3988QV0VE8wmZL7suNrYQLITLCg= ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ9m8jVTh41HrcvfQL35FVwoKbbAYeyZdvzL3HPn5TD+\n",
  "@revoked * ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ9m8jVTh41HrcvfQL35FVwoKbbAYeyZdvzL3HPn5TD+\n@cert-authority *.com ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAAAgQC=\n# comment\n\n",
];
const PPK = [
  "PuTTY-User-Key-File-3: ssh-ed25519\r\nEncryption: none\r\nComment: olive\r\nPublic-Lines: 2\r\nAAAAC3NzaC1lZDI1NTE5AAAAIJ9m8jVTh41HrcvfQL35FVwoKbbAYeyZdvzL3HPn\r\n5TD+\r\nPrivate-Lines: 1\r\nAAAAILFGMlrfd6YzNSNhq4ZCqmnPu8HtFBuDshaGDe+acJtM\r\nPrivate-MAC: 42e8b9a4ae330a3e8621a591130db30f170b2ba6344b306e47687c9b72e28466\r\n",
  "PuTTY-User-Key-File-3: ssh-ed25519\r\nEncryption: aes256-cbc\r\nComment: olive\r\nPublic-Lines: 2\r\nAAAAC3NzaC1lZDI1NTE5AAAAICZKFugm0RHlP+y14S8dkIF6jwnky7WbdGt9t3Zh\r\n7FnT\r\nKey-Derivation: Argon2id\r\nArgon2-Memory: 256\r\nArgon2-Passes: 2\r\nArgon2-Parallelism: 1\r\nArgon2-Salt: 1fe56f92624569cc3caae52964455e4a\r\nPrivate-Lines: 1\r\nMTP1gMN0AOikS9wNx6v7BhgqN/tjZBu4VDsnlMXKIyjMiBRIjxnKaGrEw7D0hhQU\r\nPrivate-MAC: f6fe724f31b70e4b49998eb8bf8922483b1d369694925aba8d3328187fe757b5\r\n",
  "PuTTY-User-Key-File-2: ssh-ed25519\r\nEncryption: none\r\nComment: olive\r\nPublic-Lines: 2\r\nAAAAC3NzaC1lZDI1NTE5AAAAIJ9m8jVTh41HrcvfQL35FVwoKbbAYeyZdvzL3HPn\r\n5TD+\r\nPrivate-Lines: 1\r\nAAAAILFGMlrfd6YzNSNhq4ZCqmnPu8HtFBuDshaGDe+acJtM\r\nPrivate-MAC: 941fea3d64cc2b75a7b74aeea50e4f906583ca6e\r\n",
];
const pemPair = generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey;
const OTHER_KEYS = [
  freshKey().private,
  freshKey({ passphrase: "spinach", cipher: "aes256-ctr", rounds: 16 }).private,
  pemPair.export({ format: "pem", type: "sec1" }) as string,
  pemPair.export({ format: "pem", type: "pkcs8" }) as string,
  pemPair.export({ format: "pem", type: "pkcs8", cipher: "aes-256-cbc", passphrase: "spinach" }) as string,
];
const DESTINATIONS = [
  "olive@www.spinach.com:2222",
  "sftp://olive:spinach;fingerprint=ssh-ed25519-AAAA@www.spinach.com:22/home/olive",
  "ftp://olive@popeye/pub",
  "ssh -p 2222 -J olive@jump,two -L 2121:popeye:21 -L [::1]:8080:[::2]:80 -o 'LocalForward 1 a:2' olive@host uptime\n",
  'plink -P 2222 -pw "spin ach" -D 1080 olive@host',
];
const PROFILE = {
  id: "popeye",
  name: "Popeye's web site",
  gateway: {
    host: "www.spinach.com",
    port: 22,
    username: "olive",
    auth: [{ method: "agent" }, { method: "key", file: "~/.ssh/id_ed25519" }, { method: "password" }],
    via: [{ host: "jump", username: "olive" }],
  },
  ftp: {
    mode: "range",
    target: { host: "popeye", port: 21 },
    listen: { host: "127.0.0.1", port: 2121 },
    passive: "2534-2536,40000-40010",
  },
  forwards: [
    { kind: "local", name: "Mail", listen: { port: 1143 }, target: { host: "popeye", port: 143 } },
    { kind: "dynamic", name: "Proxy", listen: { port: 1080 } },
  ],
  openAtStart: false,
};
const ASKS: readonly unknown[] = [
  undefined,
  "popeye",
  PROFILE,
  { id: "question-1", answer: { kind: "secret", text: "spinach", remember: true } },
  { id: "question-1", answer: { kind: "texts", texts: ["1", "2"] } },
  { id: "popeye", password: "spinach" },
  readSettings({}).settings,
];

const bytesOf = (...parts: readonly Buffer[]): string => Buffer.concat(parts).toString("latin1");
const ATTRIBUTES = [
  uint32(0x0f),
  uint32(0),
  uint32(1234),
  uint32(0),
  uint32(0),
  uint32(0o100644),
  uint32(1),
  uint32(2),
];
const ANSWERS = [
  bytesOf(
    uint32(2),
    wireString("a.txt"),
    wireString("-rw-r--r-- 1 root root 5 Jan 1 2026 a.txt"),
    ...ATTRIBUTES,
    wireString("b"),
    wireString(""),
    ...ATTRIBUTES,
  ),
  bytesOf(...ATTRIBUTES),
  bytesOf(wireString("posix-rename@openssh.com"), wireString("1")),
  bytesOf(...Array.from({ length: 10 }, () => uint32(0x40000))),
];
const PACKETS = [
  bytesOf(
    wireString(Buffer.concat([Buffer.of(103), uint32(7), wireString("ahoy")])),
    wireString(Buffer.concat([Buffer.of(101), uint32(8), uint32(0), wireString("fine"), wireString("")])),
  ),
];
const OFFER = bytesOf(
  Buffer.from("Welcome\r\nSSH-2.0-OpenSSH_9.2\r\n"),
  wireString(
    Buffer.concat([
      Buffer.of(4, 20),
      Buffer.alloc(16),
      ...[
        "curve25519-sha256,kex-strict-s-v00@openssh.com",
        "ssh-ed25519",
        "aes128-ctr",
        "aes128-ctr",
        "hmac-sha2-256",
        "hmac-sha2-256",
        "none",
        "none",
        "",
        "",
      ].map(wireString),
    ]),
  ),
);

const someKey = Buffer.from("AAAAC3NzaC1lZDI1NTE5AAAAIJ9m8jVTh41HrcvfQL35FVwoKbbAYeyZdvzL3HPn5TD+", "base64");

export const targets: readonly Target[] = [
  target("replies of an FTP server", nearly(REPLIES, ["227 ", "229 ", "(|||", "|)", "220-", "\r\n220 "]), (received) =>
    refusing(() => {
      const reader = new ReplyReader();
      for (const heard of [...reader.push(received), ...reader.settle(), ...reader.end()]) {
        const answer = { code: heard.kind === "reply" ? heard.code : 0, raw: heard.raw };
        passivePort(answer);
        extendedPassivePort(answer);
        withoutBlockedFeatures(answer);
        printableExcerpt(answer.raw);
        for (const verb of ["USER", "PASS", undefined]) requiresTls(verb, answer);
      }
    }, MalformedReplyError),
  ),
  target("commands of an FTP client", nearly(COMMANDS, ["EPRT ", "PORT ", "|2|::1|"]), (received) =>
    refusing(() => {
      foreignProtocolAtStart(received);
      const reader = new CommandReader();
      for (const { verb, argument, raw } of [...reader.take(received), ...reader.endLine()]) {
        foreignProtocolInLines(raw);
        portEndpoint(argument);
        extendedPortEndpoint(argument);
        splitPath(resolvePath("/home/olive", argument, "/home/olive"));
        selectFacts(argument);
        parseFactTime(argument);
        globMatcher(argument)(verb);
      }
    }, LineTooLongError),
  ),
  target("known_hosts", nearly(KNOWN_HOSTS, ["|1|", "*", "!", ",", "@revoked ", "AAAA"]), (text) => {
    judgeHostKey(text, "known_hosts", "www.spinach.com", 22, someKey);
    knownKeyTypes(text, "127.0.0.1", 2222);
    hasHashedNames(text);
  }),
  target(
    "PPK",
    nearly(PPK, ["Public-Lines: ", "Private-Lines: 4000000000", "Argon2-Memory: 4294967295", "Private-MAC: "]),
    (text) => readPrivateKey(Buffer.from(text, "latin1")),
  ),
  target(
    "other private keys",
    nearly(OTHER_KEYS, ["-----BEGIN ", "-----END ", "Proc-Type: 4,ENCRYPTED", "AAAA"]),
    (text) => readPrivateKey(Buffer.from(text, "latin1")),
  ),
  target(
    "files to import",
    nearly(IMPORTS, [
      "[",
      "Host ",
      "Match ",
      "Include ",
      '"HostName"=',
      "dword:",
      "hex(1):",
      "<Server>",
      '<!DOCTYPE a [<!ENTITY b "c">]>',
      "&b;",
      "%5C",
    ]),
    (text) => {
      decodeText(Buffer.from(text, "latin1"));
      decodeText(Buffer.from(`\ufeff${text}`, "utf16le"));
      readImport(text, "a file", { username: "olive" });
    },
  ),
  target(
    "what names a server",
    nearly(DESTINATIONS, ["ssh ", "-L ", "-o ", "sftp://", "@", ":", "[", "]", "\\", '"', ";x-name=", "%"]),
    (text) => parseDestination(text),
  ),
  target("a gateway's offer", nearly([OFFER], ["SSH-2.0-", "\xff\xff\xff\xff"]), (text) =>
    readKexInit(Buffer.from(text, "latin1")),
  ),
  target("SFTP's answers", nearly(ANSWERS, ["\xff\xff\xff\xff", "\0\0\0\0"]), (text) => {
    for (const readAnswer of [readNames, readAttributes, readExtensions, readLimits, readFreeBytes])
      refusing(() => readAnswer(new WireReader(Buffer.from(text, "latin1"))), MalformedWireData);
  }),
  target("SFTP's packets", nearly(PACKETS, ["\xff\xff\xff\xff", "\0\0\0\0"]), (text) =>
    refusing(() => {
      const index = Buffer.alloc(4);
      new PacketParser({
        bufferFor: (_id, length) => (length === 4 ? index : undefined),
        onData: () => undefined,
        onPacket: () => undefined,
      }).push(Buffer.from(text, "latin1"));
    }, NotSftpError),
  ),
  target(
    "SOCKS",
    nearly([
      "\x05\x01\x00\x05\x01\x00\x03\x06popeye\x00\x50",
      "\x05\x01\x00\x05\x01\x00\x04" + "\x01".repeat(16) + "\x00\x50",
      "\x04\x01\x00\x50\x7f\x00\x00\x01olive\x00",
      "\x04\x01\x00\x50\x00\x00\x00\x01olive\x00popeye\x00",
    ]),
    (bytes) => parseRequest(Buffer.from(bytes, "latin1")),
  ),
  target("port ranges", nearly(["2534-2536,40000-40010", "21", "1-65535", " 5 - 7 , 9 "]), (text) =>
    parsePortRanges(text),
  ),
  target("the profile document", nearlyValue([{ version: 1, profiles: [PROFILE] }]), (document) => {
    parseDocument(document);
    if (typeof document === "object" && document !== null && "profiles" in document && Array.isArray(document.profiles))
      parseProfile(document.profiles[0]);
  }),
  target("the settings file", nearlyValue([readSettings({}).settings, {}]), (document) => readSettings(document)),
  target("IPC arguments", nearlyValue(ASKS), (asked) => {
    for (const { asks } of Object.values(calls)) asks.safeParse(asked);
  }),
];
