import { arch, cpus, hostname, release, totalmem } from "node:os";
import { run } from "../support/child.js";
import { programPath, type Program } from "../support/programs.js";

/** On what the figures were measured, and with which programs; figures of two machines must not be compared. */
export async function describeMachine(): Promise<object> {
  const [model] = cpus();
  const [commit, openssh, vsftpd, curl, plink] = await Promise.all([
    firstLine("git", ["describe", "--always", "--dirty"]),
    versionOf("ssh", ["-V"]),
    vsftpdVersion(),
    versionOf("curl", ["--version"]),
    versionOf("plink", ["-V"]),
  ]);
  return {
    machine: {
      host: hostname(),
      processor: model?.model ?? "unknown",
      cores: cpus().length,
      memoryGB: Math.round(totalmem() / 2 ** 30),
      system: `${process.platform} ${release()} ${arch()}`,
    },
    versions: { culvert: commit, node: process.version, openssh, vsftpd, curl, plink },
  };
}

const versionOf = async (program: Program, words: readonly string[]): Promise<string | undefined> => {
  const path = programPath(program);
  return path === undefined ? undefined : firstLine(path, words);
};

/** vsftpd tells it on the descriptor of its standard input. */
const vsftpdVersion = async (): Promise<string | undefined> => {
  const path = programPath("vsftpd");
  return path === undefined ? undefined : firstLine("sh", ["-c", '"$0" -v 0>&1', path]);
};

/** Some programs tell their version on standard error. */
async function firstLine(program: string, words: readonly string[]): Promise<string | undefined> {
  const { stdout, stderr } = await run(program, words, { timeout: 5_000 });
  return `${stdout}${stderr}`.split("\n")[0]?.trim();
}
