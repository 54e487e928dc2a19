import { exitCodeOf, EXIT } from "../../src/cli/exit-code.js";
import type { Failure, FailureCode } from "../../src/shared/status/failure.js";
import { english, describeFailure } from "../../src/shared/words/words.js";
import { SAMPLE_FAILURES } from "../../test/support/fixtures/sample-failures.js";
import { ADVICE } from "./advice.js";
import type { WrittenFile } from "./written-file.js";

/** By what a code begins with, in the order in which things can go wrong. */
const STAGES: Readonly<Record<string, string>> = {
  profile: "The profile",
  store: "The profile file",
  export: "Exporting",
  settings: "The settings",
  proxy: "The proxy before the gateway",
  ssh: "The gateway",
  "host-key": "The gateway's key",
  forward: "The ports of a tunnel",
  channel: "Beyond the gateway",
  relay: "The relay's own port",
  ftp: "The FTP server, in the relay",
  bridge: "The bridge",
  spool: "The spool of a bridge",
};

/** docs/troubleshooting.md: each sentence that Culvert says about a failure, with what to do, in the words of the app itself. */
export function troubleshooting(): WrittenFile {
  const codes = Object.keys(SAMPLE_FAILURES) as FailureCode[];
  const stageOf = (code: FailureCode): string => code.split(".")[0] ?? "";
  const stages = [...Object.keys(STAGES), ...codes.map(stageOf)].filter(
    (stage, index, all) => all.indexOf(stage) === index,
  );
  const parts = stages.map((stage) =>
    [`## ${STAGES[stage] ?? "Everything else"}`, ...codes.filter((code) => stageOf(code) === stage).map(partOf)].join(
      "\n\n",
    ),
  );
  return { path: "docs/troubleshooting.md", text: `${[HEAD, ...parts].join("\n\n")}\n` };
}

const HEAD = `# Troubleshooting

Search this page for the sentence that Culvert shows; names and numbers in it are examples. Each part is headed by the
code that stands in \`--json\` and in the log. In the window, a row's fold shows the same sentence.

This page is made from the app's own words by \`npm run docs\`; what is said beyond them stands in
\`scripts/docs/advice.ts\`.`;

function partOf(code: FailureCode): string {
  const samples: readonly Failure[] = SAMPLE_FAILURES[code];
  const said = [
    ...new Set(
      samples.map((sample) => {
        const { says, remedy } = describeFailure(sample, english);
        return `- **${markdown(says)}** ${markdown(remedy)}`;
      }),
    ),
  ];
  const [first] = samples;
  const exit = first === undefined ? EXIT.bug : exitCodeOf(first);
  const ends = exit === EXIT.bug ? [] : [`On the command line: exit code ${exit}, where every tunnel ends by it.`];
  const more = ADVICE[code];
  return [`### \`${code}\``, said.join("\n"), ...(more === undefined ? [] : [more]), ...ends].join("\n\n");
}

/** What Markdown would take for a mark of its own. */
const markdown = (text: string): string => text.replace(/[*_<>[\]`|]/g, "\\$&").replaceAll("\n", " ");
