import { useId, type ReactNode } from "react";

interface PageLayoutProps {
  readonly title: string;
  /** One sentence on what the page is for. */
  readonly says?: string;
  /** Buttons that stand beside the title. */
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}

/** A page with its head; what it holds scrolls beneath. */
export function PageLayout({ title, says, actions, children }: PageLayoutProps) {
  const id = useId();
  return (
    <article className="page" aria-labelledby={id}>
      <header className="page-head">
        <div className="page-title">
          <h1 id={id}>{title}</h1>
          {says === undefined ? null : <p className="secondary-text">{says}</p>}
        </div>
        {actions === undefined ? null : <div className="actions">{actions}</div>}
      </header>
      {children}
    </article>
  );
}
