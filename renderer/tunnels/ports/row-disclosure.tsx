import { ChevronDown, ChevronRight } from "lucide-react";
import type { ReactNode } from "react";
import { Button } from "react-aria-components";
import { usePorts } from "./ports-context.js";

/** The button of a line of the table that unfolds what belongs to it. @param id the line's own */
export function RowDisclosure({ id, children }: { readonly id: string; readonly children: ReactNode }) {
  const { expanded, onToggle } = usePorts();
  const isUnfolded = expanded.has(id);
  const Icon = isUnfolded ? ChevronDown : ChevronRight;
  return (
    <Button className="row-disclosure" aria-expanded={isUnfolded} onPress={() => onToggle(id)}>
      <Icon aria-hidden="true" />
      {children}
    </Button>
  );
}
