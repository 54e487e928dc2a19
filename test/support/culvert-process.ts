import { spawn } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { ProfileDraft } from "../../src/shared/profile/profile-schema.js";
import type { ForwardStatus, TunnelStatus } from "../../src/shared/status/tunnel-state.js";
import { endWithUs, stopChild, type Ending } from "./child.js";
import { tempFolder } from "./fixtures/temp-folder.js";
import { PATIENCE_MS, waitFor } from "./wait-for.js";

/** The command line as `npm run build` makes it. */
export const CULVERT = join(import.meta.dirname, "../../out/main/culvert.js");

export interface CulvertOptions {
  /** `up` by default. */
  readonly command?: "up" | "check";
  readonly profiles?: readonly ProfileDraft[];
  /** The profile file's text, where it is not to be made of `profiles`. */
  readonly document?: string;
  /** Which profiles to open; all of `profiles` by default. */
  readonly open?: readonly string[];
  /** The text of the known_hosts file. */
  readonly knownHosts?: string;
  /** More words for the command line, such as `--accept-new`. */
  readonly words?: readonly string[];
  readonly json?: boolean;
  readonly env?: Readonly<Record<string, string>>;
}

/** The built command line, running `culvert up` or another command, with a home folder, a profile file and a known_hosts file of its own. */
export interface CulvertProcess {
  readonly pid: number;
  /** Its home folder. */
  readonly home: string;
  readonly knownHostsFile: string;
  knownHosts(): string;
  /** The profile file's text as it is now. */
  profilesText(): string;
  /** The latest status of a profile that `--json` told. */
  status(profile: string): TunnelStatus | undefined;
  /** Wait for a status; one that was told already counts. @throws with all that was said when it does not come, or when the process ends first */
  until(profile: string, wanted: (status: TunnelStatus) => boolean, limit?: number): Promise<TunnelStatus>;
  untilOpen(profile: string): Promise<TunnelStatus>;
  stdout(): string;
  stderr(): string;
  /** Resolves when the process has ended by itself. */
  readonly ended: Promise<Ending>;
  /** Interrupt it and wait for its end; and remove its files. */
  stop(signal?: NodeJS.Signals): Promise<Ending>;
}

/** What its first line gives to node when it is started by its name: `#!/usr/bin/env -S node --option`. */
export const nodeOptionsOf = (file: string): string[] =>
  /^#!.*\bnode\b(.*)/
    .exec(readFileSync(file, "utf8"))?.[1]
    ?.trim()
    .split(/\s+/)
    .filter((word) => word !== "") ?? [];

export function startCulvert(options: CulvertOptions): CulvertProcess {
  if (!existsSync(CULVERT)) throw new Error("the command line is not built yet: npm run build");
  const folder = tempFolder();
  const knownHostsFile = folder.file("known_hosts");
  const profiles = options.profiles ?? [];
  writeFileSync(knownHostsFile, options.knownHosts ?? "");
  writeFileSync(folder.file("profiles.json"), options.document ?? JSON.stringify({ version: 1, profiles }));

  const child = endWithUs(
    spawn(
      process.execPath,
      [
        ...nodeOptionsOf(CULVERT),
        CULVERT,
        options.command ?? "up",
        ...(options.open ?? profiles.map(({ id }) => id)),
        "--profiles",
        folder.file("profiles.json"),
        "--known-hosts",
        knownHostsFile,
        ...(options.json === false ? [] : ["--json"]),
        ...(options.words ?? []),
      ],
      { stdio: ["ignore", "pipe", "pipe"], env: bareEnvironment(folder.path, options.env) },
    ),
  );

  const latest = new Map<string, TunnelStatus>();
  let stdout = "";
  let stderr = "";
  let unread = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    stderr += text;
  });
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    stdout = `${stdout}${text}`.slice(-200_000);
    const lines = `${unread}${text}`.split("\n");
    unread = lines.pop() ?? "";
    if (options.json === false) return;
    for (const status of lines.map((line) => JSON.parse(line) as TunnelStatus)) latest.set(status.profile, status);
  });
  let ending: Ending | undefined;
  const ended = new Promise<Ending>((resolve) =>
    child.once("close", (code, signal) => {
      ending = { code, signal, stdout, stderr };
      resolve(ending);
    }),
  );

  const until = (profile: string, wanted: (status: TunnelStatus) => boolean, limit?: number) =>
    waitFor(
      `a status of ${profile}`,
      () => {
        const status = latest.get(profile);
        if (status !== undefined && wanted(status)) return status;
        if (ending !== undefined)
          throw new Error(`culvert ended with ${ending.code ?? ending.signal ?? "nothing"}: ${stderr}`);
        return undefined;
      },
      limit,
    ).catch((error: unknown) => {
      throw new Error(
        `${error instanceof Error ? error.message : String(error)}; last: ${JSON.stringify(latest.get(profile))}; said: ${stderr}`,
      );
    });

  return {
    pid: child.pid ?? 0,
    home: folder.path,
    knownHostsFile,
    ended,
    until,
    profilesText: () => readFileSync(folder.file("profiles.json"), "utf8"),
    knownHosts: () => readFileSync(knownHostsFile, "utf8"),
    status: (profile) => latest.get(profile),
    untilOpen: (profile) => until(profile, ({ state }) => state.kind === "open"),
    stdout: () => stdout,
    stderr: () => stderr,
    async stop(signal = "SIGINT") {
      await stopChild(child, signal, 8_000);
      const how = await ended;
      folder.remove();
      return how;
    },
  };
}

/** Run a command where it is expected to end by itself. */
export async function culvertEnding(options: CulvertOptions): Promise<Ending & { readonly knownHosts: string }> {
  const culvert = startCulvert(options);
  const late = setTimeout(() => void culvert.stop("SIGKILL"), PATIENCE_MS);
  const ending = await culvert.ended;
  clearTimeout(late);
  const knownHosts = culvert.knownHosts();
  await culvert.stop();
  return { ...ending, knownHosts };
}

/** The row of a status that has this name. @throws where there is none */
export function rowOf(status: TunnelStatus, name: string): ForwardStatus {
  const row = status.forwards.find((forward) => forward.name === name);
  if (row === undefined)
    throw new Error(`no forward is named ${name}: ${status.forwards.map((forward) => forward.name).join(", ")}`);
  return row;
}

/** No keys, no agent and no settings of whoever runs the tests. */
function bareEnvironment(home: string, more: CulvertOptions["env"] = {}): NodeJS.ProcessEnv {
  const { PATH, SYSTEMROOT } = process.env;
  return {
    PATH,
    SYSTEMROOT,
    HOME: home,
    USERPROFILE: home,
    XDG_CONFIG_HOME: join(home, ".config"),
    APPDATA: home,
    NO_COLOR: "1",
    ...more,
  };
}
