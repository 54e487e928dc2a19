import { describe, expect, it } from "vitest";
import { visibleIssues } from "../../../renderer/profile-editor/field-issues.js";
import type { ProfileIssue } from "../../../src/shared/profile/profile-issues.js";

const issues: readonly ProfileIssue[] = [
  { field: "name", problem: "name-missing" },
  { field: "gateway.host", problem: "host-missing" },
  { field: "ftp.listen.port", problem: "control-port-in-range", found: "2534" },
];
const shown = (left: readonly string[], all = false): string[] =>
  visibleIssues(issues, new Set(left), all).map(({ field }) => field);

describe("the issues shown", () => {
  it.each([
    { left: [], all: false, fields: [], when: "nothing was left yet" },
    {
      left: ["name"],
      all: false,
      fields: ["name", "ftp.listen.port"],
      when: "a field was left: its own, and ports that clash",
    },
    { left: [], all: true, fields: ["name", "gateway.host", "ftp.listen.port"], when: "saving was tried: all" },
  ])("are $fields once $when", ({ left, all, fields }) => {
    expect(shown(left, all)).toEqual(fields);
  });
});
