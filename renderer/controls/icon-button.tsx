import type { LucideIcon } from "lucide-react";
import { Button, Tooltip, TooltipTrigger } from "react-aria-components";

interface IconButtonProps {
  readonly label: string;
  readonly icon: LucideIcon;
  readonly onPress?: () => void;
  readonly isDisabled?: boolean;
}

/** A button that is only an icon; its name shows as a tip. */
export function IconButton({ label, icon: Icon, onPress, isDisabled = false }: IconButtonProps) {
  return (
    <TooltipTrigger delay={600}>
      <Button
        className="icon-button"
        aria-label={label}
        isDisabled={isDisabled}
        {...(onPress === undefined ? {} : { onPress })}
      >
        <Icon aria-hidden="true" />
      </Button>
      <Tooltip className="tooltip" offset={6}>
        {label}
      </Tooltip>
    </TooltipTrigger>
  );
}
