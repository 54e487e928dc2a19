import { Eye, EyeOff } from "lucide-react";
import { useState } from "react";
import { words } from "../../src/shared/words/words.js";
import { IconButton } from "./icon-button.js";
import { TextLine, type TextLineProps } from "./text-input.js";

/** A line whose text is hidden until the user wants to see it. */
export function SecretLine(line: Omit<TextLineProps, "kind" | "beside">) {
  const [isShown, setShown] = useState(false);
  return (
    <TextLine
      {...line} kind={isShown ? "code" : "secret"}
      beside={<IconButton label={isShown ? words.questions.hide : words.questions.show} icon={isShown ? EyeOff : Eye} onPress={() => setShown(!isShown)} />}
    />
  );
}
