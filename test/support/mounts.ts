import { run } from "./child.js";

/** Some programs look for their files at one fixed place; in a mount namespace of their own they find them there. @returns why there can be none here */
export async function whyNoMounts(): Promise<string | undefined> {
  const { code } = await run("unshare", ["--mount", "true"]).catch(() => ({ code: 1 }));
  return code === 0 ? undefined : "no mount namespace, which needs root on Linux";
}

/** A command in a mount namespace of its own, where files stand in the place of others. */
export function withMounts(
  mounts: readonly (readonly [file: string, path: string])[],
  command: readonly string[],
): string[] {
  const binds = mounts.map((_, index) => `mount --bind "$${2 * index + 1}" "$${2 * index + 2}" && `).join("");
  return [
    "unshare",
    "--mount",
    "sh",
    "-c",
    `${binds}shift ${2 * mounts.length} && exec "$@"`,
    "sh",
    ...mounts.flat(),
    ...command,
  ];
}
