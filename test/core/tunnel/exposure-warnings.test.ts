import { describe, expect, it } from "vitest";
import { exposureWarnings } from "../../../src/core/tunnel/exposure-warnings.js";
import { parseProfile } from "../../../src/shared/profile/profile-issues.js";

const warningsOf = (ftp: unknown) => {
  const read = parseProfile({ id: "a", name: "A", gateway: { host: "gate", username: "olive" }, ftp });
  if (!read.ok) throw new Error(JSON.stringify(read.issues));
  return exposureWarnings(read.profile);
};
const target = { host: "popeye" };
const listen = { host: "0.0.0.0", port: 2121 };

describe("a relay that other computers reach", () => {
  it("is warned of where its profile does not say which, and only then", () => {
    expect(warningsOf({ target, listen })).toEqual([{ code: "ftp.open-to-all", listen: "0.0.0.0:2121" }]);
    expect(warningsOf({ target, listen, allow: ["any"] })).toEqual([]);
    expect(warningsOf({ target })).toEqual([]);
    expect(warningsOf({ mode: "bridge", listen, allow: ["192.168.7.0/24"] })).toEqual([]);
    expect(warningsOf(undefined)).toEqual([]);
  });
});
