import { createRequire } from "node:module";
import type ssh2 from "ssh2";

const load = createRequire(import.meta.url);

/**
 * ssh2, read when it is first needed, while the gateway makes ready to greet. Not by `import`: Node would first read each of
 * its files once more, to find out what they export, which takes as long again.
 */
export const loadSsh2 = (): typeof ssh2 => load("ssh2") as typeof ssh2;
