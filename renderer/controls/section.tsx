import { useId, type ReactNode } from "react";
import "./controls.css";

/** A group of fields that belong together. */
export function Section({
  title,
  says,
  children,
}: {
  readonly title?: string;
  readonly says?: string;
  readonly children: ReactNode;
}) {
  const id = useId();
  return (
    <section className="section" aria-labelledby={title === undefined ? undefined : id}>
      {title === undefined ? null : <h2 id={id}>{title}</h2>}
      {says === undefined ? null : <p className="section-description">{says}</p>}
      <div className="section-card">{children}</div>
    </section>
  );
}
