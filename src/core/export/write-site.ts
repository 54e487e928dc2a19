import type { SiteProgram, WrittenSite } from "../../shared/import-export/export-format.js";
import type { Profile } from "../../shared/profile/profile-schema.js";
import { FailureError } from "../../shared/status/failure.js";
import { ftpClientSite } from "./ftp-client-sites.js";
import { isRunning } from "./is-program-running.js";
import { siteLocation, type SiteLocation } from "./site-locations.js";
import { writeSiteFile } from "./write-site-file.js";
import { writeSiteRegistry } from "./write-site-registry.js";

/** What a test brings in place of this computer's. */
interface SiteTools {
  readonly isRunning: (program: SiteProgram) => Promise<boolean>;
  readonly location: (program: SiteProgram) => SiteLocation | undefined;
  readonly now: () => Date;
}

const THIS_COMPUTER: SiteTools = { isRunning, location: (program) => siteLocation(program), now: () => new Date() };

/**
 * Write what an FTP program has to dial into that program's own settings, while it is closed. A site of this name and host is
 * brought up to date and never stands there twice; the settings as they were are kept beside them.
 *
 * @param backupFolder where the registry's settings are kept
 * @returns nothing where the profile carries no FTP
 * @throws Failed `export.program-running`, `export.program-missing`, `export.sites-unreadable`, `export.unwritable`
 */
export async function writeSite(
  profile: Profile,
  program: SiteProgram,
  backupFolder: string,
  tools: SiteTools = THIS_COMPUTER,
): Promise<WrittenSite | undefined> {
  const site = ftpClientSite(profile);
  if (site === undefined) return undefined;
  const location = tools.location(program);
  if (location === undefined) throw new FailureError({ code: "export.program-missing", program });
  if (await tools.isRunning(program)) throw new FailureError({ code: "export.program-running", program });
  return location.kind === "file"
    ? writeSiteFile(site, program, location.file, tools.now())
    : writeSiteRegistry(site, backupFolder, tools.now());
}
