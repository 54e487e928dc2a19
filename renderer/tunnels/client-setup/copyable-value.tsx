import type { ReactNode } from "react";
import { CopyButton } from "../../controls/copy-button.js";

interface CopyableFactProps {
  readonly name: string;
  readonly value: string;
  /** What stands for the value on screen, where it is not to be read over a shoulder. */
  readonly shown?: string;
  readonly isCopied?: boolean;
  readonly children?: ReactNode;
}

/** One thing to type into the FTP program, with a button that copies it. */
export function CopyableValue({ name, value, shown = value, isCopied = false, children }: CopyableFactProps) {
  return (
    <div>
      <dt>{name}</dt>
      <dd className={isCopied ? "" : "fact-text"}>
        {shown}
        {children}
        {isCopied ? <CopyButton what={name} value={value} /> : null}
      </dd>
    </div>
  );
}
