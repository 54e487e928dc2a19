import { Button } from "react-aria-components";
import type { PageName } from "../../src/shared/ipc/navigation.js";
import { words } from "../../src/shared/words/words.js";
import { PAGES } from "./pages.js";

interface PageNavigationProps {
  readonly shown: PageName | undefined;
  readonly onNavigate: (page: PageName) => void;
}

/** The ways to the pages that belong to no profile. */
export function PageNavigation({ shown, onNavigate }: PageNavigationProps) {
  return (
    <ul className="page-list">
      {(Object.keys(PAGES) as PageName[]).map((page) => {
        const Icon = PAGES[page]?.icon;
        return (
          <li key={page}>
            <Button
              className="page-item"
              {...(page === shown ? { "aria-current": "page" as const } : {})}
              onPress={() => onNavigate(page)}
            >
              {Icon === undefined ? null : <Icon aria-hidden="true" />}
              {words.pages[page]}
            </Button>
          </li>
        );
      })}
    </ul>
  );
}
