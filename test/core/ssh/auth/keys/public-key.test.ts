import { describe, expect, it } from "vitest";
import { readPublicKey } from "../../../../../src/core/ssh/auth/keys/public-key.js";

const ED25519 = "AAAAC3NzaC1lZDI1NTE5AAAAIGPKSUTyz1HwHReFVvD5obVsALAgJRNarH4TRpNePnAS";
const BLOB = Buffer.from(ED25519, "base64");

describe("a public key in a file", () => {
  it.each([
    { said: "OpenSSH's line", text: `ssh-ed25519 ${ED25519} olive@spinach\n` },
    { said: "a line without a comment or a line end", text: `ssh-ed25519 ${ED25519}` },
    { said: "a line of a Windows file", text: `ssh-ed25519 ${ED25519}\r\n` },
    { said: "a remark before it", text: `# mine\nssh-ed25519\t${ED25519} x\n` },
    {
      said: "PuTTYgen's block, with a comment that goes on in the next line",
      text: `---- BEGIN SSH2 PUBLIC KEY ----\nComment: "olive \\\nat home"\nSubject: me\n${ED25519.slice(0, 40)}\n${ED25519.slice(40)}\n---- END SSH2 PUBLIC KEY ----\n`,
    },
    {
      said: "the same block with the line ends of Windows",
      text: `---- BEGIN SSH2 PUBLIC KEY ----\r\nComment: "olive"\r\n${ED25519}\r\n---- END SSH2 PUBLIC KEY ----\r\n`,
    },
  ])("is read from $said", ({ text }) => {
    expect(readPublicKey(text)).toEqual(BLOB);
  });

  it.each([
    {
      said: "a private key",
      text: "-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXktdjEAAAAABG5vbmU=\n-----END OPENSSH PRIVATE KEY-----\n",
    },
    { said: "a line that is cut", text: "ssh-ed25519 AAAA" },
    { said: "a block without its end", text: `---- BEGIN SSH2 PUBLIC KEY ----\n${ED25519}\n` },
    { said: "an empty file", text: "" },
    { said: "a known_hosts line", text: `www.spinach.com ssh-ed25519 ${ED25519}\n` },
  ])("is not found in $said", ({ text }) => {
    expect(readPublicKey(text)).toBeUndefined();
  });
});
