import { useEffect, useState } from "react";
import { Button } from "react-aria-components";
import type { AboutFacts, AboutTarget } from "../../src/shared/ipc/contract.js";
import type { Failure } from "../../src/shared/status/failure.js";
import { words } from "../../src/shared/words/words.js";
import { CopyTextButton } from "../controls/copy-text-button.js";
import { Section } from "../controls/section.js";
import { callMain } from "../ipc/culvert-api.js";

/** Which Culvert this is, under which terms, where its data are, and what a report of a fault needs. */
export function AboutSection({ onFailure }: { readonly onFailure: (failure: Failure | undefined) => void }) {
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
