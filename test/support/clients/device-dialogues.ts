import { connect, createServer, type Socket } from "node:net";
import { FtpSession } from "./ftp-session.js";
import type { FtpServerAddress } from "./ftp-clients.js";

/** What one kind of device says once it is logged in, and what it leaves. */
export interface DeviceDialogue {
  readonly device: string;
  /** The public report that tells of it. */
  readonly report: string;
  /** How it agrees on data connections. */
  readonly mode: "PASV" | "EPSV" | "PORT";
  /** Each line with the replies that let the device go on; `STOR name` and `APPE name` send `BYTES`, `NLST name` reads what comes. */
  readonly lines: readonly (readonly [line: string, goesOnAt: RegExp])[];
  /** The files that must lie in the folder in the end; each is whole. */
  readonly files: readonly string[];
}

/** What devices store: not text, so that a translated line end shows. */
export const BYTES = Buffer.from([0xff, 0xd8, 0x0a, 0x0d, 0x0a, 0x00, 0xff, 0xd9]);

const STORED = /^226/;

export const DEVICE_DIALOGUES: readonly DeviceDialogue[] = [
  {
    device: "a Reolink camera, which tries its settings in a folder of their own",
    report: "github.com/svrooij/ipcam2mqtt/issues/14",
    mode: "PASV",
    lines: [
      ["CWD camera_test", /^550/],
      ["MKD camera_test", /^257/],
      ["CWD camera_test", /^250/],
      ["TYPE I", /^200/],
      ["STOR test.jpg", STORED],
    ],
    files: ["camera_test/test.jpg"],
  },
  {
    device: "a Dahua camera, which says how long its file is and goes at a reply it does not know",
    report: "github.com/hassio-addons/app-ftp/issues/245",
    mode: "PASV",
    lines: [
      ["TYPE I", /^200/],
      ["MKD 2026-11-29", /^(?:257|550)/],
      ["MKD 2026-11-29", /^550/],
      ["CWD 2026-11-29", /^250/],
      [`ALLO ${BYTES.length}`, /^20/],
      ["STOR 14.07.00[M][0@0][0].jpg", STORED],
    ],
    files: ["2026-11-29/14.07.00[M][0@0][0].jpg"],
  },
  {
    device: "a Yi camera, by BusyBox' ftpput",
    report: "github.com/alienatedsec/yi-hack-v5/issues/337",
    mode: "EPSV",
    lines: [
      ["TYPE I", /^200/],
      ["STOR 06M00S60.mp4", STORED],
      ["QUIT", /^221/],
    ],
    files: ["06M00S60.mp4"],
  },
  {
    device: "a Brother scanner, which looks at the folder first and comes again with each page",
    report: "github.com/drakkan/sftpgo/issues/861",
    mode: "PASV",
    lines: [
      ["CWD .", /^250/],
      ["TYPE I", /^200/],
      ["STOR 20261129_0001.pdf", STORED],
      ["STOR 20261129_0002.pdf", STORED],
      ["QUIT", /^221/],
    ],
    files: ["20261129_0001.pdf", "20261129_0002.pdf"],
  },
  {
    device: "a printer that stores a page to try its settings, and removes it",
    report: "HP's embedded web server, Add or Edit an FTP Site",
    mode: "PORT",
    lines: [
      ["TYPE I", /^200/],
      ["STOR test.tmp", STORED],
      ["SIZE test.tmp", /^213 8/],
      ["DELE test.tmp", /^250/],
      ["STOR scan.pdf.tmp", STORED],
      ["RNFR scan.pdf.tmp", /^350/],
      ["RNTO scan.pdf", /^250/],
    ],
    files: ["scan.pdf"],
  },
  {
    device: "a machine's controller, in active mode, with lower-case verbs and the old names of others",
    report: "github.com/Natizyskunk/vscode-sftp/issues/510",
    mode: "PORT",
    lines: [
      ["type i", /^200/],
      ["XMKD logs", /^257/],
      ["XCWD logs", /^250/],
      ["XPWD", /^257/],
      ["stor log.csv", STORED],
      ["NOOP", /^200/],
      ["stor log2.csv", STORED],
    ],
    files: ["logs/log.csv", "logs/log2.csv"],
  },
  {
    device: "a Xerox copier with EFI's server, which goes on only where a list of a missing file is refused",
    report: "flameeyes.blog/2012/02/16/dealing-with-closed-source-firmware-and-latent-bugs, EFI's release notes",
    mode: "PASV",
    lines: [
      ["TYPE I", /^200/],
      ["NLST scan.pdf", /^[45]/],
      ["STOR scan.pdf", STORED],
      ["QUIT", /^221/],
    ],
    files: ["scan.pdf"],
  },
  {
    device:
      "a camera with a folder in a folder, as Hikvision's parent and child directory, which makes one after the other",
    report: "github.com/biddster/node-red-contrib-ftp-server/issues/4; Hikvision DS-2TD2117 user manual, FTP Settings",
    mode: "PASV",
    lines: [
      ["CWD 20171007/images/", /^550/],
      ["XMKD 20171007", /^257/],
      ["XMKD 20171007/images", /^257/],
      ["CWD 20171007/images/", /^250/],
      ["TYPE I", /^200/],
      ["STOR 01101200.jpg", STORED],
    ],
    files: ["20171007/images/01101200.jpg"],
  },
  {
    device: "a Dahua camera, which asks for the size of a file that is not there before it makes its folders",
    report: "github.com/alienatedsec/yi-hack-v5/issues/337",
    mode: "PASV",
    lines: [
      ["PWD", /^257/],
      ["TYPE I", /^200/],
      ["CWD .", /^250/],
      ["size DVRWorkDirectory", /^550/],
      ["MKD 2026-11-29", /^257/],
      ["CWD 2026-11-29", /^250/],
      ["PWD", /^257/],
      ["STOR 14.07.00.dav", STORED],
    ],
    files: ["2026-11-29/14.07.00.dav"],
  },
  {
    device: "a Lexmark scanner, which writes the type in small letters",
    report: "github.com/drakkan/sftpgo/issues/1082",
    mode: "PORT",
    lines: [
      ["TYPE i", /^200/],
      ["STOR image.pdf", STORED],
      ["QUIT", /^221/],
    ],
    files: ["image.pdf"],
  },
  {
    device: "an Intellinet camera, which stores beside the picture of a page, removes that one and renames",
    report: "manualshelf.com: Intellinet fixed cameras, user manual, page 90",
    mode: "PASV",
    lines: [
      ["TYPE I", /^200/],
      ["STOR camera_tmp.jpg", STORED],
      ["DELE camera.jpg", /^550/],
      ["RNFR camera_tmp.jpg", /^350/],
      ["RNTO camera.jpg", /^250/],
      ["STOR camera_tmp.jpg", STORED],
      ["DELE camera.jpg", /^250/],
      ["RNFR camera_tmp.jpg", /^350/],
      ["RNTO camera.jpg", /^250/],
    ],
    files: ["camera.jpg"],
  },
];

/** Play a device in a folder. @returns the first reply at which it would give up; nothing where it got through */
export async function playDevice(
  server: FtpServerAddress,
  folder: string | undefined,
  { mode, lines }: DeviceDialogue,
): Promise<string | undefined> {
  const ftp = FtpSession.dial(server);
  try {
    const expect = async (line: string, goesOnAt: RegExp): Promise<string | undefined> => {
      const text = /^(?:STOR|APPE|NLST) /i.test(line) ? await transfer(ftp, mode, line) : (await ftp.say(line)).text;
      return goesOnAt.test(text) ? undefined : `${line}: ${text.trim()}`;
    };
    await ftp.hear();
    const login = [
      [`USER ${server.username}`, /^331/],
      [`PASS ${server.password}`, /^230/],
      ...(folder === undefined ? [] : [[`CWD ${folder}`, /^250/] as const]),
    ] as const;
    for (const [line, goesOnAt] of [...login, ...lines]) {
      const problem = await expect(line, goesOnAt);
      if (problem !== undefined) return problem;
    }
    return undefined;
  } finally {
    ftp.close();
  }
}

/** @returns the final reply, or the one that refuses */
async function transfer(ftp: FtpSession, mode: DeviceDialogue["mode"], line: string): Promise<string> {
  const { socket, refused } = await agree(ftp, mode);
  if (refused !== undefined) return refused;
  const sent = socket.then((data) => data.resume().end(/^NLST/i.test(line) ? Buffer.alloc(0) : BYTES));
  const { code, text: first } = await ftp.say(line);
  let text = first;
  if (code === 125 || code === 150) ({ text } = await ftp.hear());
  (await sent).destroy();
  return text;
}

async function agree(
  ftp: FtpSession,
  mode: DeviceDialogue["mode"],
): Promise<{ readonly socket: Promise<Socket>; readonly refused?: string }> {
  if (mode !== "PORT") {
    const { text } = await ftp.say(mode);
    const port = /\|\|\|(\d+)\|/.exec(text)?.[1];
    const [, high = "", low = ""] = /\(127,0,0,1,(\d+),(\d+)\)/.exec(text) ?? [];
    const number = port === undefined ? Number(high) * 256 + Number(low) : Number(port);
    const socket = connect({ host: "127.0.0.1", port: number }).on("error", () => undefined);
    return { socket: Promise.resolve(socket) };
  }
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  const socket = new Promise<Socket>((resolve) =>
    server.once("connection", (data) => {
      server.close();
      resolve(data.on("error", () => undefined));
    }),
  );
  const { code, text } = await ftp.say(`PORT 127,0,0,1,${port >> 8},${port & 255}`);
  if (code === 200) return { socket };
  server.close();
  return { socket, refused: text };
}
