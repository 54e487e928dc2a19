import { connect } from "node:net";
import type { WireClient } from "../../support/clients/wire-client.js";
import { BIG, bytes, HUGE, lines, SMALL, type Sequence } from "./sequence.js";

const pause = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));
const session = (name: string, play: (client: WireClient) => Promise<void>): Sequence => ({ name, play });
/** Over once the client has gone. */
const last = (name: string, play: (client: WireClient) => Promise<void>): Sequence => ({ name, play, ends: true });
const say = async (client: WireClient, ...said: readonly string[]): Promise<void> => {
  for (const line of said) await client.say(line);
};

/** What clients may do in another order than servers like, of which each server makes what it wants. */
export const ORDERS: readonly Sequence[] = [
  lines("renames to a name before it says which", "RNTO b", "RNFR a.txt", "RNTO b", "RNTO c"),
  lines("says RNFR twice", "RNFR nosuch", "RNFR a.txt", "RNFR big", "RNTO c", "SIZE a.txt", "SIZE c"),
  lines("says RNFR, an unknown verb, and RNTO", "RNFR a.txt", "XYZZY", "RNTO b", "SIZE a.txt"),
  lines("renames over a file", "RNFR a.txt", "RNTO empty", "SIZE empty"),
  lines("renames a folder over a file", "RNFR still", "RNTO a.txt", "SIZE a.txt"),
  lines("renames a file over a folder", "RNFR a.txt", "RNTO still", "SIZE a.txt"),
  lines("renames into another folder, and back", "RNFR a.txt", "RNTO still/a", "RNFR still/a", "RNTO ./a.txt"),
  lines("deletes a folder, and removes a file", "DELE still", "RMD a.txt", "RMD still", "RMD nosuch"),
  lines("makes a folder twice, and below what is not there", "MKD d", "MKD d", "MKD no/such", "RMD d"),
  lines("enters a file", "CWD a.txt", "CWD still/one", "CWD still/", "CWD ../still/../still", "CDUP"),
  lines("goes about by .. and .", "CWD still/..", "CWD ./still/.", "CWD ..", "SIZE still/../a.txt", "SIZE ./a.txt"),
  lines("asks about a folder as of a file", "SIZE still", "SIZE a.txt/", "RNFR still/", "MDTM a.txt/x"),
  lines(
    "asks of links",
    "SIZE link",
    "SIZE dangling",
    "SIZE into/one",
    "CWD into",
    "CDUP",
    "DELE dangling",
    "DELE link",
  ),
  lines("asks in ASCII type", "TYPE A", "SIZE a.txt", "MDTM nosuch", "TYPE I", "SIZE a.txt"),
  lines("says REST, and what is no transfer", "REST 3", "PWD", "REST 0", "REST 99999999999999999999", "REST -5"),
  lines("asks for help about all and each", "HELP RETR", "HELP nosuch", "SITE NOSUCH", "SITE"),
  lines("chooses options that are none", "OPTS", "OPTS NOSUCH", "OPTS UTF8 OFF", "OPTS UTF8", "OPTS MLST nosuch;"),
  lines("asks for languages", "LANG", "LANG fr", "LANG EN-US"),
  lines(
    "sets modes by SITE",
    "SITE CHMOD 600 a.txt",
    "SITE CHMOD 999 a.txt",
    "SITE CHMOD a.txt",
    "SITE CHMOD 644 nosuch",
  ),
  lines("sets times", "MFMT 20200102030405 a.txt", "MDTM a.txt", "MFMT 2020 a.txt", "MFMT 20200102030405 nosuch"),
  lines("asks of facts", "OPTS MLST type;size;", "MLST a.txt", "MLST still", "OPTS MLST", "MLST a.txt", "MLST nosuch"),
  lines("logs in again as it is", "USER someone", "PWD"),
  bytes("sends an argument of blanks", "CWD    \r\nDELE  \r\nMKD \t\r\n"),
  lines("names a folder with blanks around it", "MKD  a b ", "RMD  a b "),

  session("lists by globs", async (client) => {
    for (const line of [
      "NLST *.txt",
      "NLST st*",
      "NLST *nosuch*",
      "LIST e*",
      "NLST still/*",
      "NLST [ab]*",
      "NLST ?.txt",
    ])
      await client.list("PASV", line);
  }),
  session("lists by options of ls", async (client) => {
    for (const line of ["LIST -a still", "LIST -la", "NLST -l still", "LIST -R still", "NLST still/one", "LIST a.txt"])
      await client.list("PASV", line);
  }),
  session("lists what cannot be listed by facts", async (client) => {
    for (const line of ["MLSD a.txt", "MLSD nosuch", "MLSD still", "MLSD *"]) await client.list("PASV", line);
  }),
  session("asks of paths by STAT", async (client) => say(client, "STAT a.txt", "STAT nosuch", "STAT still")),
  session("fetches a folder, and what lies below a file", async (client) => {
    for (const line of ["RETR still", "RETR a.txt/x", "RETR .", "RETR nosuch/x"])
      await client.fetch("PASV", line, SMALL);
  }),
  session("fetches by links", async (client) => {
    await client.fetch("PASV", "RETR link", SMALL);
    await client.fetch("PASV", "RETR dangling", SMALL);
    await client.fetch("PASV", "RETR into/one", Buffer.from("one"));
  }),
  session("stores over links and folders", async (client) => {
    for (const path of ["link", "still", "into/new", "a.txt/x", "."]) await client.store("PASV", `STOR ${path}`, SMALL);
  }),
  session("goes on by REST and STOR", async (client) => {
    await client.store("PASV", "STOR x", "0123456789");
    await client.say("REST 4");
    await client.store("PASV", "STOR x", "abc");
    await client.fetch("PASV", "RETR x", Buffer.from("0123abc789"));
    await client.say("REST 400");
    await client.store("PASV", "STOR x", "abc");
    await client.say("REST 4");
    await client.fetch("PASV", "RETR nosuch", SMALL);
    await client.fetch("PASV", "RETR a.txt", SMALL);
  }),
  session("says REST and APPE", async (client) => {
    await client.store("PASV", "STOR x", "0123456789");
    await client.say("REST 4");
    await client.store("PASV", "APPE x", "abc");
    await client.say("SIZE x");
    await client.store("PASV", "APPE new", "abc");
    await client.say("SIZE new");
  }),
  session("fetches from the end and behind it", async (client) => {
    for (const offset of [SMALL.length, SMALL.length + 1]) {
      await client.say(`REST ${offset}`);
      await client.fetch("PASV", "RETR a.txt", Buffer.alloc(0));
    }
  }),
  session("stores lines in ASCII, cut between CR and LF", async (client) => {
    await client.say("TYPE A");
    const data = await client.agree("PASV");
    await client.say("STOR x");
    const socket = await data?.made;
    for (const part of ["one\r", "\ntwo\r", "\r\nthr", "ee\rfour\n", "\r"]) {
      socket?.write(part);
      await pause(60);
    }
    socket?.end();
    await client.hear();
    await say(client, "TYPE I", "SIZE x");
    await client.fetch("PASV", "RETR x", Buffer.from("one\ntwo\r\nthree\rfour\n\r"));
  }),
  session("fetches lines in ASCII that end in CR LF, CR and LF", async (client) => {
    await client.store("PASV", "STOR x", "one\r\ntwo\nthree\rfour");
    await client.say("TYPE A");
    await client.fetch("PASV", "RETR x", Buffer.from("one\r\ntwo\r\nthree\rfour"));
  }),
  session("asks for a unique name", async (client) => {
    await client.store("PASV", "STOU", SMALL);
  }),

  session("says PASV twice, and comes to the first", async (client) => {
    const first = await client.agree("PASV");
    await pause(100);
    await client.fetch("PASV", "RETR a.txt", SMALL);
    first?.close();
  }),
  session("comes to the data connection only behind its command", async (client) => {
    const reply = await client.say("PASV");
    client.send("RETR a.txt\r\n");
    await pause(400);
    const data = client.dial(reply);
    client.note(`data: ${(await data?.came(SMALL)) ?? "none"}`);
    await client.hearUntil("2", "4", "5");
  }),
  session("names a port for data where nobody listens", async (client) => {
    await client.say("PORT 127,0,0,1,255,254");
    await client.say("RETR a.txt");
  }),
  session("comes to the data port from another address", async (client) => {
    const [, a = "0", b = "0"] = /(\d+),(\d+)\)/.exec(await client.say("PASV")) ?? [];
    const host = client.socket.remoteAddress ?? "127.0.0.1";
    const stranger = connect({ host, port: Number(a) * 256 + Number(b), localAddress: "127.0.0.77" });
    let got = 0;
    stranger.on("data", (chunk) => (got += chunk.length)).on("error", () => undefined);
    await pause(300);
    client.send("RETR a.txt\r\n");
    await pause(500);
    client.note(`the stranger got ${got}`);
    stranger.destroy();
    client.send("ABOR\r\n");
    await pause(500);
  }),
  ...["before the data connection", "behind the agreement"].map((when) =>
    session(`aborts ${when}`, async (client) => {
      if (when.startsWith("behind")) await client.say("PASV");
      await say(client, "ABOR", "RETR a.txt");
    }),
  ),
  session("aborts while the data connection is awaited", async (client) => {
    await client.say("PASV");
    client.send("RETR a.txt\r\n");
    await pause(300);
    client.send("ABOR\r\n");
    await pause(300);
  }),
  session("aborts in a listing, and behind it", async (client) => {
    await client.list("PASV", "NLST still");
    await client.say("ABOR");
    await client.list("PASV", "NLST still");
  }),
  session("closes its side of the data connection while it fetches", async (client) => {
    const data = await client.agree("PASV");
    await client.say("RETR big");
    (await data?.made)?.end();
    client.note(`data: ${(await data?.came(BIG)) ?? "none"}`);
    await client.hear();
  }),
  session("closes the data connection unused, and asks for the file", async (client) => {
    const data = await client.agree("PASV");
    await data?.made;
    data?.close();
    await pause(200);
    await client.say("RETR big");
    await client.hearUntil("2", "4", "5");
  }),
  last("says QUIT while it stores", async (client) => {
    const data = await client.agree("PASV");
    await client.say("STOR x");
    const socket = await data?.made;
    socket?.write(BIG.subarray(0, 500_000));
    client.send("QUIT\r\n");
    await pause(300);
    socket?.end(BIG.subarray(500_000));
    await client.hear();
    await client.hear();
  }),
  last("ends its side of the control connection while it fetches", async (client) => {
    const data = await client.agree("PASV");
    await client.say("RETR huge");
    await data?.pause();
    client.socket.end();
    await pause(200);
    data?.resume();
    client.note(`data: ${(await data?.came(HUGE)) ?? "none"}`);
    await client.hear();
  }),
  last("ends its side of the control connection behind three commands", async (client) => {
    client.send("SIZE a.txt\r\nMKD d\r\nPWD\r\n");
    client.socket.end();
    for (let replies = 0; replies < 4; replies++) if ((await client.hear()) === "") break;
  }),
];
