import { readFileSync } from "node:fs";
import { join } from "node:path";
import { FTP_SERVERS, serverSnippet, type ServerName } from "../../src/shared/import-export/ftp-server-settings.js";
import type { WrittenFile } from "./written-file.js";

const PLACE = "<!-- the lines for each server -->";

/** docs/servers.md: `servers.md` beside this file, with the lines that the window and `culvert export` write. */
export function serversPage(): WrittenFile {
  const text = readFileSync(join(import.meta.dirname, "servers.md"), "utf8");
  return {
    path: "docs/servers.md",
    text: `<!-- Made by npm run docs from scripts/docs/servers.md -->\n\n${text.replace(PLACE, () => FTP_SERVERS.map(partOf).join("\n\n"))}`,
  };
}

function partOf(server: ServerName): string {
  const {
    title,
    place: path,
    range,
    address,
    peer,
    restart,
  } = serverSnippet(server, { passive: "2534-2553", announces: "127.0.0.1" });
  const lines = ["```", ...range, ...address, "```"].join("\n");
  const more = [
    ...(peer.length === 0 ? [] : [`Only where the gateway has several addresses: \`${peer.join("`, `")}\`.`]),
    ...(restart === undefined ? [] : [`Then: \`${restart}\`.`]),
  ];
  return [`### ${title}`, `In ${path}:`, lines, ...(more.length === 0 ? [] : [more.join(" ")])].join("\n\n");
}
