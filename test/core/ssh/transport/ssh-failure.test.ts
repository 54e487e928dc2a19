import type { Socket } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import type { ProfileDraft } from "../../../../src/shared/profile/profile-schema.js";
import type { Failure } from "../../../../src/shared/status/failure.js";
import { describeFailure } from "../../../../src/shared/words/words.js";
import {
  sendRaw,
  startHostileGateway,
  string,
  uint32,
  type HostileGateway,
  type Malice,
  type RawSsh,
} from "../../../support/gateways/hostile-gateway.js";
import { secretly, sessionTo } from "../../../support/gateways/session-to.js";

let gateway: HostileGateway | undefined;
afterEach(() => gateway?.close());

async function failureWith(malice: Malice): Promise<Failure | undefined> {
  gateway = await startHostileGateway(malice);
  const { host, port, hostKeyLine } = gateway;
  const auth: ProfileDraft["gateway"]["auth"] = [{ method: "password" }];
  const { failure } = await sessionTo(
    { host, port, username: "olive", auth },
    { knownHosts: `${hostKeyLine}\n`, answer: secretly("spinach") },
  );
  return failure;
}

const disconnect = (raw: RawSsh, reason: number, text: string) =>
  sendRaw(raw, 1, uint32(reason), string(text), string(""));
const banner = (raw: RawSsh, text: string) => sendRaw(raw, 53, string(text), string(""));

describe("a gateway whose sshd takes nobody in for now", () => {
  it.each([
    { line: "Exceeded MaxStartups\r\n", cause: "too-many-connections" },
    { line: "Not allowed at this time\r\n", cause: "penalised" },
    { line: "Not allowed at", cause: "penalised" },
  ])("is told as busy where it says $line, and not as one that speaks no SSH", async ({ line, cause }) => {
    const failure = await failureWith({ onSocket: (socket: Socket) => void socket.end(line) });
    expect(failure).toMatchObject({ code: "ssh.busy", cause, said: line.trimEnd() });
    if (failure !== undefined) expect(describeFailure(failure).says).not.toContain("speak");
  });

  it("is told as busy where it disconnects by reason 12, before the login or at it", async () => {
    for (const malice of [
      { onSession: (_session: unknown, raw: RawSsh) => disconnect(raw, 12, "Come back later.") },
      { onLogin: (_attempt: unknown, raw: RawSsh) => disconnect(raw, 12, "Come back later.") },
    ]) {
      expect(await failureWith(malice)).toMatchObject({
        code: "ssh.busy",
        cause: "too-many-connections",
        said: "Come back later.",
      });
      await gateway?.close();
    }
  });
});

describe("a gateway that disconnects at the login", () => {
  const atLogin = (reason: number, text: string) =>
    failureWith({
      onLogin: (attempt, raw) =>
        attempt.method === "password" ? disconnect(raw, reason, text) : attempt.reject(["password"]),
    });

  it.each([13, 14, 15])("by reason %i has refused the login, and is quoted", async (reason) => {
    const failure = await atLogin(reason, "No way for you.");
    expect(failure).toMatchObject({
      code: "ssh.login-refused",
      tried: [{ method: "password", outcome: "refused" }],
      said: "No way for you.",
    });
    expect(failure).not.toHaveProperty("cutOff");
  });

  it("has had too many tries only where its reason and its text say so", async () => {
    expect(await atLogin(2, "Too many authentication failures")).toMatchObject({
      code: "ssh.login-refused",
      cutOff: true,
    });
  });

  it.each([
    { reason: 1, text: "Your host is not welcome." },
    { reason: 2, text: "Change of username or service not allowed" },
    { reason: 7, text: "" },
    { reason: 11, text: "Closed for maintenance." },
    { reason: 99, text: "A reason of its own" },
  ])("by reason $reason is told with its number and its text “$text”", async ({ reason, text }) => {
    expect(await atLogin(reason, text)).toMatchObject({
      code: "ssh.unreachable",
      disconnect: { reason, said: text },
    });
  });

  it("has nothing of its text that would steer a terminal or turn the order around", async () => {
    expect(await atLogin(7, `\x1b[2J\x1b]0;x\x07ahoy\u202e\r\n${"y".repeat(5_000)}`)).toMatchObject({
      disconnect: { said: `[2J]0;xahoy ${"y".repeat(288)}…` },
    });
  });

  it("without a reason but with a banner about the way that was tried has refused the login, and is quoted", async () => {
    const failure = await failureWith({
      onLogin: (attempt, raw) => {
        if (attempt.method !== "password") return attempt.reject(["password"]);
        banner(raw, "Your account has expired;\r\nplease contact your system administrator.\r\n");
        disconnect(raw, 11, "");
      },
    });
    expect(failure).toMatchObject({
      code: "ssh.login-refused",
      tried: [{ method: "password", outcome: "hung-up" }],
      said: "Your account has expired; please contact your system administrator.",
    });
  });

  it("after a banner for everybody, which tells of no way, is not taken for one that has refused", async () => {
    const failure = await failureWith({
      onLogin: (attempt, raw) => {
        if (attempt.method === "password") return disconnect(raw, 11, "");
        banner(raw, "Authorised use only.\r\n");
        attempt.reject(["password"]);
      },
    });
    expect(failure).toMatchObject({ code: "ssh.unreachable", cause: "reset" });
  });
});
