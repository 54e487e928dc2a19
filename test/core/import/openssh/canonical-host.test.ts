import { writeFileSync } from "node:fs";
import { afterEach, describe, expect, it } from "vitest";
import { withFoundNames } from "../../../../src/core/import/openssh/find-names.js";
import type { FindName, NameAnswer } from "../../../../src/core/import/openssh/canonical-host.js";
import { readSshConfig } from "../../../../src/core/import/openssh/read-ssh-config.js";
import { runWell } from "../../../support/child.js";
import { describeWith } from "../../../support/describe-with.js";
import { tempFolder, type TempFolder } from "../../../support/fixtures/temp-folder.js";
import { whyNoMounts, withMounts } from "../../../support/mounts.js";

/** What the network of these tests knows; `ssh` asks for whole names, with a dot at the end. */
const NAMES: Readonly<Partial<Record<string, NameAnswer>>> = {
  "box.spinach.example.": { canonicalName: "box.spinach.example" },
  "box.a.spinach.example.": { canonicalName: "box.a.spinach.example" },
  "wimpy.burger.example.": { canonicalName: "wimpy.burger.example" },
};
const find: FindName = (name) => NAMES[name] ?? "not-found";

/** The host of that name as it would be imported. */
function imported(config: string, name: string, findName: FindName | "nobody" = find) {
  const machine = { username: "olive", ...(findName === "nobody" ? {} : { findName }) };
  const { candidates, notes } = readSshConfig(config, "config", () => [], machine);
  const candidate = candidates.find(({ draft }) => draft.name === name);
  const { host, port = 22, username } = candidate?.draft.gateway ?? {};
  return {
    reached: `${username}@${host}:${port}`,
    forwards: (candidate?.draft.forwards ?? []).map(({ listen }) => listen),
    notes: [...(candidate?.notes ?? []), ...notes]
      .filter(({ code }) => code !== "username-assumed")
      .map(({ code, line, what }) => [code, line, what].join(" ").trim()),
  };
}

const HEAD = "CanonicalizeHostname yes\nCanonicalDomains other.example spinach.example\n";
const TAIL = "Host *.spinach.example\n Port 77\nMatch canonical host box.spinach.example\n User bluto\n";
const CASES: readonly (readonly [kind: string, host: string, config: string])[] = [
  ["a name without a dot", "box", `${HEAD}Host box\n${TAIL}`],
  ["a name that is not found", "popeye", `${HEAD}Host popeye\n${TAIL}`],
  ["a name with its dot at the end", "box.spinach.example.", `${HEAD}Host box.spinach.example.\n${TAIL}`],
  ["a real name by HostName", "b", `${HEAD}Host b\n HostName BOX\n${TAIL}`],
  ["as many dots as may be", "box.a", `${HEAD}Host box.a\n${TAIL}`],
  ["more dots than may be", "box.a", `CanonicalizeMaxDots 0\n${HEAD}Host box.a\n${TAIL}`],
  ["a host behind a jump host", "box", `${HEAD}Host box\n ProxyJump popeye\n${TAIL}`],
  ["a host behind a jump host, always", "box", `${HEAD.replace("yes", "always")}Host box\n ProxyJump popeye\n${TAIL}`],
  ["a jump host that is none", "box", `${HEAD}Host box\n ProxyJump none\n${TAIL}`],
  ["no list of domains", "box", `CanonicalizeHostname yes\nHost box\n${TAIL}`],
  ["the domain none", "box", `CanonicalizeHostname yes\nCanonicalDomains none\nHost box\n${TAIL}`],
  ["a setting for some hosts alone", "box", `Host box\n${HEAD}${TAIL}`],
  ["switched off", "box", `CanonicalizeHostname no\n${HEAD}Host box\n${TAIL}`],
  ["canonical without completing", "box", `Host box\nMatch canonical\n Port 7\nHost *\n User bluto\n`],
  ["canonical beside final", "box", "Host box\nMatch canonical all\n Port 7\nMatch final all\n User bluto\n"],
  ["not canonical", "box", `${HEAD}Host box\nMatch !canonical host box\n Port 7\n${TAIL}`],
  ["the second reading by the real name", "b", "Host b\n HostName box\nHost box\n Port 7\nMatch final all\n User x\n"],
];

const noMounts = await whyNoMounts();

describeWith(["ssh"], "names that ssh completes", () => {
  let folder: TempFolder | undefined;
  afterEach(() => {
    folder?.remove();
    folder = undefined;
  });

  it.skipIf(noMounts).each(CASES)("are completed as by ssh -G: %s", async (_, host, config) => {
    folder = tempFolder();
    const names = Object.keys(NAMES).map((name) => `127.0.0.9 ${name}\n`);
    writeFileSync(folder.file("hosts"), `127.0.0.1 localhost\n${names.join("")}`);
    writeFileSync(folder.file("nsswitch"), "hosts: files\npasswd: files\nservices: files\n");
    writeFileSync(folder.file("config"), `${config}\n`);
    const mounts = [
      [folder.file("hosts"), "/etc/hosts"],
      [folder.file("nsswitch"), "/etc/nsswitch.conf"],
    ] as const;
    const ssh = ["ssh", "-F", folder.file("config"), "-G", host];
    const [program = "", ...words] = withMounts(mounts, ssh);
    const said = await runWell(program, words);
    const valueOf = (keyword: string) => new RegExp(`^${keyword} (.*)$`, "m").exec(said)?.[1];
    const user = /User/.test(config) && valueOf("user") !== undefined ? valueOf("user") : "olive";
    const expected = `${user === process.env["USER"] || user === "root" ? "olive" : user}@${valueOf("hostname")}:${valueOf("port")}`;
    expect(imported(config, host).reached).toBe(expected);
  });
});

describe("a name that ssh would complete", () => {
  const config = `${HEAD}Host popeye\n`;

  it("and that is not found is told with what was looked for", () => {
    expect(imported(config, "popeye").notes).toEqual([
      "name-not-completed 1 popeye.other.example., popeye.spinach.example.",
    ]);
    expect(imported(config, "popeye", "nobody").notes).toHaveLength(1);
    expect(imported(`${HEAD}Host box\n`, "box").notes).toEqual([]);
  });

  it("follows its CNAME where that is permitted", () => {
    const aliased: FindName = (name) =>
      name === "box.spinach.example." ? { canonicalName: "b1.cloud.example" } : "not-found";
    const permitted = (rule: string) =>
      imported(`${HEAD}CanonicalizePermittedCNAMEs ${rule}\nHost box\n`, "box", aliased).reached;
    expect(permitted("*.spinach.example:*.cloud.example")).toBe("olive@b1.cloud.example:22");
    expect(permitted("x:y *.other.example,*.spinach.example:*.a.example,*.CLOUD.example")).toBe(
      "olive@b1.cloud.example:22",
    );
    expect(permitted("*.spinach.example:*.cloud.example,!b1.*")).toBe("olive@box.spinach.example:22");
    expect(permitted("none")).toBe("olive@box.spinach.example:22");
  });

  it("is asked for once, however often the configuration is read, and a hostile one asks for 200 at most", async () => {
    const asked: string[] = [];
    const hosts = Array.from({ length: 150 }, (_, index) => `Host h${index}\n`).join("");
    await withFoundNames(
      (findName) => imported(`${HEAD}${hosts}`, "h0", findName),
      (name) => {
        asked.push(name);
        return Promise.resolve("not-found");
      },
    );
    expect(asked).toHaveLength(200);
    expect(new Set(asked).size).toBe(200);
  });
});
