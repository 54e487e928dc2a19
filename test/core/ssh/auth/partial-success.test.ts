import { writeFileSync } from "node:fs";
import { afterEach, describe, expect, it } from "vitest";
import type { ProfileDraft } from "../../../../src/shared/profile/profile-schema.js";
import { freshKey } from "../../../support/fixtures/fresh-key.js";
import { tempFolder } from "../../../support/fixtures/temp-folder.js";
import { startGateway, type GatewayOptions } from "../../../support/gateways/gateway.js";
import { secretly, sessionTo } from "../../../support/gateways/session-to.js";

type Auth = NonNullable<ProfileDraft["gateway"]["auth"]>;

describe("a server that wants two ways to log in, one after the other", () => {
  const cleanUps: (() => unknown)[] = [];
  afterEach(async () => {
    for (const cleanUp of cleanUps.splice(0)) await cleanUp();
  });

  async function logIn(wants: (publicKey: string) => GatewayOptions, auth: (keyFile: string) => Auth) {
    const folder = tempFolder();
    const key = freshKey();
    writeFileSync(folder.file("key"), key.private, { mode: 0o600 });
    const gateway = await startGateway(wants(key.public));
    cleanUps.push(
      () => gateway.close(),
      () => folder.remove(),
    );
    const { host, port, username, hostKeyLine } = gateway;
    return sessionTo(
      { host, port, username, auth: auth(folder.file("key")) },
      {
        knownHosts: `${hostKeyLine}\n`,
        answer: (question) =>
          question.kind === "prompts" ? { kind: "texts", texts: ["spinach"] } : secretly("spinach")(question),
      },
    );
  }

  it("gets the key of a file and then the password, in whichever order the profile has them", async () => {
    for (const order of [(ways: Auth) => ways, (ways: Auth) => ways.toReversed()]) {
      const { failure, asked } = await logIn(
        (key) => ({ publicKeys: [key], methods: ["publickey"], then: "password" }),
        (file) => order([{ method: "key", file }, { method: "password" }]),
      );
      expect(failure).toBeUndefined();
      expect(asked.map(({ kind }) => kind)).toEqual(["password"]);
    }
  });

  it("gets the password and then the code", async () => {
    const { failure, asked } = await logIn(
      () => ({ methods: ["password"], then: "keyboard-interactive" }),
      () => [{ method: "keyboard-interactive" }, { method: "password" }],
    );
    expect(failure).toBeUndefined();
    expect(asked.map(({ kind }) => kind)).toEqual(["password", "prompts"]);
  });

  it("is told where the profile has no second way, with the one that was right", async () => {
    const { failure } = await logIn(
      (key) => ({ publicKeys: [key], methods: ["publickey"], then: "password" }),
      (file) => [{ method: "key", file }],
    );
    expect(failure).toMatchObject({
      code: "ssh.login-refused",
      tried: [{ method: "key", outcome: "accepted" }],
      offered: ["password"],
    });
  });
});
