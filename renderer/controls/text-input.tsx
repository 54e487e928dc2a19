import type { ReactNode } from "react";
import { FieldError, Input, Label, Text, TextField } from "react-aria-components";
import "./controls.css";

export interface TextInputProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly onBlur?: () => void;
  readonly onEnter?: () => void;
  /** What is wrong, if anything; said beneath and tied to the box. */
  readonly error?: string | undefined;
  readonly hint?: string | undefined;
  readonly placeholder?: string | undefined;
  readonly kind?: "text" | "port" | "code" | "secret";
  readonly className?: string;
  /** What a script finds the box by. */
  readonly name?: string;
  readonly autoFocus?: boolean;
  /** Stands beside the box, such as a button that fills it. */
  readonly adornment?: ReactNode;
}

/** One line of text with its label, its hint and what is wrong with it. */
export function TextInput({
  label,
  value,
  onChange,
  onBlur,
  onEnter,
  error,
  hint,
  placeholder,
  kind = "text",
  className = "",
  name,
  autoFocus = false,
  adornment,
}: TextInputProps) {
  return (
    <TextField
      className={`text-field text-field-${kind} ${className}`}
      value={value}
      onChange={onChange}
      isInvalid={error !== undefined}
      validationBehavior="aria"
      autoFocus={autoFocus}
      type={kind === "secret" ? "password" : "text"}
      inputMode={kind === "port" ? "numeric" : "text"}
      autoComplete="off"
      autoCorrect="off"
      spellCheck="false"
      {...(onBlur === undefined ? {} : { onBlur })}
      {...(name === undefined ? {} : { name })}
    >
      <Label>{label}</Label>
      <div className="text-field-box">
        <Input
          placeholder={placeholder ?? ""}
          onKeyDown={(event) => {
            if (event.key === "Enter") onEnter?.();
          }}
        />
        {adornment}
      </div>
      {hint === undefined ? null : (
        <Text slot="description" className="hint">
          {hint}
        </Text>
      )}
      <FieldError className="error-text">{error}</FieldError>
    </TextField>
  );
}
