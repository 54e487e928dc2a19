import { spawn, spawnSync } from "node:child_process";
import { randomBytes, randomInt } from "node:crypto";

/** Whether a second computer can be played here: by root of Linux, with `ip` of iproute2. */
export const canPlaySecondHost = (): boolean =>
  process.platform === "linux" &&
  process.getuid?.() === 0 &&
  spawnSync("ip", ["netns", "list"]).status === 0 &&
  canAdd();

/** What a device has heard: each reply in its turn, and what came by its data connections. */
export interface DeviceLog {
  readonly replies: readonly string[];
  readonly data: readonly string[];
  /** How the control connection ended: `end`, `reset`, or `open` where the device closed it itself, `late` where it has given up after 20 s. */
  readonly ended: string;
}

/** A second computer, on a cable of its own to this one. */
export interface SecondHost {
  /** This computer's address on the cable, and the other's. */
  readonly here: string;
  readonly address: string;
  /** This end of the cable. */
  readonly interfaceName: string;
  /** Play an FTP client there; a line `STOR name<TAB>text` sends the text by PASV, one that begins with RETR, LIST or NLST reads. */
  ftp(port: number, lines: readonly string[]): Promise<DeviceLog>;
  /** Run a program in plain node there, which can import nothing of the tests. @returns what it has printed, as JSON */
  run(program: string, ...args: readonly string[]): Promise<unknown>;
  remove(): void;
}

/** A network namespace with a pair of virtual Ethernet devices. Both go with `remove`. */
export function startSecondHost(): SecondHost {
  const id = randomBytes(3).toString("hex");
  const [namespace, near, far] = [`culvert-${id}`, `cv${id}a`, `cv${id}b`];
  const net = `10.${randomInt(100, 250)}.${randomInt(1, 250)}`;
  const [here, address] = [`${net}.1`, `${net}.2`];
  run("netns", "add", namespace);
  run("link", "add", near, "type", "veth", "peer", "name", far, "netns", namespace);
  run("addr", "add", `${here}/30`, "dev", near);
  run("link", "set", near, "up");
  run("-n", namespace, "addr", "add", `${address}/30`, "dev", far);
  run("-n", namespace, "link", "set", far, "up");
  run("-n", namespace, "link", "set", "lo", "up");
  run("-n", namespace, "route", "add", "default", "via", here); // to this computer's other addresses
  return {
    here,
    address,
    interfaceName: near,
    ftp: (port, lines) => play(namespace, DEVICE, here, String(port), JSON.stringify(lines)) as Promise<DeviceLog>,
    run: (program, ...args) => play(namespace, program, ...args),
    remove: () => void spawnSync("ip", ["netns", "delete", namespace]),
  };
}

function canAdd(): boolean {
  const probe = `culvert-${randomBytes(3).toString("hex")}`;
  const made = spawnSync("ip", ["netns", "add", probe]).status === 0;
  const linked =
    made &&
    spawnSync("ip", ["-n", probe, "link", "add", "probe0", "type", "veth", "peer", "name", "probe1"]).status === 0;
  if (made) spawnSync("ip", ["netns", "delete", probe]);
  return linked;
}

function run(...args: string[]): void {
  const { status, stderr } = spawnSync("ip", args, { encoding: "utf8" });
  if (status !== 0) throw new Error(`ip ${args.join(" ")}: ${stderr}`);
}

function play(namespace: string, program: string, ...args: readonly string[]): Promise<unknown> {
  const child = spawn("ip", ["netns", "exec", namespace, process.execPath, "-e", program, ...args], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  let text = "";
  child.stdout.setEncoding("utf8").on("data", (chunk: string) => (text += chunk));
  return new Promise((resolve, reject) =>
    child.once("error", reject).once("close", () => {
      try {
        resolve(JSON.parse(text));
      } catch {
        reject(new Error(`the device said ${JSON.stringify(text)}`));
      }
    }),
  );
}

/** Runs in the other namespace, in plain node: it can import nothing of the tests. */
const DEVICE = `
const { connect } = require("node:net");
const [host, port, script] = process.argv.slice(1);
const log = { replies: [], data: [], ended: "open" };
const finish = () => process.stdout.write(JSON.stringify(log), () => process.exit(0));
setTimeout(() => { log.ended = "late"; finish(); }, 20000);
let text = "", wake = () => {};
const control = connect({ host, port: Number(port) });
control.setEncoding("latin1").on("data", (more) => { text += more; wake(); });
control.on("error", () => { log.ended = "reset"; }).on("end", () => { if (log.ended === "open") log.ended = "end"; });
control.on("close", () => { wake = () => {}; if (log.ended !== "open") finish(); });
const hear = async () => {
  for (;;) {
    const whole = /^(\\d{3})(?: [^\\n]*\\n|-[^]*?\\n\\1 [^\\n]*\\n)/.exec(text);
    if (whole) { text = text.slice(whole[0].length); log.replies.push(whole[0].trim()); return whole[0]; }
    await new Promise((resolve) => { wake = resolve; });
  }
};
const say = (line) => { control.write(line + "\\r\\n", "latin1"); return hear(); };
(async () => {
  await hear();
  for (const line of JSON.parse(script)) {
    const [command, sent] = line.split("\\t");
    if (!/^(?:STOR|RETR|LIST|NLST)/.test(command)) { await say(command); continue; }
    const numbers = /\\((\\d+,\\d+,\\d+,\\d+),(\\d+),(\\d+)\\)/.exec(await say("PASV"));
    if (!numbers) continue;
    const data = connect({ host: numbers[1].replaceAll(",", "."), port: Number(numbers[2]) * 256 + Number(numbers[3]) });
    let came = "";
    data.setEncoding("latin1").on("data", (more) => { came += more; }).on("error", () => {});
    const closed = new Promise((resolve) => data.on("close", resolve));
    const first = await say(command);
    if (first.startsWith("1")) {
      if (sent !== undefined) data.end(sent, "latin1");
      await closed;
      log.data.push(came);
      await hear();
    } else data.destroy();
  }
  control.destroy();
  finish();
})();
`;
