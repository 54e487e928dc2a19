import { useEffect, useState } from "react";
import { Button } from "react-aria-components";
import type { AboutFacts, AboutTarget, VersionNews } from "../../src/shared/ipc/contract.js";
import type { Failure } from "../../src/shared/status/failure.js";
import { words } from "../../src/shared/words/words.js";
import { Checkbox } from "../controls/checkbox.js";
import { CopyTextButton } from "../controls/copy-text-button.js";
import { Notice } from "../controls/notice.js";
import { Section } from "../controls/section.js";
import { callMain } from "../ipc/culvert-api.js";
import type { SettingsSectionProps } from "./section-props.js";

interface AboutSectionProps extends SettingsSectionProps {
  readonly version: VersionNews | undefined;
  readonly onFailure: (failure: Failure | undefined) => void;
}

/** Which Culvert this is, whether there is a newer one, under which terms, where its data are, and what a report of a fault needs. */
export function AboutSection({ settings, version, onChange, onFailure }: AboutSectionProps) {
  const [facts, setFacts] = useState<AboutFacts>();
  useEffect(() => {
    let isGone = false;
    void callMain("about.read").then((read) => {
      if (read.ok && !isGone) setFacts(read.value);
    });
    return () => {
      isGone = true;
    };
  }, []);
  const { about } = words;
  const show = async (target: AboutTarget): Promise<void> => {
    const outcome = await callMain("about.show", target);
    onFailure(outcome.ok ? undefined : outcome.failure);
  };
  return (
    <Section title={about.title}>
      {version?.newer === undefined ? null : (
        <Notice grade="info" says={about.newer(version.newer)}>
          <Button className="button button-small" onPress={() => void show("docs")}>
            {about.getNewer}
          </Button>
        </Notice>
      )}
      {facts === undefined ? null : (
        <dl className="about-facts">
          <dt>{about.version}</dt>
          <dd>{facts.versions.map(([name, version]) => `${name} ${version}`).join(" · ")}</dd>
          <dt>{about.licence}</dt>
          <dd>{about.licenceIs(facts.licence)}</dd>
          <dt>{about.data}</dt>
          <dd>{facts.dataFolder}</dd>
        </dl>
      )}
      {version === undefined ? null : (
        <Checkbox
          label={about.newVersions}
          hint={about.newVersionsSay(version.host)}
          isSelected={settings.newVersions}
          onChange={(newVersions) => onChange({ newVersions })}
        />
      )}
      <div className="about-buttons">
        <Button className="button" onPress={() => void show("docs")}>
          {about.help}
        </Button>
        <Button className="button" onPress={() => void show("data-folder")}>
          {about.showData}
        </Button>
        <Button className="button" onPress={() => void show("licences")}>
          {about.showLicences}
        </Button>
        <CopyTextButton
          label={about.copyDiagnostics}
          copied={about.diagnosticsCopied}
          text={() => facts?.diagnostics ?? ""}
          isDisabled={facts === undefined}
        />
      </div>
      <p className="hint">{about.diagnosticsSay}</p>
    </Section>
  );
}
