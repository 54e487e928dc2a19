import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Where the tables of what was tried stand. */
export const TRIED = join(import.meta.dirname, "../../docs/tried.md");

/**
 * A table that a test has made: printed, and, where `CULVERT_TABLES=write` is set, put into docs/tried.md between
 * `<!-- table NAME -->` and `<!-- end -->`.
 *
 * @throws where the page has no place for it
 */
export function documentTable(name: string, head: readonly string[], rows: readonly (readonly string[])[]): void {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  const table = [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
  console.log(`${name}\n${table}`);
  if (process.env["CULVERT_TABLES"] !== "write") return;
  const page = readFileSync(TRIED, "utf8");
  const place = new RegExp(`(<!-- table ${name} -->\n)[^]*?(<!-- end -->)`);
  if (!place.test(page)) throw new Error(`docs/tried.md has no place for the table ${name}`);
  writeFileSync(TRIED, page.replace(place, (_, before: string, after: string) => `${before}\n${table}\n\n${after}`));
}
