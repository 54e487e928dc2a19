import { createServer } from "node:net";
import { describe, expect, it } from "vitest";
import {
  agentEnvironment,
  agentSockets,
  type AgentEnvironment,
} from "../../../../../src/core/ssh/auth/agent/agent-sockets.js";

const paths = (hints: Partial<AgentEnvironment>): string[] =>
  agentSockets({ platform: "win32", socket: undefined, user: "Olive", pipes: () => [], ...hints });
const OPENSSH = "\\\\.\\pipe\\openssh-ssh-agent";

describe("where agents may answer", () => {
  it("is SSH_AUTH_SOCK alone where there are no pipes", () => {
    const pipes = (): never => {
      throw new Error("listed");
    };
    expect(paths({ platform: "linux", socket: "/run/agent", pipes })).toEqual(["/run/agent"]);
    expect(paths({ platform: "darwin", socket: "", pipes })).toEqual([]);
    expect(paths({ platform: "linux", pipes })).toEqual([]);
  });

  it("is on Windows what SSH_AUTH_SOCK names, then OpenSSH's pipe, each once", () => {
    expect(paths({})).toEqual([OPENSSH]);
    expect(paths({ socket: "\\\\.\\pipe\\other" })).toEqual(["\\\\.\\pipe\\other", OPENSSH]);
    expect(paths({ socket: OPENSSH })).toEqual([OPENSSH]);
  });

  it("is also Pageant's pipe, found in the listing by the user's name, whose end only PuTTY knows", () => {
    const pipes = () => [
      "lsass",
      "pageant.bluto.0a1b",
      "Pageant.olive.36e7cd4d",
      "pageant.olive.9f",
      "my-pageant.olive.1",
      "pageant.oliver.22",
    ];
    expect(paths({ pipes })).toEqual([OPENSSH, "\\\\.\\pipe\\Pageant.olive.36e7cd4d", "\\\\.\\pipe\\pageant.olive.9f"]);
  });

  /** Wine lists no pipes, so this is for Windows alone. */
  it.runIf(process.platform === "win32")("is looked for among the pipes that this computer has", async () => {
    const hints = agentEnvironment();
    const name = `pageant.${hints.user}.${process.pid}`;
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(`\\\\.\\pipe\\${name}`, resolve));
    try {
      expect(agentSockets(hints)).toContain(`\\\\.\\pipe\\${name}`);
    } finally {
      server.close();
    }
  });
});
