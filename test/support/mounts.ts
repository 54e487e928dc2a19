import { run } from "./child.js";

/** Some programs look for their files at one fixed place; in a mount namespace of their own they find them there. @returns why there can be none here */
export async function whyNoMounts(): Promise<string | undefined> {
  const { code } = await run("unshare", ["--mount", "true"]).catch(() => ({ code: 1 }));
  return code === 0 ? undefined : "no mount namespace, which needs root on Linux";
}
