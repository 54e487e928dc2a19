import { expect, it } from "vitest";
import { FtpUrlHandler, loopbackUrl } from "../../src/main/ftp-url-handler.js";
import { port, tunnel } from "../renderer/samples/sample-news.js";

it.each([
  ["127.0.0.1:2121", "ftp://127.0.0.1:2121/"],
  ["[::1]:2121", "ftp://[::1]:2121/"],
  ["localhost:2121", "ftp://localhost:2121/"],
  ["0.0.0.0:2121", "ftp://127.0.0.1:2121/"],
  ["[::]:2121", "ftp://[::1]:2121/"],
  ["10.0.0.5:2121", undefined],
  ["evil.example:21", undefined],
])("makes of %s the address %s: only this computer's own", (listen, url) => {
  expect(loopbackUrl(listen)).toBe(url);
});

it("opens only what a tunnel listens on, and names the program where the system has one", async () => {
  const opened: string[] = [];
  const handler = new FtpUrlHandler(
    { getApplicationNameForProtocol: () => "Files" },
    {
      openExternal: async (url) => {
        opened.push(url);
      },
    },
  );
  expect(handler.name()).toBe("Files");
  expect(
    new FtpUrlHandler({ getApplicationNameForProtocol: () => "" }, { openExternal: async () => undefined }).name(),
  ).toBeUndefined();
  await handler.open(undefined);
  await handler.open(
    tunnel("popeye", { kind: "closed" }, [port("control", "127.0.0.1:2121", "popeye:21", { state: { kind: "idle" } })]),
  );
  await handler.open(tunnel("popeye", { kind: "open", since: 0 }, [port("control", "127.0.0.1:2121", "popeye:21")]));
  expect(opened).toEqual(["ftp://127.0.0.1:2121/"]);
});
