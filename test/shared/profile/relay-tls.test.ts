import { describe, expect, it } from "vitest";
import { parseProfile } from "../../../src/shared/profile/profile-issues.js";
import { canonicalFingerprint } from "../../../src/shared/profile/tls-certificate.js";

const read = (ftp: object) =>
  parseProfile({ id: "popeye", name: "Popeye", gateway: { host: "gate", username: "olive" }, ftp });
const ftpOf = (ftp: object) => {
  const reading = read(ftp);
  return reading.ok ? reading.profile.ftp : reading.issues;
};
const BYTES = Array.from({ length: 32 }, (_, index) => index.toString(16).padStart(2, "0"));

describe("TLS in a relay's profile", () => {
  it.each([
    [{}, 21],
    [{ tls: "auto" }, 21],
    [{ tls: "explicit" }, 21],
    [{ tls: "never" }, 21],
    [{ tls: "implicit" }, 990],
  ])("%j leads to port %i where none is named", (tls, port) => {
    expect(ftpOf({ target: { host: "popeye" }, ...tls })).toMatchObject({ target: { host: "popeye", port } });
    expect(ftpOf({ target: { host: "popeye", port: 2100 }, ...tls })).toMatchObject({ target: { port: 2100 } });
  });

  it("comes out as it went in, and adds nothing where nothing is said", () => {
    const plain = { mode: "relay", target: { host: "popeye", port: 21 }, listen: { host: "127.0.0.1", port: 2121 } };
    const secured = {
      ...plain,
      tls: "explicit",
      certificate: BYTES.join(":"),
      tlsCloseNotify: false,
      clientCertificate: "~/olive.pem",
      oldServer: true,
    };
    expect([ftpOf(plain), ftpOf(secured)]).toEqual([plain, secured]);
  });

  it.each([
    [
      { tls: "sometimes" },
      { field: "ftp.tls", problem: "choice-unknown", choices: ["auto", "explicit", "implicit", "never"] },
    ],
    [{ certificate: "0A:1B" }, { field: "ftp.certificate", problem: "fingerprint-malformed" }],
    [{ certificate: "" }, { field: "ftp.certificate", problem: "fingerprint-malformed" }],
    [{ clientCertificate: "" }, { field: "ftp.clientCertificate", problem: "file-missing" }],
    [{ tlsCloseNotify: "no" }, { field: "ftp.tlsCloseNotify", problem: "field-wrong-type" }],
  ])("%j is told by its field", (wrong, issue) => {
    expect(ftpOf({ target: { host: "popeye" }, ...wrong })).toMatchObject([issue]);
  });

  it("is for the relay alone", () => {
    expect(ftpOf({ mode: "bridge", tls: "auto" })).toMatchObject([{ field: "ftp.tls", problem: "field-unknown" }]);
  });

  it.each([BYTES.join(""), BYTES.join(":").toUpperCase(), `SHA256:${BYTES.join("")}`, `sha-256=${BYTES.join(":")}`])(
    "takes a fingerprint as it is written: %s",
    (certificate) => {
      expect(ftpOf({ target: { host: "popeye" }, certificate })).toMatchObject({ certificate });
      expect(canonicalFingerprint(certificate)).toBe(BYTES.join(":").toUpperCase());
    },
  );
});
