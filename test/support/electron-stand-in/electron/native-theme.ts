import { tellHost } from "./host-link.js";

const SOURCES = ["system", "light", "dark"] as const;
type Source = (typeof SOURCES)[number];
let source: Source = "system";

/** The colours that pages are told to prefer. */
export const nativeTheme = {
  get themeSource(): Source {
    return source;
  },
  set themeSource(wanted: Source) {
    if (!SOURCES.includes(wanted)) throw new TypeError(`themeSource cannot be ${wanted as string}`);
    source = wanted;
    tellHost({ kind: "theme", source });
  },
};
