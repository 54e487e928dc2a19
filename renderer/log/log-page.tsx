import { useState } from "react";
import { Button } from "react-aria-components";
import type { LogEntry } from "../../src/shared/status/activity-event.js";
import { maskNames } from "../../src/shared/status/mask-names.js";
import { formatTimeWithSeconds, formatDuration } from "../../src/shared/words/format-values.js";
import { describeEvent, words } from "../../src/shared/words/words.js";
import { Checkbox } from "../controls/checkbox.js";
import { CopyTextButton } from "../controls/copy-text-button.js";
import { PageLayout } from "../controls/page-layout.js";
import type { PageProps } from "../controls/page-props.js";
import { Select } from "../controls/select.js";
import { useNow } from "../controls/use-now.js";
import { callMain } from "../ipc/culvert-api.js";
import { EventIcon } from "./event-icon.js";
import "./log.css";

const ALL = "";

/** What happened, the newest first. */
export function LogPage({ news }: PageProps) {
  const { profiles } = news.profiles;
  const [tunnel, setTunnel] = useState(ALL);
  const [isMasked, setMasked] = useState(true);
  const now = useNow(false);
  const isOf = ({ happening: event }: LogEntry): boolean =>
    tunnel === ALL || !("profile" in event) || event.profile === tunnel;
  const entries = news.log.filter(isOf).toReversed();
  const names = { [ALL]: words.log.all, ...Object.fromEntries(profiles.map(({ id, name }) => [id, name])) };
  const text = (): string => {
    const lines = entries
      .toReversed()
      .map(({ at, happening: event }) => `${new Date(at).toISOString()} ${describeEvent(event, formatDuration)}\n`)
      .join("");
    return isMasked ? maskNames(lines, profiles) : lines;
  };
  return (
    <PageLayout
      title={words.log.title}
      says={words.log.says}
      actions={
        <Button className="button" onPress={() => void callMain("log.showFile")}>
          {words.log.showFile}
        </Button>
      }
    >
      <div className="log-tools">
        <Select label={words.log.of} value={tunnel} names={names} onChange={setTunnel} />
        <Checkbox label={words.log.masked} isSelected={isMasked} onChange={setMasked} />
        <CopyTextButton text={text} isDisabled={entries.length === 0} />
      </div>
      {entries.length === 0 ? (
        <p className="empty-note">{words.log.empty}</p>
      ) : (
        <ol className="log-entries" aria-label={words.log.entries}>
          {entries.map(({ number, at, happening: event }) => (
            <li key={number} className="log-entry">
              <EventIcon kind={event.kind} />
              <time dateTime={new Date(at).toISOString()}>{formatTimeWithSeconds(at, now)}</time>
              <span>{describeEvent(event, formatDuration)}</span>
            </li>
          ))}
        </ol>
      )}
    </PageLayout>
  );
}
