import type { PeerCertificate } from "node:tls";
import { expect, it } from "vitest";
import { certificateFacts } from "../../../../src/core/relay/tls/certificate-facts.js";
import { certificateLines } from "../../../../src/shared/words/certificate-lines.js";
import { words } from "../../../../src/shared/words/words.js";

const FINGERPRINT = Array.from({ length: 32 }, () => "0A").join(":");
const readable: Partial<PeerCertificate> = {
  subject: { CN: "popeye" },
  issuer: { O: "Spinach" },
  valid_from: "Jan  1 00:00:00 2026 GMT",
  valid_to: "Jan  1 00:00:00 2027 GMT",
  fingerprint256: FINGERPRINT,
};

it("tells from when until when a certificate is valid, in milliseconds", () => {
  expect(certificateFacts(readable)).toEqual({
    subject: "popeye",
    issuer: "Spinach",
    validFrom: Date.UTC(2026, 0, 1),
    validUntil: Date.UTC(2027, 0, 1),
    fingerprint: FINGERPRINT,
  });
});

it.each([{ valid_to: "Bad time value" }, { valid_to: undefined }])(
  "leaves a day out that cannot be read ($valid_to), in --json too, and shows that it is not known",
  (unreadable) => {
    const facts = certificateFacts({ ...readable, ...unreadable } as Partial<PeerCertificate>);
    expect(Object.keys(facts ?? {})).toEqual(["subject", "issuer", "validFrom", "fingerprint"]);
    expect(JSON.stringify(facts)).not.toContain("validUntil");
    const shown = new Map(facts === undefined ? [] : certificateLines(facts));
    expect(shown.get(words.questions.certificate.valid)).toMatch(/2026 – \?$/);
  },
);

it("says nothing of a server that has shown none", () => {
  expect(certificateFacts({})).toBeUndefined();
});
