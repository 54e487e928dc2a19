import { ChevronRight } from "lucide-react";
import { useState, type ReactNode } from "react";
import { Button, Disclosure as AriaDisclosure, DisclosurePanel, Heading } from "react-aria-components";

interface DisclosureProps {
  readonly title: string;
  /** What is inside, in a few words, so that nobody has to look. */
  readonly summary: string;
  /** Opened, and held open, while something inside needs attention; it stays open after, for whoever types there. */
  readonly forceExpanded: boolean;
  /** Of its heading, among those of the page. */
  readonly level?: 2 | 3;
  readonly children: ReactNode;
}

/** A part that is folded away until it is wanted. */
export function Disclosure({ title, summary, forceExpanded, level = 3, children }: DisclosureProps) {
  const [isExpanded, setExpanded] = useState(false);
  if (forceExpanded && !isExpanded) setExpanded(true);
  return (
    <AriaDisclosure className="disclosure" isExpanded={isExpanded} onExpandedChange={setExpanded}>
      <Heading level={level} className="disclosure-heading">
        <Button slot="trigger" className="disclosure-trigger">
          <ChevronRight aria-hidden="true" />
          <span className="disclosure-title">{title}</span>
          <span className="disclosure-summary">{summary}</span>
        </Button>
      </Heading>
      <DisclosurePanel className="disclosure-panel">{children}</DisclosurePanel>
    </AriaDisclosure>
  );
}
