import { afterEach, describe, expect, it } from "vitest";
import { OpenQuestions } from "../../../../src/core/activity/open-questions.js";
import { SessionSecrets } from "../../../../src/core/ssh/auth/session-secrets.js";
import { SshSession } from "../../../../src/core/ssh/ssh-session.js";
import { systemClock } from "../../../../src/core/system/system-clock.js";
import { parseProfile } from "../../../../src/shared/profile/profile-issues.js";
import { DEFAULT_SETTINGS, type Settings } from "../../../../src/shared/settings.js";
import { failureOf } from "../../../../src/shared/status/failure.js";
import { freshKey } from "../../../support/fixtures/fresh-key.js";
import {
  ManualClock,
  MemoryKnownHosts,
  MemoryVault,
  ScriptedPrompter,
  testEnvironment,
} from "../../../support/fixtures/test-environment.js";
import { startGateway, type Gateway, type GatewayOptions } from "../../../support/gateways/gateway.js";

type Keeping = Settings["sessionSecrets"];
const UNTIL_QUIT: Keeping = { keep: "until-quit" };

const memory = (keeping: Keeping = UNTIL_QUIT, clock = new ManualClock()) => {
  const settings = { ...DEFAULT_SETTINGS, sessionSecrets: keeping };
  return { secrets: new SessionSecrets(clock, () => settings), settings, clock };
};

describe("what is kept for the session", () => {
  it("stays until the program ends, unless it is refused", () => {
    const { secrets, clock } = memory();
    secrets.keep("a", "spinach");
    clock.advance(365 * 86_400_000);
    expect(secrets.get("a")).toBe("spinach");
    expect(secrets.get("b")).toBeUndefined();
    secrets.forget("a", "older");
    expect(secrets.get("a"), "a newer one than what was refused").toBe("spinach");
    secrets.forget("a", "spinach");
    expect(secrets.get("a")).toBeUndefined();
  });

  it("goes after the minutes that are set, also those that are set later", () => {
    const { secrets, clock, settings } = memory({ keep: "minutes", minutes: 10 });
    secrets.keep("a", "spinach");
    clock.advance(10 * 60_000 - 1);
    expect(secrets.get("a")).toBe("spinach");
    clock.advance(1);
    expect(secrets.get("a")).toBeUndefined();
    secrets.keep("a", "spinach");
    settings.sessionSecrets = { keep: "minutes", minutes: 5 };
    expect(secrets.get("a")).toBeUndefined();
  });

  it("is nothing where that is switched off, nor what was kept before", () => {
    const { secrets, settings } = memory();
    secrets.keep("a", "spinach");
    settings.sessionSecrets = { keep: "never" };
    expect(secrets.get("a")).toBeUndefined();
    secrets.keep("a", "spinach");
    settings.sessionSecrets = UNTIL_QUIT;
    expect(secrets.get("a")).toBeUndefined();
  });
});

describe("a second tunnel through the same gateway", () => {
  const cleanUps: (() => unknown)[] = [];
  afterEach(async () => {
    for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
  });
  const gatewayWith = async (options: GatewayOptions = {}): Promise<Gateway> => {
    const gateway = await startGateway({ methods: ["password"], ...options });
    cleanUps.push(() => gateway.close());
    return gateway;
  };

  /** One login with what has been kept so far. @param typed what the user types, in turn */
  async function logIn(
    gateway: Gateway,
    secrets: SessionSecrets,
    typed: readonly string[],
    { username = "olive", auth = [{ method: "password" }] as readonly object[], vault = new MemoryVault() } = {},
  ) {
    const left = [...typed];
    const prompter = new ScriptedPrompter(({ kind }) => {
      if (kind === "host-key") return { kind: "trust", remember: false };
      const text = left.shift();
      return text === undefined ? { kind: "cancel" } : { kind: "secret", text, remember: false };
    });
    const reading = parseProfile({
      id: "popeye",
      name: "Popeye",
      gateway: { host: gateway.host, port: gateway.port, username, auth },
    });
    if (!reading.ok) throw new Error(JSON.stringify(reading.issues));
    const outcome = await SshSession.open(reading.profile.gateway, {
      profile: "popeye",
      environment: {
        ...testEnvironment({ clock: systemClock, prompter, knownHosts: new MemoryKnownHosts(), secrets: vault }),
        sessionSecrets: secrets,
      },
      signal: new AbortController().signal,
      onStep: () => undefined,
    }).then(
      async (session) => {
        await session.close();
        return "open" as const;
      },
      (thrown: unknown) => failureOf(thrown).code,
    );
    return { outcome, asked: prompter.asked.filter(({ kind }) => kind !== "host-key"), vault };
  }

  it("does not ask again for a password that has let the user in, and keeps it nowhere else", async () => {
    const gateway = await gatewayWith();
    const { secrets } = memory();
    const first = await logIn(gateway, secrets, ["spinach"]);
    expect(first).toMatchObject({ outcome: "open", asked: [{ kind: "password", forSession: {} }] });
    expect(first.vault.kept.size).toBe(0);
    expect(await logIn(gateway, secrets, [])).toMatchObject({ outcome: "open", asked: [] });
  });

  it("forgets a password at once that is refused, and asks", async () => {
    const hostKey = freshKey().private;
    const gateway = await gatewayWith({ hostKey });
    const { secrets } = memory();
    await logIn(gateway, secrets, ["spinach"]);
    const { port } = gateway;
    await gateway.close();
    const changed = await gatewayWith({ hostKey, port, password: "olives" });
    const cancelled = await logIn(changed, secrets, []);
    expect(cancelled).toMatchObject({ outcome: "ssh.question-cancelled", asked: [{ again: true }] });
    expect((await logIn(changed, secrets, [])).asked, "not even tried").toMatchObject([{ again: false }]);
  });

  it("keeps no password that let nobody in", async () => {
    const gateway = await gatewayWith();
    const { secrets } = memory();
    await logIn(gateway, secrets, ["wrong"]);
    expect((await logIn(gateway, secrets, [])).asked).toMatchObject([{ again: false }]);
  });

  it("tells a password to no other user's login, and to no other server that stands in its place", async () => {
    const gateway = await gatewayWith();
    const { secrets } = memory();
    await logIn(gateway, secrets, ["spinach"]);
    expect((await logIn(gateway, secrets, [], { username: "bluto" })).asked).toHaveLength(1);
    const { port } = gateway;
    await gateway.close();
    const other = await gatewayWith({ port });
    expect((await logIn(other, secrets, [])).asked, "another host key").toHaveLength(1);
  });

  it("tells in the question how long it is remembered, and nothing where it is not", async () => {
    const gateway = await gatewayWith();
    const [asked] = (await logIn(gateway, memory({ keep: "minutes", minutes: 5 }).secrets, [])).asked;
    expect(asked).toMatchObject({ forSession: { minutes: 5 } });
    expect((await logIn(gateway, memory({ keep: "never" }).secrets, [])).asked[0]).not.toHaveProperty("forSession");
  });
});

describe("questions of tunnels that are opened together", () => {
  const password = (key: string) =>
    ({
      kind: "password",
      host: "gateway",
      port: 22,
      username: "olive",
      again: false,
      mayRemember: true,
      forSession: { key },
    }) as const;

  it("have one answer where they ask for one secret", async () => {
    const questions = new OpenQuestions();
    const { signal } = new AbortController();
    const answers = ["same", "same", "other"].map((key, index) => questions.ask(`p${index}`, password(key), signal));
    const [first] = questions.list();
    questions.answer(first?.id ?? "", { kind: "secret", text: "spinach", remember: true });
    expect(await Promise.all(answers.slice(0, 2))).toEqual([
      { kind: "secret", text: "spinach", remember: true },
      { kind: "secret", text: "spinach", remember: false },
    ]);
    expect(questions.list().map(({ profile }) => profile)).toEqual(["p2"]);
  });

  it("are not answered by a cancelled one", () => {
    const questions = new OpenQuestions();
    const { signal } = new AbortController();
    for (const profile of ["one", "two"]) void questions.ask(profile, password("same"), signal);
    questions.answer(questions.list()[0]?.id ?? "", { kind: "cancel" });
    expect(questions.list()).toHaveLength(1);
  });
});
