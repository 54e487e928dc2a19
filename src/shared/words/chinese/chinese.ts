import type { Words } from "../english/english.js";
import { check } from "./check.js";
import * as destination from "./destination.js";
import * as editor from "./editor.js";
import * as exchange from "./import-export.js";
import { failures } from "./failure-messages.js";
import { findings, probes } from "./finding-messages.js";
import { firstRun } from "./first-run.js";
import * as hostKeys from "./host-keys.js";
import { sayIssue, sayRefused } from "./field-issue-messages.js";
import * as kinds from "./kind-names.js";
import * as log from "./log.js";
import { programs } from "./programs.js";
import * as questions from "./questions.js";
import * as routePage from "./route-page.js";
import { settings } from "./settings.js";
import * as route from "./route.js";
import * as states from "./states.js";
import { terminal } from "./terminal.js";
import { traffic } from "./traffic.js";
import { tray } from "./tray.js";
import * as tunnels from "./tunnels.js";
import * as tls from "./tls.js";
import { sayWarning } from "./warnings.js";
import * as window from "./window.js";

/** Simplified Chinese. */
export const chinese: Words = {
  locale: "zh-CN",
  check,
  failures,
  findings,
  probes,
  programs,
  firstRun,
  sayIssue,
  sayRefused,
  sayWarning,
  settings,
  terminal,
  traffic,
  tray,
  ...destination,
  ...editor,
  ...exchange,
  ...hostKeys,
  ...kinds,
  ...log,
  ...questions,
  ...routePage,
  ...route,
  ...states,
  ...tls,
  ...tunnels,
  ...window,
};
