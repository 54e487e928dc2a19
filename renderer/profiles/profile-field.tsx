import { TextLine, type TextLineProps } from "../controls/text-input.js";
import { useIssue } from "./field-issues.js";

interface FieldProps extends Omit<TextLineProps, "says" | "onLeave"> {
  /** The field's path in the profile document, such as `gateway.host`. */
  readonly at: string;
}

/** A line of the editor, checked as it is left. */
export function Field({ at, ...line }: FieldProps) {
  const { says, leave } = useIssue(at);
  return <TextLine {...line} says={says} onLeave={leave} />;
}
