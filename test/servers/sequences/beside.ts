import { within, type DataEnd, type DataPortVerb, type WireClient } from "../../support/clients/wire-client.js";
import { BIG, HUGE, SMALL, type Sequence } from "./sequence.js";

const pause = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));

const BESIDE = [
  "SIZE nosuch",
  "MDTM nosuch",
  "MLST nosuch",
  "CWD nosuch",
  "NOOP",
  "STAT",
  "BOGUS",
  "SIZE a.txt",
  "DELE nosuch",
  "RNTO x",
  "TYPE X",
  "REST x",
  "LIST nosuch",
];
const WAYS_BESIDE: readonly DataPortVerb[] = ["PASV", "PORT"];

/** Commands that are sent while a transfer runs, or in one write with it: whose the answers are must cost no byte. */
export const BESIDE_TRANSFERS: readonly Sequence[] = [
  ...WAYS_BESIDE.flatMap((way) =>
    BESIDE.map((line): Sequence => ({
      name: `says "${line}" while it fetches, ${way}`,
      ways: [way],
      anyOrder: true,
      play: (client) => fetchWith(client, way, async () => client.send(`${line}\r\n`)),
    })),
  ),
  ...WAYS_BESIDE.flatMap((way) =>
    ["SIZE nosuch", "MDTM nosuch", "CWD nosuch", "NOOP", "STAT", "MLST nosuch"].map((line): Sequence => ({
      name: `sends STOR and "${line}" in one write, ${way}`,
      ways: [way],
      anyOrder: true,
      async play(client) {
        const data = await client.agree(way);
        client.send(`STOR x\r\n${line}\r\n`);
        await data?.end(BIG);
        await ended(client, data);
      },
    })),
  ),
  ...["SIZE nosuch", "NOOP"].map((line): Sequence => ({
    name: `says "${line}" while it stores`,
    ways: ["PASV"],
    anyOrder: true,
    async play(client) {
      const data = await client.agree("PASV");
      await client.say("STOR x");
      const socket = await data?.made;
      socket?.write(BIG.subarray(0, 300_000));
      client.send(`${line}\r\n`);
      await pause(200);
      socket?.end(BIG.subarray(300_000));
      await ended(client, data);
    },
  })),
  {
    name: "sends five commands while it fetches",
    ways: ["PASV"],
    anyOrder: true,
    play: (client) =>
      fetchWith(client, "PASV", async () =>
        client.send("SIZE nosuch\r\nNOOP\r\nMDTM nosuch\r\nSIZE a.txt\r\nCWD nosuch\r\n"),
      ),
  },
  {
    name: "sends the next agreement while it fetches",
    ways: ["PASV"],
    anyOrder: true,
    async play(client) {
      await fetchWith(client, "PASV", async () => client.send("NOOP\r\nSIZE nosuch\r\n"));
      await client.hearUntil("226");
      await client.fetch("PASV", "RETR a.txt", SMALL);
    },
  },
  {
    name: "sends RETR and QUIT in one write",
    ways: ["PASV"],
    anyOrder: true,
    ends: true,
    mayServeMore: true,
    async play(client) {
      const data = await client.agree("PASV");
      client.send("RETR big\r\nQUIT\r\n");
      client.note(`data: ${(await data?.came(BIG)) ?? "none"}`);
      for (let replies = 0; replies < 4; replies++) if ((await client.hear()) === "") break;
    },
  },
];

/** Transfers that are broken off, and whether the session is worth something afterwards. */
export const BROKEN_OFF: readonly Sequence[] = [
  ...(["ABOR", "\xff\xf4\xff\xf2ABOR"] as const).flatMap((abort) =>
    WAYS_BESIDE.map((way): Sequence => ({
      name: `aborts a fetch${abort === "ABOR" ? "" : " with telnet's signals"}, ${way}`,
      ways: [way],
      async play(client) {
        const data = await client.agree(way);
        await client.say("RETR huge");
        await data?.pause();
        client.send(`${abort}\r\n`);
        await pause(200);
        data?.close();
        await client.settle();
        await client.fetch(way, "RETR a.txt", SMALL);
      },
    })),
  ),
  {
    name: "aborts a fetch and reads on",
    ways: ["PASV"],
    async play(client) {
      const data = await client.agree("PASV");
      await client.say("RETR huge");
      await data?.pause();
      client.send("ABOR\r\n");
      await pause(100);
      data?.resume();
      if (data !== undefined) client.note((await data.came(HUGE)).replace(/^(?:whole.*|a part)$/, "data"));
    },
  },
  {
    name: "aborts a store",
    ways: ["PASV"],
    async play(client) {
      const data = await client.agree("PASV");
      await client.say("STOR x");
      (await data?.made)?.write(SMALL);
      await pause(200);
      client.send("ABOR\r\n");
      await pause(200);
      data?.close();
      await client.settle();
      await client.fetch("PASV", "RETR a.txt", SMALL);
    },
  },
  {
    name: "aborts what is over",
    ways: ["PASV"],
    async play(client) {
      await client.fetch("PASV", "RETR a.txt", SMALL);
      await client.say("ABOR");
      await client.fetch("PASV", "RETR a.txt", SMALL);
    },
  },
  {
    name: "aborts between agreement and fetch",
    ways: ["PASV"],
    async play(client) {
      const data = await client.agree("PASV");
      await data?.made;
      await client.say("ABOR");
      await client.fetch("PASV", "RETR a.txt", SMALL);
    },
  },
  {
    name: "aborts an agreement that it never used",
    ways: ["PASV"],
    async play(client) {
      await client.say("PASV");
      await client.say("ABOR");
      await client.fetch("PASV", "RETR a.txt", SMALL);
    },
  },
  ...(["close", "reset"] as const).map((way): Sequence => ({
    name: `${way}s the data connection in a fetch`,
    ways: ["PASV"],
    async play(client) {
      const data = await client.agree("PASV");
      await client.say("RETR huge");
      await data?.pause();
      data?.[way]();
      await client.settle();
      await client.fetch("PASV", "RETR a.txt", SMALL);
    },
  })),
  {
    name: "resets the data connection in a store",
    ways: ["PASV"],
    async play(client) {
      const data = await client.agree("PASV");
      await client.say("STOR x");
      (await data?.made)?.write(SMALL);
      await pause(200);
      data?.reset();
      await client.settle();
      // no reset passes through SSH: the server may say 226 to what it has, and the relay, which knows better, says 426
      client.transcript.splice(
        0,
        Infinity,
        ...client.transcript.map((line) => (/^(?:226|426|451)/.test(line) ? "an end" : line)),
      );
      await client.fetch("PASV", "RETR a.txt", SMALL);
    },
  },
];

/** A client that goes away right behind its last byte, as devices do: what it stored is kept all the same. */
export const LEAVING: readonly Sequence[] = (
  [
    "waits",
    "says QUIT and hears",
    "says QUIT and closes",
    "closes",
    "resets",
    "ends its side",
    "closes before the data",
  ] as const
).map((how): Sequence => ({
  name: `stores, and ${how}`,
  ways: ["PASV"],
  ends: true,
  anyOrder: true,
  async play(client) {
    const data = await client.agree("PASV");
    await client.say("STOR x");
    const socket = await data?.made;
    socket?.write(BIG);
    await pause(50);
    if (how === "closes before the data") client.socket.destroy();
    socket?.end();
    if (how.startsWith("says QUIT")) client.send("QUIT\r\n");
    if (how === "closes" || how === "says QUIT and closes") client.socket.destroy();
    if (how === "resets") client.socket.resetAndDestroy();
    if (how === "ends its side") client.socket.end();
    if (how === "waits") await client.hear();
    if (how === "says QUIT and hears") while ((await client.hear()) !== "");
    if (socket !== undefined && !socket.closed)
      await within(5_000, new Promise((resolve) => socket.once("close", resolve)), undefined);
  },
}));

/** Fetch what no buffer holds, do something before it is read on, and tell how the data came. */
async function fetchWith(client: WireClient, way: DataPortVerb, callback: () => Promise<void>): Promise<void> {
  const data = await client.agree(way);
  client.send("RETR huge\r\n");
  await data?.pause();
  await callback();
  await client.hear(120, undefined);
  await client.hear(120, undefined);
  data?.resume();
  client.note(`data: ${(await data?.came(HUGE)) ?? "none"}`);
}

/** Wait until the server has ended the data connection too. */
async function ended(client: WireClient, data: DataEnd | undefined): Promise<void> {
  const socket = await data?.made;
  if (socket !== undefined && !socket.closed)
    await within(5_000, new Promise((resolve) => socket.once("close", resolve)), undefined);
  client.note("data sent");
}
