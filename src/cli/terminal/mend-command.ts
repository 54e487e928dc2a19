import type { ProfileId } from "../../shared/profile/profile-schema.js";
import type { Mend } from "../../shared/status/mend.js";
import { words } from "../../shared/words/words.js";

/** What to type for a mend, `culvert edit popeye --set ftp.listen.port=2122`; a short order where no command does it; nothing where there is nothing to type. */
export function mendCommand(profile: ProfileId, mend: Mend): string | undefined {
  const edit = (assignment: string): string => `culvert edit ${profile} --set ${assignment}`;
  switch (mend.kind) {
    case "use-port":
      return edit(`ftp.listen.port=${mend.port}`);
    case "switch-mode":
      return edit(`ftp.mode=${mend.mode}`);
    case "edit-profile":
      return edit(`${formatPath(mend.path)}=…`);
    case "choose-key":
      return `culvert edit ${profile} --key …`;
    case "answer-question":
    case "reconnect":
    case "retry":
      return `culvert up ${profile}`;
    case "close-tunnel":
      return words.terminal.closeTunnel(mend.name);
    case "open-known-hosts":
      return words.exchange.line(mend.file, mend.line);
    case "copy-server-lines":
      return `${mend.file}:\n${mend.lines}`;
  }
}

const formatPath = (path: readonly (string | number)[]): string => path.map(String).join(".");
