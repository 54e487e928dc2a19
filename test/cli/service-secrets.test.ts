import { chmodSync, writeFileSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { givenSecret } from "../../src/cli/service-secrets.js";
import { UsageError } from "../../src/cli/usage-error.js";
import { tempFolder, type TempFolder } from "../support/fixtures/temp-folder.js";

let folder: TempFolder;
beforeEach(() => {
  folder = tempFolder();
});
afterEach(() => folder.remove());

describe("a secret that a service is given", () => {
  it("is the environment's, else a file's, else a credential of the profile's, else one for all", () => {
    writeFileSync(folder.file("password"), "for all\n");
    const env: NodeJS.ProcessEnv = { CREDENTIALS_DIRECTORY: folder.path };
    expect(givenSecret("password", "scans", env)).toBe("for all");
    expect(givenSecret("passphrase", "scans", env)).toBeUndefined();
    writeFileSync(folder.file("scans.password"), " of the scans \r\n");
    expect(givenSecret("password", "scans", env)).toBe(" of the scans ");
    expect(givenSecret("password", "others", env)).toBe("for all");
    const file = folder.file("secret");
    writeFileSync(file, "in a file", { mode: 0o600 });
    expect(givenSecret("password", "scans", { ...env, CULVERT_PASSWORD_FILE: file })).toBe("in a file");
    expect(givenSecret("password", "scans", { ...env, CULVERT_PASSWORD_FILE: file, CULVERT_PASSWORD: "set" })).toBe(
      "set",
    );
    expect(givenSecret("password", "scans", {})).toBeUndefined();
  });

  it.skipIf(process.platform === "win32")("is not taken from a file that others may read, or that is not there", () => {
    const file = folder.file("secret");
    writeFileSync(file, "in a file");
    for (const mode of [0o640, 0o604]) {
      chmodSync(file, mode);
      expect(() => givenSecret("bridge-password", "scans", { CULVERT_BRIDGE_PASSWORD_FILE: file })).toThrow(UsageError);
    }
    expect(() => givenSecret("password", "scans", { CULVERT_PASSWORD_FILE: folder.file("none") })).toThrow(UsageError);
  });
});
