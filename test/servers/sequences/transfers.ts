import { DATA_PORT_VERBS, type DataPortVerb, type WireClient } from "../../support/clients/wire-client.js";
import { BIG, HUGE, SMALL, type Sequence } from "./sequence.js";

const pause = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));
const NOTHING = Buffer.alloc(0);

type Play = (client: WireClient, way: DataPortVerb) => Promise<void>;

/** What is done in each of the four ways. */
const IN_EACH_WAY: Readonly<Record<string, Play>> = {
  fetches: (client, way) => client.fetch(way, "RETR big", BIG),
  "fetches an empty file": (client, way) => client.fetch(way, "RETR empty", NOTHING),
  "fetches what is not there": (client, way) => client.fetch(way, "RETR nosuch", NOTHING),
  "goes on with a fetch": async (client, way) => {
    await client.say("REST 1000");
    await client.fetch(way, "RETR big", BIG.subarray(1000));
  },
  "says REST behind the agreement": async (client, way) => {
    const data = await client.agree(way);
    await client.say("REST 1000");
    if ((await client.say("RETR big")).startsWith("1")) {
      client.note(`data: ${(await data?.came(BIG.subarray(1000))) ?? "none"}`);
      await client.hear();
    }
  },
  stores: (client, way) => client.store(way, "STOR x", BIG),
  "stores an empty file": (client, way) => client.store(way, "STOR x", NOTHING),
  "stores where it may not": (client, way) => client.store(way, "STOR nosuch/x", SMALL),
  "stores and appends": async (client, way) => {
    await client.store(way, "STOR x", SMALL);
    await client.store(way, "APPE x", SMALL);
    await client.say("SIZE x");
  },
  lists: async (client, way) => {
    for (const command of ["LIST still", "NLST still", "LIST", "MLSD still", "LIST nosuch", "NLST nosuch"])
      await client.list(way, command);
  },
  "fetches ten times": async (client, way) => {
    for (let time = 0; time < 10; time++) await client.fetch(way, "RETR a.txt", SMALL);
  },
  "does all of it in one session": async (client, way) => {
    await client.fetch(way, "RETR big", BIG);
    await client.fetch(way, "RETR nosuch", NOTHING);
    await client.list(way, "NLST still");
    await client.store(way, "STOR x", BIG);
    await client.fetch(way, "RETR x", BIG);
    await client.say("DELE x");
  },
  "agrees twice, and uses the second": async (client, way) => {
    (await client.agree(way))?.close();
    await client.fetch(way, "RETR a.txt", SMALL);
  },
  "agrees and asks things before it fetches": async (client, way) => {
    const data = await client.agree(way);
    for (const line of ["NOOP", "SIZE a.txt", "TYPE I", "SIZE nosuch"]) await client.say(line);
    if ((await client.say("RETR big")).startsWith("1")) {
      client.note(`data: ${(await data?.came(BIG)) ?? "none"}`);
      await client.hear();
    }
  },
  "agrees and never uses it": async (client, way) => {
    await client.agree(way);
  },
  "agrees, goes elsewhere, and uses it for another file after a refusal": async (client, way) => {
    const data = await client.agree(way);
    await client.say("RETR nosuch");
    if ((await client.say("RETR a.txt")).startsWith("1")) {
      client.note(`data: ${(await data?.came(SMALL)) ?? "none"}`);
      await client.hear();
    }
  },
  "sends the fetch and NOOP in one write": async (client, way) => {
    const data = await client.agree(way);
    if (data === undefined) return;
    client.send("RETR big\r\nNOOP\r\n");
    client.note(`data: ${await data.came(BIG)}`);
  },
  "says TYPE between agreement and fetch, in one write with it": async (client, way) => {
    const data = await client.agree(way);
    if (data === undefined) return;
    client.send("TYPE I\r\nRETR big\r\n");
    client.note(`data: ${await data.came(BIG)}`);
  },
  "fetches in ASCII": async (client, way) => {
    await client.say("TYPE A");
    await client.fetch(way, "RETR a.txt", SMALL);
  },
};

const inEachWay: readonly Sequence[] = Object.entries(IN_EACH_WAY).flatMap(([name, play]) =>
  DATA_PORT_VERBS.map((way): Sequence => ({
    name: `${name}, ${way}`,
    ways: [way],
    play: (client) => play(client, way),
  })),
);

type Form = (host: string, port: number) => string;
const numbers = (host: string, port: number): string[] => [...host.split("."), String(port >> 8), String(port & 255)];
const PORT_FORMS: Readonly<Record<string, Form>> = {
  blanks: (host, port) => `PORT ${numbers(host, port).join(", ")}`,
  "a final dot": (host, port) => `PORT ${numbers(host, port).join(",")}.`,
  "a blank behind it": (host, port) => `PORT ${numbers(host, port).join(",")} `,
  "two blanks before it": (host, port) => `PORT  ${numbers(host, port).join(",")}`,
  "padded numbers": (host, port) =>
    `PORT ${numbers(host, port)
      .map((number) => number.padStart(3, "0"))
      .join(",")}`,
  "a bracket": (host, port) => `PORT (${numbers(host, port).join(",")})`,
};
const EPRT_FORMS: Readonly<Record<string, Form>> = {
  "without its last bar": (host, port) => `EPRT |1|${host}|${port}`,
  "with other bars": (host, port) => `EPRT !1!${host}!${port}!`,
  "with a blank behind it": (host, port) => `EPRT |1|${host}|${port}| `,
  "of IPv4 told as IPv6": (host, port) => `EPRT |2|${host}|${port}|`,
};

/** Several ways in one session. */
const MIXED: readonly Sequence[] = [
  {
    name: "changes from way to way",
    ways: ["PASV", "PORT"],
    async play(client) {
      for (const way of ["PASV", "PORT", "PASV", "PORT"] as const) await client.fetch(way, "RETR a.txt", SMALL);
    },
  },
  {
    name: "says PORT, PASV, and uses the second",
    ways: ["PASV", "PORT"],
    async play(client) {
      (await client.agree("PORT"))?.close();
      await client.fetch("PASV", "RETR a.txt", SMALL);
    },
  },
  {
    name: "says PASV, PORT, and uses the second",
    ways: ["PASV", "PORT"],
    async play(client) {
      (await client.agree("PASV"))?.close();
      await client.fetch("PORT", "RETR a.txt", SMALL);
    },
  },
  {
    name: "says EPSV, PASV, and uses the second",
    ways: ["PASV", "EPSV"],
    async play(client) {
      (await client.agree("EPSV"))?.close();
      await client.fetch("PASV", "RETR a.txt", SMALL);
    },
  },
  {
    name: "says EPSV ALL and then EPSV",
    ways: ["EPSV"],
    async play(client) {
      await client.say("EPSV ALL");
      client.transcript.splice(
        -1,
        1,
        client.transcript.at(-1)?.startsWith("2") === true ? "2xx to EPSV ALL" : "not to EPSV ALL",
      );
      await client.fetch("EPSV", "RETR a.txt", SMALL);
    },
  },
  {
    name: "says EPSV ALL and then PASV and PORT",
    ways: ["EPSV", "PASV", "PORT"],
    anyRefusal: true,
    async play(client) {
      await client.say("EPSV ALL");
      client.transcript.length = 0;
      await client.say("PASV");
      await client.say("PORT 127,0,0,1,200,10");
    },
  },
  {
    name: "says EPSV 1",
    ways: ["EPSV"],
    async play(client) {
      await client.say("EPSV 1");
    },
  },
  {
    name: "says EPSV 2",
    ways: ["EPSV"],
    async play(client) {
      await client.say("EPSV 2");
    },
  },
  {
    name: "says PASV in one write with SYST",
    ways: ["PASV"],
    async play(client) {
      client.send("PASV\r\nSYST\r\n");
    },
  },
  {
    name: "sends PORT, TYPE and RETR in one write",
    ways: ["PORT"],
    anyOrder: true,
    async play(client) {
      const { data, command } = await client.listen("PORT");
      client.send(`${command}\r\nTYPE I\r\nRETR big\r\n`);
      client.note(`data: ${await data.came(BIG)}`);
      await client.settle();
      client.transcript.splice(
        0,
        Infinity,
        ...client.transcript.map((line) => (line.startsWith("200 ") ? "200 to PORT or TYPE" : line)),
      );
    },
  },
  ...Object.entries(PORT_FORMS).map(([what, format]): Sequence => ({
    name: `says PORT with ${what}`,
    ways: ["PORT"],
    mayServeMore: true,
    play: (client) => inForm(client, "PORT", format),
  })),
  ...Object.entries(EPRT_FORMS).map(([what, format]): Sequence => ({
    name: `says EPRT ${what}`,
    ways: ["EPRT"],
    mayServeMore: true,
    play: (client) => inForm(client, "EPRT", format),
  })),
  ...(["PASV", "EPSV"] as const).map((way): Sequence => ({
    name: `connects only after the fetch was sent, ${way}`,
    ways: [way],
    async play(client) {
      const said = await client.say(way);
      client.send("RETR big\r\n");
      await pause(300);
      client.note(`data: ${(await client.dial(said)?.came(BIG)) ?? "none"}`);
    },
  })),
  ...(["PASV", "EPSV"] as const).map((way): Sequence => ({
    name: `never connects, and asks on, ${way}`,
    ways: [way],
    async play(client) {
      await client.say(way);
      await client.say("NOOP");
      await client.fetch(way, "RETR a.txt", SMALL);
    },
  })),
  {
    name: "says STOU and then agrees",
    ways: ["PASV"],
    anyOrder: true,
    async play(client) {
      client.send("STOU\r\n");
      await client.hear(500, undefined);
      const data = await client.agree("PASV");
      await data?.end(SMALL);
      await pause(600); // who leaves before it is known whose it is has its bytes taken a moment later
    },
  },
  {
    name: "sends RETR and then agrees, PASV",
    ways: ["PASV"],
    async play(client) {
      client.send("RETR a.txt\r\n");
      await client.hear(500, undefined);
      const data = await client.agree("PASV");
      if (data !== undefined) await pause(300);
      data?.close();
    },
  },
  {
    name: "connects, says NOOP and closes unused",
    ways: ["PASV"],
    async play(client) {
      const data = await client.agree("PASV");
      await data?.made;
      await client.say("NOOP");
      data?.close();
      await client.say("NOOP");
      await client.fetch("PASV", "RETR a.txt", SMALL);
    },
  },
  {
    name: "ends its side of the data before it fetches",
    ways: ["PASV"],
    async play(client) {
      const data = await client.agree("PASV");
      await data?.end();
      await client.say("RETR big");
      client.note(`data: ${(await data?.came(BIG)) ?? "none"}`);
    },
  },
  {
    name: "reads late",
    ways: ["PASV"],
    async play(client) {
      const data = await client.agree("PASV");
      await client.say("RETR huge");
      await data?.pause();
      await pause(800);
      data?.resume();
      client.note(`data: ${(await data?.came(HUGE)) ?? "none"}`);
    },
  },
];

async function inForm(client: WireClient, way: "PORT" | "EPRT", format: Form): Promise<void> {
  const { data, command } = await client.listen(way, format);
  if (!(await client.say(command)).startsWith("2")) return;
  client.transcript.splice(-1, 1, `2xx to ${way}`);
  if (!(await client.say("RETR big")).startsWith("1")) return;
  client.note(`data: ${await data.came(BIG)}`);
  await client.hear();
}

/** Files and listings, by every way to a data connection. */
export const TRANSFERS: readonly Sequence[] = [...inEachWay, ...MIXED];
