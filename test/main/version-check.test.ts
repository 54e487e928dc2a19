import { describe, expect, it } from "vitest";
import { VersionCheck } from "../../src/main/version-check.js";

function checkOf(answer: () => Promise<Response>, feed = "https://culvert.example/version.json") {
  const asked: unknown[] = [];
  const logged: string[] = [];
  const check = new VersionCheck({
    version: "0.1.0",
    feed,
    fetch: (address) => {
      asked.push(address);
      return answer();
    },
    log: { info: (sentence) => void logged.push(sentence) },
  });
  let notices = 0;
  check.onNewer(() => notices++);
  return { check, asked, logged, notices: () => notices };
}
const answering = (version: string) => () => Promise.resolve(new Response(JSON.stringify({ version })));

describe("the check for a newer version", () => {
  it("asks nobody unless it is switched on, and then once", async () => {
    const { check, asked, notices } = checkOf(answering("0.2.0"));
    await check.start(false);
    expect([asked, check.news()]).toEqual([[], { host: "culvert.example" }]);
    await check.start(true);
    await check.start(true);
    expect(asked).toEqual(["https://culvert.example/version.json"]);
    expect([notices(), check.news()]).toEqual([1, { host: "culvert.example", newer: "0.2.0" }]);
  });

  it.each(["0.1.0", "0.0.9"])("tells nothing of %s", async (version) => {
    const { check, notices } = checkOf(answering(version));
    await check.start(true);
    expect([notices(), check.news()]).toEqual([0, { host: "culvert.example" }]);
  });

  it("goes on without an answer, which the log says", async () => {
    const { check, logged, notices } = checkOf(() => Promise.reject(new Error("no network")));
    await check.start(true);
    expect(notices()).toBe(0);
    expect(logged.join()).toContain("no network");
  });

  it("does not exist in a build that was given no address", async () => {
    const { check, asked } = checkOf(answering("0.2.0"), "");
    await check.start(true);
    expect([asked, check.news()]).toEqual([[], undefined]);
  });
});
