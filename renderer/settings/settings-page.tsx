import { useState } from "react";
import type { Settings } from "../../src/shared/settings.js";
import type { Failure } from "../../src/shared/status/failure.js";
import { sayFailure, words } from "../../src/shared/words/words.js";
import { Notice } from "../controls/notice.js";
import { PageFrame } from "../controls/page-layout.js";
import type { PageProps } from "../controls/page-props.js";
import { ask } from "../ipc/culvert-api.js";
import { AppearancePart } from "./appearance-section.js";
import { ConnectionsPart } from "./connections-section.js";
import { NotificationsPart } from "./notifications-section.js";
import { AllProfiles } from "./profiles-section.js";
import type { SettingsPartProps } from "./section-props.js";
import { StartPart } from "./start-section.js";
import "./settings.css";

/** What holds for the whole app. A change is kept as it is made; there is nothing to save. */
export function SettingsPage({ news, onGo }: PageProps) {
  const { settings, trouble } = news.settings;
  const [failure, setFailure] = useState<Failure>();
  const change = async (changed: Partial<Settings>): Promise<void> => {
    const outcome = await ask("settings.save", { ...settings, ...changed });
    setFailure(outcome.ok ? undefined : outcome.failure);
  };
  const part: SettingsPartProps = { settings, onChange: (changed) => void change(changed) };
  const told = failure ?? trouble;
  return (
    <PageFrame title={words.settings.title} says={words.settings.says}>
      <div className="settings">
        {told === undefined ? null : <Notice grade={failure === undefined ? "warning" : "danger"} {...sayFailure(told)} />}
        <AppearancePart {...part} />
        <StartPart {...part} profiles={news.profiles.profiles} onFailure={setFailure} />
        <NotificationsPart {...part} />
        <ConnectionsPart {...part} />
        <AllProfiles onGo={onGo} />
      </div>
    </PageFrame>
  );
}
