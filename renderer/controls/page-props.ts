import type { News } from "../../src/shared/ipc/contract.js";
import type { NavigationTarget } from "../../src/shared/ipc/navigation.js";

/** What every page is given: all that the window knows, and the way to elsewhere. */
export interface PageProps {
  readonly news: News;
  readonly onNavigate: (to: NavigationTarget) => void;
}
