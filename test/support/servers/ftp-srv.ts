import { createRequire } from "node:module";
import { freeRange } from "../fixtures/free-port.js";
import { startFtpDaemon, type DaemonOptions, type FtpDaemon } from "./ftp-daemon.js";

/** ftp-srv in a process of its own, where what it throws ends no test. */
export const startFtpSrv = ({ host = "127.0.0.2" }: DaemonOptions = {}): Promise<FtpDaemon> =>
  startFtpDaemon(host, async ({ port, root }) => ({
    program: process.execPath,
    words: [
      "-e",
      SERVE,
      createRequire(import.meta.url).resolve("ftp-srv"),
      host,
      String(port),
      root,
      (await freeRange(60, host)).text,
    ],
    env: { PATH: process.env["PATH"] },
    username: "olive",
    password: "oyl",
  }));

const SERVE = `
const [path, host, port, root, passive] = process.argv.slice(1);
const { FtpSrv } = require(path);
const nothing = () => undefined;
const log = { trace: nothing, debug: nothing, info: nothing, warn: nothing, error: nothing, child: () => log };
const [first, last] = passive.split("-").map(Number);
const server = new FtpSrv({ url: "ftp://" + host + ":" + port, pasv_url: () => host, pasv_min: first, pasv_max: last, timeout: 600000, log });
server.on("login", ({ username, password }, letIn, refuse) => username === "olive" && password === "oyl" ? letIn({ root }) : refuse(new Error("Login incorrect")));
server.on("client-error", nothing);
server.listen();
`;
