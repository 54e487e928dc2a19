import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { addAssignment, editCommand } from "../../../src/cli/commands/edit.js";
import {
  DEFAULT_SCOPE,
  mendAdvice,
  type CommandScope,
  type FailingHop,
} from "../../../src/cli/terminal/mend-advice.js";
import { commandLines, quoteForShell } from "../../../src/cli/terminal/typed-command.js";
import { UsageError } from "../../../src/cli/usage-error.js";
import { mendsFor } from "../../../src/core/tunnel/mends-for.js";
import { profileSchema, type Profile, type ProfileDraft } from "../../../src/shared/profile/profile-schema.js";
import type { Failure } from "../../../src/shared/status/failure.js";
import type { Mend } from "../../../src/shared/status/mend.js";
import { SAMPLE_FAILURES } from "../../support/fixtures/sample-failures.js";
import { tempFolder, type TempFolder } from "../../support/fixtures/temp-folder.js";

const gateway = { host: "www.spinach.com", username: "olive", via: [{ host: "jump", username: "olive" }] };
const FTP = {
  relay: { mode: "relay", target: { host: "popeye" }, tls: "never", certificate: "0A".repeat(32) },
  range: { mode: "range", target: { host: "popeye" }, passive: "2534-2536" },
  bridge: { mode: "bridge" },
} as const satisfies Record<string, ProfileDraft["ftp"]>;
type Mode = keyof typeof FTP;
const profileOf = (mode: Mode): Profile =>
  profileSchema.parse({ id: "popeye", name: "Popeye", gateway, ftp: FTP[mode] });
const mendsOf = (cause: Failure, mode: Mode, freePort = 2122): readonly Mend[] =>
  mendsFor(cause, { profile: profileOf(mode), ftpServer: "vsftpd", gatewaySoftware: "", freePort, isOutdated: false });

const ENDPOINT = { host: "www.spinach.com", port: 22 };
const KEY = { keyType: "ssh-ed25519", fingerprint: "SHA256:Wsq4EvC6oiVSW8M0mJE743D0xZ0zR0Yex0FSVlE/8tI" };
const taken: Failure = { code: "forward.port-taken", host: "127.0.0.1", port: 2121 };
const unknownKey: Failure = { code: "host-key.unknown", ...ENDPOINT, ...KEY };

/** What is to be typed against a failure, best first. */
function typed(cause: Failure, state: FailingHop["state"], scope: Partial<CommandScope> = {}, mode: Mode = "relay") {
  const hop = { kind: "program", endpoint: "127.0.0.1:2121", cause } as const;
  return mendsOf(cause, mode).flatMap((mend) => {
    const advice = mendAdvice(mend, { profile: "popeye", state, hop }, { ...DEFAULT_SCOPE, ...scope });
    return advice?.kind === "command" ? [advice.command.join(" ")] : [];
  });
}

describe("what to type against", () => {
  it("a port that is taken is another port, and not the same again", () => {
    for (const state of ["open", "failed"] as const)
      expect(typed(taken, state)).toEqual(["culvert edit popeye --set ftp.listen.port=2122"]);
  });

  it("a host key or a certificate that is not known is taking it", () => {
    expect(typed(unknownKey, "failed")).toEqual(["culvert up popeye --accept-new"]);
    const certificates = SAMPLE_FAILURES["ftp.certificate-unknown"];
    expect(certificates.flatMap((cause) => typed(cause, "failed"))).toEqual(
      certificates.map(() => "culvert up popeye --accept-new"),
    );
  });

  it("what an open tunnel meets is a check, since its ports are its own; one that waits tries again by itself", () => {
    const failure: Failure = {
      code: "bridge.home-unlistable",
      gateway: "www.spinach.com:22",
      path: "/home/olive",
      detail: "",
    };
    expect(typed(failure, "open", {}, "bridge")).toEqual(["culvert check popeye"]);
    expect(typed(failure, "waiting", {}, "bridge")).toEqual([]);
    expect(typed(failure, "failed", {}, "bridge")).toEqual(["culvert up popeye"]);
  });

  it("what a jump host is at fault for names that jump host", () => {
    const missing: Failure = { code: "ssh.unreachable", host: "jump", port: 22, cause: "name-not-found" };
    expect(typed(missing, "failed")).toEqual([
      "culvert up popeye",
      "culvert edit popeye --set gateway.via.0.host=<host>",
    ]);
  });

  it("a profile of a named document names that document, and known_hosts where it is read", () => {
    const scope = { profilesOption: ["--profiles", "/a b"], knownHostsOption: ["--known-hosts", "/k"] };
    expect(typed(taken, "failed", scope)).toEqual(["culvert edit popeye --set ftp.listen.port=2122 --profiles /a b"]);
    expect(typed(unknownKey, "failed", scope)).toEqual([
      "culvert up popeye --accept-new --profiles /a b --known-hosts /k",
    ]);
  });

  it("a tunnel of which nothing is stored is the same command again with one word more, and no edit", () => {
    const unstored = { isStored: () => false, unstored: ["--name", "Popeye", "--", "ssh", "olive@host"] };
    expect(typed(taken, "failed", unstored)).toEqual([
      "culvert up --name Popeye --listen 127.0.0.1:2122 -- ssh olive@host",
    ]);
    expect(typed(unknownKey, "failed", { isStored: () => false, unstored: ["olive@host"] })).toEqual([
      "culvert up olive@host --accept-new",
    ]);
    expect(typed(taken, "failed", { isStored: () => false })).toEqual([]);
  });
});

/** No other mode speaks TLS to the server. */
const RELAY_ALONE = /^ftp\.(?:tls|certificate|client-certificate)/;

describe("every command that a failure offers", () => {
  let folder: TempFolder;
  beforeEach(() => {
    folder = tempFolder();
    vi.stubEnv("XDG_CONFIG_HOME", folder.path);
    vi.spyOn(process.stdout, "write").mockReturnValue(true);
  });
  afterEach(() => {
    vi.restoreAllMocks();
    vi.unstubAllEnvs();
    folder.remove();
  });

  it.each(["relay", "range", "bridge"] as const)("changes the profile as it says, in the %s mode", async (mode) => {
    const file = folder.file("Olive's profiles.json");
    const tried = new Set<string>();
    const causes = Object.values(SAMPLE_FAILURES)
      .flat()
      .filter(({ code }) => mode === "relay" || !RELAY_ALONE.test(code));
    for (const cause of causes)
      for (const mend of mendsOf(cause, mode)) {
        const hop = { kind: "gateway", endpoint: "127.0.0.1:2121", cause } as const;
        const scope = { ...DEFAULT_SCOPE, profilesOption: ["--profiles", file] };
        const advice = mendAdvice(mend, { profile: "popeye", state: "failed", hop }, scope);
        if (advice?.kind !== "command") continue;
        const [culvert, command, name = "", option, value = "", ...more] = inShell(commandLines(advice.command, 60));
        expect([culvert, name]).toEqual(["culvert", "popeye"]);
        if (command === "up") continue;
        expect([command, ...more]).toEqual(["edit", "--profiles", file]);
        if (tried.has(value)) continue;
        tried.add(value);
        writeFileSync(
          file,
          JSON.stringify({ version: 1, profiles: [{ id: "popeye", name: "Popeye", gateway, ftp: FTP[mode] }] }),
        );
        const before = readFileSync(file, "utf8");
        const change = option === "--key" ? { key: value } : { set: addAssignment(value) };
        const edited = editCommand(name, { profiles: file, ...change });
        if (/<\w+>$/.test(value)) await expect(edited, value).rejects.toThrow(UsageError);
        else await expect(edited, value).resolves.toBe(0);
        const isTheSame = readFileSync(file, "utf8") === before;
        expect([value, isTheSame]).toEqual([value, /<\w+>$/.test(value)]);
      }
    expect(tried.size).toBeGreaterThan(5);
  });
});

/** The words that a shell makes of what is copied from the terminal, without the mark before it. */
function inShell(lines: readonly string[]): string[] {
  const text = lines.join("\n").replace(/^> /, "");
  const said = execFileSync("sh", ["-c", `culvert() { printf '%s\\0' culvert "$@"; }\n${text}`], { encoding: "utf8" });
  return said.split("\0").slice(0, -1);
}

describe.skipIf(process.platform === "win32")("a command on a terminal", () => {
  it.each([["a b"], ["Olive's"], ['"$HOME" `id` \\'], ["<host>"], ["~/x"], ["2121"], ["gateway.port=22"]])(
    "reaches the shell's program as it is: %s",
    (word) => {
      expect(inShell(commandLines(["culvert", "edit", word], 200, "linux"))).toEqual(["culvert", "edit", word]);
    },
  );

  it("is one command over several lines, and cut at no blank within a word", () => {
    const command = [
      "culvert",
      "edit",
      "popeye",
      "--set",
      "ftp.listen.port=2122",
      "--profiles",
      "/home/olive oyl/a file",
    ];
    const lines = commandLines(command, 40, "linux");
    expect(lines.length).toBeGreaterThan(1);
    expect(inShell(lines)).toEqual(command);
  });

  it("is quoted as both shells of Windows take it", () => {
    expect(["C:\\a b\\c.json", "<host>", "a=b", "C:\\x\\y"].map((word) => quoteForShell(word, "win32"))).toEqual([
      '"C:\\a b\\c.json"',
      '"<host>"',
      "a=b",
      "C:\\x\\y",
    ]);
  });
});
