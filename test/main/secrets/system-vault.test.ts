import { beforeEach, describe, expect, it } from "vitest";
import { SystemVault, type SecretDocument } from "../../../src/main/secrets/system-vault.js";

const KEY = "password olive@www.example.com:22";
const backwards = (text: string): string => text.split("").reverse().join("");

/** Plays the system: what it encrypts is the text backwards, after a version of the key. */
class Encryption {
  available = true;
  backend = "gnome_libsecret";
  version = "v11";
  rotated = false;

  isAsyncEncryptionAvailable = (): Promise<boolean> => Promise.resolve(this.available);
  getSelectedStorageBackend = () => this.backend as "gnome_libsecret";
  encryptStringAsync = (text: string): Promise<Buffer> => Promise.resolve(Buffer.from(this.version + backwards(text)));
  decryptStringAsync = (encrypted: Buffer): Promise<{ shouldReEncrypt: boolean; result: string }> => {
    if (!encrypted.toString().startsWith("v1")) return Promise.reject(new Error("another key"));
    return Promise.resolve({ shouldReEncrypt: this.rotated, result: backwards(encrypted.toString().slice(3)) });
  };
}

let system: Encryption;
let kept: { store: SecretDocument };
const vault = (platform: NodeJS.Platform = "linux"): SystemVault => new SystemVault(system, kept, platform);

beforeEach(() => {
  system = new Encryption();
  kept = { store: { secrets: {} } };
});

describe("the vault", () => {
  it("gives back what it keeps, by profile and key, and holds nothing readable", async () => {
    await vault().set("popeye", KEY, "spinach");
    expect(await vault().get("popeye", KEY)).toBe("spinach");
    expect(await vault().get("bluto", KEY)).toBeUndefined();
    expect(await vault().get("popeye", "another")).toBeUndefined();
    const written = JSON.stringify(kept.store);
    expect(written).not.toContain("spinach");
    expect(Buffer.from(kept.store.secrets["popeye"]?.[KEY] ?? "", "base64").toString()).toBe("v11hcanips");
  });

  it("knows who has a secret, and tells of each change", async () => {
    const mine = vault();
    const seen: string[][] = [];
    mine.onChange(() => seen.push([...mine.profilesWithSecrets()]));
    await mine.set("popeye", KEY, "spinach");
    await mine.set("bluto", KEY, "beef");
    await mine.remove("bluto", KEY);
    mine.removeAll("popeye");
    mine.removeAll("wimpy");
    expect(seen).toEqual([["popeye"], ["popeye", "bluto"], ["popeye"], [], []]);
  });

  it.each<[string, Partial<Encryption>, NodeJS.Platform, boolean]>([
    ["a keyring", {}, "linux", true],
    ["no encryption at all", { available: false }, "linux", false],
    ["basic_text, which is no encryption", { backend: "basic_text" }, "linux", false],
    ["no backend chosen yet", { backend: "unknown" }, "linux", false],
    ["a keyring that does not answer, so that the built-in password is used", { version: "v10" }, "linux", false],
    ["the Keychain", { version: "v10" }, "darwin", true],
    ["DPAPI", { version: "v10" }, "win32", true],
    [
      "a system that throws",
      { isAsyncEncryptionAvailable: () => Promise.reject(new Error("locked")) },
      "darwin",
      false,
    ],
  ])("with %s (%j, %s) may remember: %s", async (_, system_, platform, may) => {
    Object.assign(system, system_);
    expect(await vault(platform).canStore()).toBe(may);
    await vault(platform).set("popeye", KEY, "spinach");
    expect(vault(platform).profilesWithSecrets()).toEqual(may ? ["popeye"] : []);
  });

  it("encrypts anew where the system asks for it", async () => {
    await vault().set("popeye", KEY, "spinach");
    Object.assign(system, { rotated: true, version: "v12" });
    expect(await vault().get("popeye", KEY)).toBe("spinach");
    expect(Buffer.from(kept.store.secrets["popeye"]?.[KEY] ?? "", "base64").toString()).toBe("v12hcanips");
  });

  it("has nothing where the system cannot decrypt any more, so that the user is asked", async () => {
    kept.store = { secrets: { popeye: { [KEY]: Buffer.from("from another machine").toString("base64") } } };
    expect(await vault().get("popeye", KEY)).toBeUndefined();
  });
});
