import { useState } from "react";
import type { Settings } from "../../src/shared/settings.js";
import type { Failure } from "../../src/shared/status/failure.js";
import { describeFailure, words } from "../../src/shared/words/words.js";
import { Notice } from "../controls/notice.js";
import { PageLayout } from "../controls/page-layout.js";
import type { PageProps } from "../controls/page-props.js";
import { callMain } from "../ipc/culvert-api.js";
import { AboutSection } from "./about-section.js";
import { AppearanceSection } from "./appearance-section.js";
import { ConnectionsSection } from "./connections-section.js";
import { NotificationsSection } from "./notifications-section.js";
import { ProfilesSection } from "./profiles-section.js";
import type { SettingsSectionProps } from "./section-props.js";
import { StartSection } from "./start-section.js";
import "./settings.css";

/** What holds for the whole app. A change is kept as it is made; there is nothing to save. */
export function SettingsPage({ news, onNavigate }: PageProps) {
  const { settings, version, trouble } = news.settings;
  const [failure, setFailure] = useState<Failure>();
  const change = async (changed: Partial<Settings>): Promise<void> => {
    const outcome = await callMain("settings.save", { ...settings, ...changed });
    setFailure(outcome.ok ? undefined : outcome.failure);
  };
  const sectionProps: SettingsSectionProps = { settings, onChange: (changed) => void change(changed) };
  const shownFailure = failure ?? trouble;
  return (
    <PageLayout title={words.settings.title} says={words.settings.says}>
      <div className="settings">
        {shownFailure === undefined ? null : (
          <Notice grade={failure === undefined ? "warning" : "danger"} {...describeFailure(shownFailure)} />
        )}
        <AppearanceSection {...sectionProps} />
        <StartSection {...sectionProps} profiles={news.profiles.profiles} onFailure={setFailure} />
        <NotificationsSection {...sectionProps} />
        <ConnectionsSection {...sectionProps} />
        <ProfilesSection onNavigate={onNavigate} />
        <AboutSection {...sectionProps} version={version} onFailure={setFailure} />
      </div>
    </PageLayout>
  );
}
