import { spawn, type ChildProcess } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { bundle } from "../../support/bundle.js";
import { endWithUs } from "../../support/child.js";
import { FtpSession } from "../../support/clients/ftp-session.js";
import { freePort } from "../../support/fixtures/free-port.js";
import { tempFolder, type TempFolder } from "../../support/fixtures/temp-folder.js";
import { startSftpGateway, type SftpGateway } from "../../support/gateways/sftp-gateway.js";
import { startSwitchedLine, type SwitchedLine } from "../../support/servers/switched-line.js";
import { waitFor } from "../../support/wait-for.js";

/** `CULVERT_KILLS=200 npx vitest run <this file>` takes some minutes. */
const KILLS = Number(process.env["CULVERT_KILLS"] ?? 12);

let folder: TempFolder;
let program: string;
let gateway: SftpGateway;
let line: SwitchedLine;
beforeAll(async () => {
  folder = tempFolder();
  program = await bundle("fixtures/spooling-process", folder.path, ["ssh2"]);
  gateway = await startSftpGateway();
  line = await startSwitchedLine(gateway);
});
afterAll(async () => {
  await line.close();
  await gateway.close();
  folder.remove();
});

interface SpoolingProcess {
  readonly child: ChildProcess;
  readonly ended: Promise<unknown>;
  /** The tunnel's state, the port's, how many files wait and how many were put aside. */
  latest(): readonly string[];
}

function startProcess(port: number, spool: string): SpoolingProcess {
  const args = [program, String(line.port), gateway.username, gateway.password, String(port), spool];
  const child = endWithUs(spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] }));
  let latest: readonly string[] = [];
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    latest = text.trim().split("\n").at(-1)?.split(" ") ?? [];
  });
  return { child, ended: new Promise((resolve) => child.once("close", resolve)), latest: () => latest };
}

const listening = (process: SpoolingProcess) =>
  waitFor("the port", () => (process.latest()[1] === "listening" ? true : undefined), undefined, 5);

/** No two files are alike, and some fill several packets. */
const contentOf = (number: number): Buffer => Buffer.alloc((number * 7_919) % 200_000, `${number};`);

describe("a bridge with a spool", () => {
  it("loses nothing that it told as stored and sends nothing twice, however often its process is killed and its line goes down", async () => {
    const [spool, target] = [folder.file("spool"), tempFolder()];
    const port = await freePort("127.0.0.1");
    const confirmed = new Set<number>();
    let next = 1;
    for (let kill = 0; kill <= KILLS; kill++) {
      const culvert = startProcess(port, spool);
      await listening(culvert);
      if (kill === 0) await waitFor("the link", () => (culvert.latest()[0] === "open" ? true : undefined));
      let isKilled = false;
      const isUp = (): boolean => !isKilled;
      const device = (async () => {
        while (isUp()) {
          try {
            const ftp = await FtpSession.logIn({ host: "127.0.0.1", port, username: "any", password: "any" });
            try {
              while (isUp()) {
                const number = next++;
                const { replies } = await ftp.store(`STOR ${target.path}/f${number}`, contentOf(number));
                if (replies.at(-1) === 226) confirmed.add(number);
                else break;
              }
            } finally {
              ftp.close();
            }
          } catch {
            await new Promise((resolve) => setTimeout(resolve, 5)); // it was killed, or its line went down
          }
        }
      })();
      const before = confirmed.size;
      await waitFor("a file to be told", () => (confirmed.size > before ? true : undefined), undefined, 2);
      const wait = () => new Promise((resolve) => setTimeout(resolve, Math.random() * 150));
      line.takeDown();
      await wait();
      if (kill % 3 !== 0) {
        line.bringBack();
        await wait();
      }
      isKilled = true;
      culvert.child.kill("SIGKILL");
      await culvert.ended;
      await device;
      if (kill % 3 === 1) line.bringBack();
    }
    line.bringBack();
    const last = startProcess(port, spool);
    await waitFor("all to be sent", () => (last.latest()[0] === "open" && last.latest()[2] === "0" ? true : undefined));
    expect(last.latest()[3]).toBe("0");
    last.child.kill("SIGKILL");
    await last.ended;

    const there = readdirSync(target.path).filter((name) => !name.startsWith("."));
    expect(there.filter((name) => name.includes("-"))).toEqual([]); // none came twice
    for (const number of confirmed) expect(there).toContain(`f${number}`);
    for (const name of there)
      expect(readFileSync(`${target.path}/${name}`).equals(contentOf(Number(name.slice(1))))).toBe(true);
    expect(readdirSync(target.path).filter((name) => /\.culvert-[0-9a-f]{16}$/.test(name))).toEqual([]);
    expect(readdirSync(`${spool}/popeye`).sort()).toEqual(["aside", "home", "owner"]);
    expect(confirmed.size).toBeGreaterThan(KILLS);
    target.remove();
  }, 600_000);
});
