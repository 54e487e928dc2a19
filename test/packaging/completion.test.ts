import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { runWell } from "../support/child.js";
import { CULVERT } from "../support/culvert-process.js";
import { describeWith } from "../support/describe-with.js";
import { tempFolder, type TempFolder } from "../support/fixtures/temp-folder.js";

/** A home with two profiles and `culvert` on the PATH, as the app or npm would put it there. */
let home: TempFolder;

beforeAll(() => {
  home = tempFolder();
  const gateway = { host: "www.spinach.com", username: "olive", auth: [{ method: "agent" }] };
  const profiles = ["popeye", "bluto"].map((id) => ({
    id,
    name: `${id}'s web site`,
    gateway,
    ftp: { mode: "relay", target: { host: id } },
  }));
  const store = home.file(".config/Culvert/profiles.json");
  mkdirSync(dirname(store), { recursive: true });
  writeFileSync(store, JSON.stringify({ version: 1, profiles }));
  mkdirSync(home.file("bin"));
  writeFileSync(home.file("bin/culvert"), `#!/bin/sh\nexec "${process.execPath}" "${CULVERT}" "$@"\n`);
  chmodSync(home.file("bin/culvert"), 0o755);
});
afterAll(() => home.remove());

const shell = (program: string, script: string): Promise<string> =>
  runWell(program, ["-c", script], {
    cwd: home.path,
    env: {
      PATH: `${home.file("bin")}:${process.env["PATH"] ?? ""}`,
      HOME: home.path,
      XDG_CONFIG_HOME: home.file(".config"),
      XDG_DATA_HOME: home.file("data"),
      LC_ALL: "C.UTF-8",
      TERM: "xterm",
    },
  });

const COMMANDS = ["up", "check", "import", "export", "list", "completion"];
const SHELLS = ["bash", "zsh", "fish", "powershell"];

describeWith(["bash"], "The completion for bash", () => {
  /** What bash offers for the last of the words. */
  async function offered(...words: readonly string[]): Promise<string[]> {
    const [answer = []] = await offeredFor([words]);
    return answer;
  }
  /** The same for several lines, in one shell. */
  async function offeredFor(lines: readonly (readonly string[])[]): Promise<string[][]> {
    const tries = lines.map((words) => {
      const line = words.map((word) => `'${word}'`).join(" ");
      return `COMP_WORDS=(${line}); COMP_CWORD=${words.length - 1}; COMPREPLY=(); _culvert; printf '%s\\n' "\${COMPREPLY[@]}"; echo =`;
    });
    const said = await shell("bash", ["source <(culvert completion bash)", ...tries].join("\n"));
    return said
      .split("\n=\n")
      .slice(0, -1)
      .map((answer) => answer.trim().split("\n"));
  }

  it("offers the commands, and an option's name by its beginning", async () => {
    expect(await offered("culvert", "")).toEqual(expect.arrayContaining(COMMANDS));
    expect(await offered("culvert", "up", "--known")).toEqual(["--known-hosts"]);
  });

  it("offers every command and every option that the help names", async () => {
    const help = async (...words: string[]): Promise<string> =>
      runWell(process.execPath, [CULVERT, ...words, "--help"]);
    const named = (text: string, shape: RegExp): string[] => [...text.matchAll(shape)].map(([, name = ""]) => name);
    const commands = named((await help()).split("Commands:")[1] ?? "", /^ {2}([a-z-]+)/gm);
    expect((await offered("culvert", "")).sort()).toEqual(commands.sort());
    const tried = commands.filter((name) => name !== "help");
    const answers = await offeredFor(tried.map((command) => ["culvert", command, "--"]));
    expect(answers).toHaveLength(tried.length);
    for (const [index, command] of tried.entries()) {
      const options = named(await help(command), /^ {2}(?:-\w, )?(--[a-z-]+)/gm).filter(
        (option) => option !== "--help",
      );
      expect(answers[index]?.filter((option) => option !== "--help").sort(), command).toEqual(options.sort());
    }
  });

  it("offers the profiles that culvert list shows, for each further argument as well", async () => {
    expect(await offered("culvert", "up", "")).toEqual(["popeye", "bluto"]);
    expect(await offered("culvert", "up", "--json", "popeye", "b")).toEqual(["bluto"]);
  });

  it("offers the words of a choice, and leaves files to bash", async () => {
    expect(await offered("culvert", "completion", "")).toEqual(SHELLS);
    expect(await offered("culvert", "import", "--on-conflict", "")).toEqual(["keep-both", "replace", "skip"]);
    expect(await offered("culvert", "export", "popeye", "--as", "pu")).toEqual(["putty", "pure-ftpd"]);
    expect(await offered("culvert", "up", "--profiles", "")).toEqual([""]);
  });
});

describeWith(["fish"], "The completion for fish", () => {
  const offered = async (line: string): Promise<string[]> =>
    (await shell("fish", `culvert completion fish | source; complete -C '${line}'`))
      .trim()
      .split("\n")
      .map((one) => one.split("\t")[0] ?? "");

  it("offers commands, options, profiles and the words of a choice", async () => {
    expect(await offered("culvert ")).toEqual(expect.arrayContaining(COMMANDS));
    expect(await offered("culvert up --known")).toEqual(["--known-hosts"]);
    expect((await offered("culvert up ")).sort()).toEqual(["bluto", "popeye"]);
    expect((await offered("culvert completion ")).sort()).toEqual([...SHELLS].sort());
  });

  it("offers files where one is named", async () => {
    writeFileSync(home.file("mine.json"), "");
    expect(await offered("culvert up --profiles mi")).toEqual(["mine.json"]);
  });
});

describeWith(["zsh"], "The completion for zsh", () => {
  /** The line after a TAB, told by a key of its own: zsh's completion runs only on an interactive line, in a terminal of zsh/zpty. */
  const completed = async (line: string): Promise<string> => {
    const notified = await shell(
      "zsh",
      [
        "zmodload zsh/zpty; zpty shell zsh -f -i",
        "zpty -w shell 'autoload -Uz compinit; compinit -u -D; source <(culvert completion zsh)'",
        'zpty -w shell \'tell() { print -r -- "<$BUFFER>" }; zle -N tell; bindkey "^X" tell; echo re""ady\'',
        "zpty -r -m shell said '*ready*'",
        `zpty -w -n shell '${line}'$'\\t\\C-x'`,
        "zpty -r -m shell said '*<culvert *>*'; print -r -- $said; zpty -d shell",
      ].join("\n"),
    );
    return /<(culvert .*)>/.exec(notified)?.[1] ?? notified;
  };

  it("completes a profile", async () => {
    expect(await completed("culvert up blu")).toBe("culvert up bluto ");
  });

  it("completes an option", async () => {
    expect(await completed("culvert up --acc")).toBe("culvert up --accept-new ");
  });
});

describeWith(["pwsh"], "The completion for PowerShell", () => {
  it("offers commands and profiles", async () => {
    const offered = (line: string): Promise<string> =>
      shell(
        "pwsh",
        `culvert completion powershell | Out-String | Invoke-Expression; (TabExpansion2 '${line}' ${line.length}).CompletionMatches.CompletionText`,
      );
    expect((await offered("culvert ")).trim().split(/\s+/)).toEqual(expect.arrayContaining(COMMANDS));
    expect((await offered("culvert up ")).trim().split(/\s+/)).toEqual(["popeye", "bluto"]);
  });
});
