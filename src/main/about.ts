import { join } from "node:path";
import { release } from "node:os";
import type { Shell } from "electron";
import type { AboutFacts, AboutTarget } from "../shared/ipc/contract.js";
import { diagnosticsText, type Versions } from "../shared/status/diagnostics-text.js";
import type { Services } from "./services.js";

interface AppFacts {
  readonly version: string;
  readonly isPackaged: boolean;
  /** The folder that holds `package.json`. */
  readonly appPath: string;
  /** Where a package keeps what stands beside the app. */
  readonly resourcesPath: string;
}

/** Under which terms Culvert itself stands; `package.json` says the same. */
const LICENCE = "MIT";
/** Where the documentation is read; `package.json` has it as its homepage. */
export const DOCS_URL = "https://culvert.example/";

type AboutServices = Pick<Services, "store" | "settings" | "tunnelStatuses" | "eventLog" | "dataFolder">;

/** What the window tells of the app itself. */
export function readAbout(
  { store, settings, tunnelStatuses, eventLog, dataFolder }: AboutServices,
  { version }: Pick<AppFacts, "version">,
): AboutFacts {
  const { electron = "", chrome = "", node } = process.versions as Partial<NodeJS.ProcessVersions> & { node: string };
  const versions: Versions = [
    ["Culvert", version],
    ["Electron", electron],
    ["Chromium", chrome],
    ["Node", node],
    [process.platform, `${release()} ${process.arch}`],
  ];
  return {
    versions,
    licence: LICENCE,
    dataFolder,
    diagnostics: diagnosticsText({
      versions,
      settings: settings.settings(),
      profiles: store.profiles(),
      tunnels: tunnelStatuses(),
      log: eventLog.entries(),
    }),
  };
}

/** Show what the user asks for in the system's own programs. */
export async function showAbout(
  target: AboutTarget,
  { dataFolder }: Pick<AboutServices, "dataFolder">,
  { isPackaged, appPath, resourcesPath }: Pick<AppFacts, "isPackaged" | "appPath" | "resourcesPath">,
  shell: Pick<Shell, "openExternal" | "openPath">,
): Promise<void> {
  if (target === "docs") await shell.openExternal(DOCS_URL);
  else if (target === "data-folder") await shell.openPath(dataFolder);
  else await shell.openPath(join(isPackaged ? resourcesPath : appPath, "THIRD-PARTY-NOTICES.txt"));
}
