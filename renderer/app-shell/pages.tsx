import { Import, ScrollText, Settings2, ShieldCheck, type LucideIcon } from "lucide-react";
import type { ComponentType } from "react";
import type { PageName } from "../../src/shared/ipc/navigation.js";
import type { PageProps } from "../controls/page-props.js";
import { HostKeysPage } from "../host-keys/host-keys-page.js";
import { ImportPage } from "../import/import-page.js";
import { LogPage } from "../log/log-page.js";
import { SettingsPage } from "../settings/settings-page.js";

interface Page {
  readonly icon: LucideIcon;
  readonly Content: ComponentType<PageProps>;
}

/** The pages that there are, in the order of the navigation; their names are `words.pages`. A new page is one line here. */
export const PAGES: Partial<Record<PageName, Page>> = {
  import: { icon: Import, Content: ImportPage },
  hostKeys: { icon: ShieldCheck, Content: HostKeysPage },
  log: { icon: ScrollText, Content: LogPage },
  settings: { icon: Settings2, Content: SettingsPage },
};
