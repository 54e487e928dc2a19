import { useEffect, useState } from "react";
import { Button } from "react-aria-components";
import type { Failure } from "../../../src/shared/status/failure.js";
import { describeFailure, words } from "../../../src/shared/words/words.js";
import { Disclosure } from "../../controls/disclosure.js";
import { TextInput } from "../../controls/text-input.js";
import { callMain } from "../../ipc/culvert-api.js";
import { useAnyIssue, useFieldIssue } from "../field-issues.js";
import type { HopDraft } from "../draft/hop-draft.js";

interface RevokedKeysFieldProps {
  /** `gateway.revokedHostKeys`. */
  readonly path: string;
  readonly hop: HopDraft;
  readonly onChange: (file: string) => void;
}

/** The list of host keys that a server is refused for, and why it cannot be read, if it cannot. */
export function RevokedKeysField({ path, hop, onChange }: RevokedKeysFieldProps) {
  const file = hop.revokedHostKeys;
  const [checked, setChecked] = useState(file); // as it was when the field was left or filled
  const unreadable = useUnreadableList(checked);
  const { says, leave } = useFieldIssue(path);
  const isWrong = unreadable !== undefined && checked === file;
  const mustShow = useAnyIssue([path]) || isWrong;
  const choose = async (): Promise<void> => {
    const chosen = await callMain("files.chooseRevocationList");
    if (!chosen.ok || chosen.value === undefined) return;
    onChange(chosen.value);
    setChecked(chosen.value);
  };
  const text = words.revokedHostKeys;
  return (
    <Disclosure title={text.title} summary={file === "" ? text.none : file} forceExpanded={mustShow}>
      <TextInput
        name={path}
        label={text.file}
        hint={text.says}
        kind="code"
        placeholder="~/.ssh/revoked_keys"
        value={file}
        error={isWrong ? describeFailure(failureOf(hop, checked, unreadable)).says : says}
        onChange={onChange}
        onBlur={() => {
          leave();
          setChecked(file);
        }}
        adornment={
          <Button className="button" onPress={() => void choose()}>
            {text.choose}
          </Button>
        }
      />
    </Disclosure>
  );
}

/** What keeps a file from being read, once the main process has looked. */
function useUnreadableList(file: string): string | undefined {
  const [found, setFound] = useState<{ readonly file: string; readonly detail: string }>();
  useEffect(() => {
    let isCurrent = true;
    if (file.trim() !== "")
      void callMain("files.checkRevocationList", file.trim()).then((checked) => {
        if (isCurrent && checked.ok)
          setFound(checked.value === undefined ? undefined : { file, detail: checked.value.detail });
      });
    return () => {
      isCurrent = false;
    };
  }, [file]);
  return found?.file === file && file.trim() !== "" ? found.detail : undefined;
}

const failureOf = ({ host, port }: HopDraft, file: string, detail: string): Failure => ({
  code: "host-key.list-unreadable",
  host,
  port: Number(port),
  file: file.trim(),
  detail,
});
