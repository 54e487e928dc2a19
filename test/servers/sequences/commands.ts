import { bytes, lines, type Sequence } from "./sequence.js";

const QUESTIONS = [
  "SYST",
  "NOOP",
  "HELP",
  "STAT",
  "FEAT",
  "OPTS UTF8 ON",
  "OPTS MLST type;size;",
  "SITE HELP",
  "LANG en",
  "HOST popeye",
  "CLNT culvert",
  "XPWD",
  "PWD x",
  "ALLO 5",
  "MLST a.txt",
  "MLST",
  "STAT a.txt",
  "STAT nosuch",
  "BOGUS",
  "FEAT x",
  "ABOR",
];
const SETTINGS = [
  "TYPE I",
  "TYPE A",
  "TYPE E",
  "TYPE L 8",
  "TYPE X",
  "TYPE",
  "MODE S",
  "MODE B",
  "MODE C",
  "MODE Z",
  "MODE",
  "STRU F",
  "STRU R",
  "STRU",
];
const FILES = [
  "CWD still",
  "CWD nosuch",
  "CWD",
  "CWD ",
  "CDUP",
  "XCUP",
  "MKD",
  "RMD nosuch",
  "DELE nosuch",
  "DELE",
  "RNFR nosuch",
  "RNTO x",
  "SIZE big",
  "SIZE nosuch",
  "SIZE",
  "MDTM nosuch",
  "MDTM",
  "MFMT 20200102030405 a.txt",
  "SITE CHMOD 644 nosuch",
  "SITE UTIME 20200101000000 a.txt",
  "SMNT /",
  "ACCT x",
  "REST 5",
  "REST x",
  "REST",
];
const AGREEING = [
  "PORT",
  "PORT ",
  "PORT 127,0,0,1",
  "PORT 1,2,3,4,5,6,7",
  "PORT x",
  "PORT 127,0,0,1,300,1",
  "PORT 127,0,0,1,-1,1",
  "EPRT",
  "EPRT |1|127.0.0.1|",
  "EPRT |3|127.0.0.1|50000|",
  "EPRT |x",
  "EPRT |1|popeye|50000|",
  "EPSV 3",
  "EPSV x",
];
const TRANSFERS = [
  "LIST",
  "NLST",
  "MLSD",
  "RETR a.txt",
  "RETR nosuch",
  "RETR",
  "STOR",
  "STOR x",
  "APPE x",
  "LIST nosuch",
];

/** Commands without a data connection, each in a session of its own, and what devices put between and into lines. */
export const COMMANDS: readonly Sequence[] = [
  ...[...QUESTIONS, ...SETTINGS, ...FILES].map((line) => lines(`says "${line}"`, line)),
  lines("says everything in lower case", "type i", "pwd", "size a.txt", "Noop"),
  lines(
    "makes, renames and removes",
    "MKD d",
    "MKD d",
    "CWD d",
    "CDUP",
    "RNFR a.txt",
    "RNTO b.txt",
    "SIZE b.txt",
    "RNFR d",
    "RNTO e",
    "RMD e",
    "DELE b.txt",
    "SIZE b.txt",
  ),
  lines("says RNFR, something else, and RNTO", "RNFR a.txt", "NOOP", "RNTO b.txt", "SIZE b.txt"),
  lines("says REST and something else", "REST 5", "NOOP"),
  lines("logs in again", "USER nobody", "PASS wrong"),
  lines("says REIN", "REIN"),
  {
    name: "says QUIT",
    ends: true,
    play: async (client) => {
      await client.say("QUIT");
      await client.hear();
    },
  },
  {
    name: "says QUIT and more in one write",
    ends: true,
    play: async (client) => {
      client.send("QUIT\r\nNOOP\r\n");
      await client.hear();
      await client.hear();
    },
  },

  ...AGREEING.map((line): Sequence => ({ ...lines(`says "${line}"`, line), anyRefusal: true })),
  { ...lines('says "PASV x"', "PASV x"), mayServeMore: true },
  ...TRANSFERS.map((line) => lines(`says "${line}" without a data connection`, line)),

  bytes("ends lines with LF", "NOOP\nSYST\n"),
  bytes("ends a line with CR CR LF", "NOOP\r\r\n"),
  bytes("puts an empty line before a command", "\r\nNOOP\r\n"),
  bytes("puts empty lines between commands", "NOOP\r\n\r\n\r\nSYST\r\n"),
  bytes("puts a blank before a command", " NOOP\r\n"),
  bytes("puts two blanks before the argument", "TYPE  I\r\n"),
  bytes("puts a blank behind the argument", "TYPE I \r\nSIZE a.txt \r\n"),
  bytes("puts a blank behind the verb", "SYST \r\n"),
  bytes("puts a TAB before the argument", "TYPE\tI\r\n"),
  bytes("sends only blanks", "   \r\n"),
  { ...bytes("puts telnet's IAC IP IAC DM before a command", "\xff\xf4\xff\xf2NOOP\r\n"), mayServeMore: true },
  { ...bytes("sends telnet's IAC WILL before a command", "\xff\xfb\x01NOOP\r\n"), mayServeMore: true },
  bytes("names a file in latin1", "SIZE gr\xf6\xdfe\r\nNOOP\r\n"),
  bytes("names a file in UTF-8", "MKD gr\xc3\xb6\xc3\x9fe\r\nRMD gr\xc3\xb6\xc3\x9fe\r\n"),
  bytes("names a file with a doubled IAC", "MKD a\xff\xffb\r\n"),
  bytes("names a file with blanks and quotes", 'MKD a "b" c\r\nCWD a "b" c\r\n'),
  bytes("sends a line of 400 letters", `CWD ${"x".repeat(400)}\r\n`),
  bytes("asks three things in one write", "TYPE I\r\nSYST\r\nNOOP\r\n"),
  bytes("asks fifty things in one write", "NOOP\r\n".repeat(50)),
  bytes("asks what there is not among what there is", "NOOP\r\nBOGUS\r\nSIZE nosuch\r\nSIZE a.txt\r\n"),
  bytes("asks in one write, with two ports in it", "PASV\r\nNOOP\r\nPASV\r\nSYST\r\n"),
  {
    name: "sends a command byte by byte",
    mayServeMore: true, // some servers take each packet for a line
    async play(client) {
      for (const byte of "SIZE a.txt\r\n") {
        client.send(byte);
        await new Promise((resolve) => setTimeout(resolve, 2));
      }
    },
  },
  {
    name: "sends CR and LF apart",
    mayServeMore: true,
    async play(client) {
      client.send("SYST\r");
      await new Promise((resolve) => setTimeout(resolve, 100));
      client.send("\n");
    },
  },
];

/** What is asked of a server that has let nobody in yet. */
export const BEFORE_LOGIN: readonly Sequence[] = [
  ...[
    "PASV",
    "EPSV",
    "EPSV ALL",
    "EPSV 9",
    "PORT 127,0,0,1,200,10",
    "PORT x",
    "EPRT |1|127.0.0.1|50000|",
    "EPRT x",
    "LIST",
    "RETR a.txt",
    "STOR x",
    "SYST",
    "FEAT",
    "OPTS UTF8 ON",
    "NOOP",
    "HELP",
    "SIZE a.txt",
    "TYPE I",
    "PWD",
    "ABOR",
    "REST 1",
    "BOGUS",
    "PASS x",
    "ACCT x",
    "REIN",
    "CLNT x",
  ].map((line) => lines(`says "${line}"`, line)),
  lines("says USER twice", "USER x"),
  bytes("sends PASV and LIST in one write", "PASV\r\nLIST\r\n"),
  bytes("sends an empty line", "\r\n"),
].map((sequence) => ({ ...sequence, name: `before the login, ${sequence.name}`, beforeLogin: true as const }));

/** A whole session in one write, after which nothing more is sent. */
export const WHOLE_SESSION: Sequence = {
  name: "sends a whole session in one write",
  beforeLogin: true,
  ends: true,
  async play(client) {
    client.send(`USER ${client.login.username}\r\nPASS ${client.login.password}\r\nTYPE I\r\nSYST\r\nNOOP\r\nQUIT\r\n`);
    for (let replies = 0; replies < 8; replies++) if ((await client.hear()) === "") break;
  },
};
