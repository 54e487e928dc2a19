import { useState } from "react";
import { Button } from "react-aria-components";
import type { LogEntry } from "../../src/shared/status/activity-event.js";
import { maskNames } from "../../src/shared/status/mask-names.js";
import { saySecond, sayLasting } from "../../src/shared/words/format-values.js";
import { sayHappening, words } from "../../src/shared/words/words.js";
import { Tick } from "../controls/checkbox.js";
import { CopyTextButton } from "../controls/copy-text-button.js";
import { PageFrame } from "../controls/page-layout.js";
import type { PageProps } from "../controls/page-props.js";
import { Choice } from "../controls/select.js";
import { useNow } from "../controls/use-now.js";
import { ask } from "../ipc/culvert-api.js";
import { HappeningMark } from "./event-icon.js";
import "./log.css";

const ALL = "";

/** What happened, the newest first. */
export function LogPage({ news }: PageProps) {
  const { profiles } = news.profiles;
  const [tunnel, setTunnel] = useState(ALL);
  const [isMasked, setMasked] = useState(true);
  const now = useNow(false);
  const isOf = ({ happening }: LogEntry): boolean => tunnel === ALL || !("profile" in happening) || happening.profile === tunnel;
  const entries = news.log.filter(isOf).toReversed();
  const names = { [ALL]: words.log.all, ...Object.fromEntries(profiles.map(({ id, name }) => [id, name])) };
  const text = (): string => {
    const lines = entries.toReversed().map(({ at, happening }) => `${new Date(at).toISOString()} ${sayHappening(happening, sayLasting)}\n`).join("");
    return isMasked ? maskNames(lines, profiles) : lines;
  };
  return (
    <PageFrame
      title={words.log.title} says={words.log.says}
      actions={<Button className="button" onPress={() => void ask("log.showFile")}>{words.log.showFile}</Button>}
    >
      <div className="log-tools">
        <Choice label={words.log.of} value={tunnel} names={names} onChange={setTunnel} />
        <Tick label={words.log.masked} isSelected={isMasked} onChange={setMasked} />
        <CopyTextButton text={text} isDisabled={entries.length === 0} />
      </div>
      {entries.length === 0 ? <p className="no-ports">{words.log.empty}</p> : (
        <ol className="log-entries" aria-label={words.log.entries}>
          {entries.map(({ number, at, happening }) => (
            <li key={number} className="log-entry">
              <HappeningMark kind={happening.kind} />
              <time dateTime={new Date(at).toISOString()}>{saySecond(at, now)}</time>
              <span>{sayHappening(happening, sayLasting)}</span>
            </li>
          ))}
        </ol>
      )}
    </PageFrame>
  );
}
