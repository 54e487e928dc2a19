import { describe, expect, it } from "vitest";
import { openKnownHosts } from "../../../src/main/ipc/open-known-hosts.js";
import type { Route } from "../../../src/shared/status/route.js";

const mend = { kind: "open-known-hosts", file: "/home/olive/.ssh/known_hosts", line: 7 } as const;
const route: Route = {
  state: "fails",
  hops: [
    { kind: "program", endpoint: "127.0.0.1:2121", state: "unknown", facts: [] },
    { kind: "gateway", endpoint: "www.spinach.com:22", state: "fails", facts: [], mends: [mend] },
  ],
};

/** A system's shell that writes down what it is told. @param problem why it opens nothing */
function shellThat(problem = "") {
  const calls: string[] = [];
  return {
    calls,
    openPath: (path: string) => {
      calls.push(`open ${path}`);
      return Promise.resolve(problem);
    },
    showItemInFolder: (path: string) => void calls.push(`show ${path}`),
  };
}

describe("opening known_hosts from the window", () => {
  it("opens the file that a route names", async () => {
    const shell = shellThat();
    await openKnownHosts(shell, { ...mend }, [{}, { route }]);
    expect(shell.calls).toEqual([`open ${mend.file}`]);
  });

  it("shows where it is if the system has no program for it", async () => {
    const shell = shellThat("No application knows how to open it");
    await openKnownHosts(shell, mend, [{ route }]);
    expect(shell.calls).toEqual([`open ${mend.file}`, `show ${mend.file}`]);
  });

  it.each([
    { what: "another file", asked: { ...mend, file: "/tmp/evil.desktop" }, statuses: [{ route }] },
    { what: "another line", asked: { ...mend, line: 8 }, statuses: [{ route }] },
    { what: "any file where no route names one", asked: mend, statuses: [{}] },
  ])("touches nothing for $what", async ({ asked, statuses }) => {
    const shell = shellThat();
    await expect(openKnownHosts(shell, asked, statuses)).rejects.toMatchObject({ failure: { code: "internal" } });
    expect(shell.calls).toEqual([]);
  });
});
