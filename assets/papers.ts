import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { cliPapers } from "./papers/cli-papers.js";
import { thirdPartyNotices } from "./papers/notices.js";
import { serversPage } from "./papers/servers.js";
import { troubleshooting } from "./papers/troubleshooting.js";

/** `npm run papers`: writes what is made from the code and committed. The command line must be built before. */
for (const { path, text } of [...cliPapers(), thirdPartyNotices(), serversPage(), troubleshooting()]) writeFileSync(join(import.meta.dirname, "..", path), text);
