import { Eye, EyeOff } from "lucide-react";
import { useState } from "react";
import { words } from "../../src/shared/words/words.js";
import { IconButton } from "./icon-button.js";
import { TextInput, type TextInputProps } from "./text-input.js";

/** A line whose text is hidden until the user wants to see it. */
export function SecretInput(props: Omit<TextInputProps, "kind" | "adornment">) {
  const [isShown, setShown] = useState(false);
  return (
    <TextInput
      {...props}
      kind={isShown ? "code" : "secret"}
      adornment={
        <IconButton
          label={isShown ? words.questions.hide : words.questions.show}
          icon={isShown ? EyeOff : Eye}
          onPress={() => setShown(!isShown)}
        />
      }
    />
  );
}
