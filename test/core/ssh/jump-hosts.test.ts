import { afterEach, describe, expect, it } from "vitest";
import type { ProfileDraft } from "../../../src/shared/profile/profile-schema.js";
import { isRetryable, type Failure } from "../../../src/shared/status/failure.js";
import { describeFailure } from "../../../src/shared/words/words.js";
import { freePort } from "../../support/fixtures/free-port.js";
import { startGateway, type Gateway, type GatewayOptions } from "../../support/gateways/gateway.js";
import { secretly, sessionTo } from "../../support/gateways/session-to.js";

type Hop = NonNullable<ProfileDraft["gateway"]["via"]>[number];

describe("a way through two jump hosts", () => {
  const open: Gateway[] = [];
  afterEach(async () => {
    for (const gateway of open.splice(0)) await gateway.close();
  });

  async function gatewayOf(options: GatewayOptions = {}): Promise<Gateway> {
    const gateway = await startGateway(options);
    open.push(gateway);
    return gateway;
  }
  const hopTo = ({ host, port, username }: Pick<Gateway, "host" | "port" | "username">): Hop => ({
    host,
    port,
    username,
    auth: [{ method: "password" }],
  });

  async function through(hops: readonly Hop[], known: readonly Gateway[]): Promise<Failure | undefined> {
    const [last, ...before] = hops.toReversed();
    if (last === undefined) throw new Error("a way has an end");
    const knownHosts = known.map(({ hostKeyLine }) => `${hostKeyLine}\n`).join("");
    return (await sessionTo({ ...last, via: before.reverse() }, { knownHosts, answer: secretly("spinach") })).failure;
  }

  it("leads to the gateway, with a login at each of the three", async () => {
    const all = [await gatewayOf(), await gatewayOf(), await gatewayOf()];
    expect(await through(all.map(hopTo), all)).toBeUndefined();
    expect(all.map((gateway) => gateway.logins())).toEqual([1, 1, 1]);
  });

  it.each([0, 1, 2])(
    "names hop %i where it does not let the user in, and is gone again from those before it",
    async (wrong) => {
      const all = [await gatewayOf(), await gatewayOf(), await gatewayOf()];
      const hops = all.map(hopTo).map((hop, index) => (index === wrong ? { ...hop, username: "bluto" } : hop));
      expect(await through(hops, all)).toMatchObject({
        code: "ssh.login-refused",
        port: all[wrong]?.port,
        username: "bluto",
      });
      await expect.poll(() => all.map((gateway) => gateway.connections())).toEqual([0, 0, 0]);
    },
  );

  it.each([0, 1, 2])("names hop %i where its host key is not known, and has gone no further", async (strange) => {
    const all = [await gatewayOf(), await gatewayOf(), await gatewayOf()];
    expect(
      await through(
        all.map(hopTo),
        all.filter((_, index) => index !== strange),
      ),
    ).toMatchObject({ code: "ssh.question-cancelled", port: all[strange]?.port });
    expect(all.map((gateway) => gateway.logins())).toEqual([0, 1, 2].map((index) => (index < strange ? 1 : 0)));
  });

  it("names the jump host that does not reach the next hop, and may be tried again", async () => {
    const [first, last] = [await gatewayOf(), await gatewayOf()];
    const gone = { host: first.host, port: await freePort(), username: "olive" };
    const failure = await through([hopTo(first), hopTo(gone), hopTo(last)], [first, last]);
    expect(failure).toMatchObject({
      code: "channel.refused",
      through: `${first.host}:${first.port}`,
      target: `${gone.host}:${gone.port}`,
      cause: "unreachable",
    });
    expect(failure !== undefined && isRetryable(failure)).toBe(true);
    expect(failure === undefined ? "" : describeFailure(failure).says).toContain(
      `The jump host ${first.host}:${first.port} could not reach ${gone.host}:${gone.port}`,
    );
  });
});
