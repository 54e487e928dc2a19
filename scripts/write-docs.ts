import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { cliDocs } from "./docs/cli-docs.js";
import { serversPage } from "./docs/servers.js";
import { thirdPartyNotices } from "./docs/third-party-notices.js";
import { troubleshooting } from "./docs/troubleshooting.js";

/** `npm run docs`: writes what is made from the code and committed. The command line must be built before. */
for (const { path, text } of [...cliDocs(), thirdPartyNotices(), serversPage(), troubleshooting()])
  writeFileSync(join(import.meta.dirname, "..", path), text);
