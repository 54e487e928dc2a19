import type { ReactNode } from "react";
import type { PageName } from "../../src/shared/ipc/navigation.js";
import { words } from "../../src/shared/words/words.js";
import { PageNavigation } from "./page-navigation.js";
import "./shell.css";

interface SidebarProps {
  readonly page: PageName | undefined;
  readonly onPage: (page: PageName) => void;
  /** The list of profiles. */
  readonly children: ReactNode;
}

/** The way to everything: the profiles, and beneath them the pages that belong to none. */
export function Sidebar({ page, onPage, children }: SidebarProps) {
  return (
    <nav className="sidebar" aria-label={words.app.navigation}>
      {children}
      <PageNavigation shown={page} onNavigate={onPage} />
    </nav>
  );
}
