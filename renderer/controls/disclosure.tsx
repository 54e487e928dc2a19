import { ChevronRight } from "lucide-react";
import { useState, type ReactNode } from "react";
import { Button, Disclosure as AriaDisclosure, DisclosurePanel, Heading } from "react-aria-components";

interface FoldProps {
  readonly title: string;
  /** What is inside, in a few words, so that nobody has to look. */
  readonly summary: string;
  /** Opened, and held open, while something inside needs attention; it stays open after, for whoever types there. */
  readonly mustShow: boolean;
  readonly children: ReactNode;
}

/** A part that is folded away until it is wanted. */
export function Fold({ title, summary, mustShow, children }: FoldProps) {
  const [isUnfolded, setUnfolded] = useState(false);
  if (mustShow && !isUnfolded) setUnfolded(true);
  return (
    <AriaDisclosure className="fold" isExpanded={isUnfolded} onExpandedChange={setUnfolded}>
      <Heading level={3} className="fold-heading">
        <Button slot="trigger" className="fold-trigger">
          <ChevronRight aria-hidden="true" />
          <span className="fold-title">{title}</span>
          <span className="fold-summary">{summary}</span>
        </Button>
      </Heading>
      <DisclosurePanel className="fold-panel">{children}</DisclosurePanel>
    </AriaDisclosure>
  );
}
