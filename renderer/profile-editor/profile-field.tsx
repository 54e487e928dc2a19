import { TextInput, type TextInputProps } from "../controls/text-input.js";
import { useFieldIssue } from "./field-issues.js";

interface ProfileFieldProps extends Omit<TextInputProps, "says" | "onLeave"> {
  /** The field's path in the profile document, such as `gateway.host`. */
  readonly path: string;
}

/** A line of the editor, checked as it is left. */
export function ProfileField({ path, ...line }: ProfileFieldProps) {
  const { says, leave } = useFieldIssue(path);
  return <TextInput {...line} name={path} error={says} onBlur={leave} />;
}
