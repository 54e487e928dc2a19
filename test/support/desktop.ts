import { spawn, type ChildProcess } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import type { Readable } from "node:stream";
import { endWithUs, runWell, stopChild } from "./child.js";
import { tempFolder } from "./fixtures/temp-folder.js";
import { programPath, programPathOrThrow, type Program } from "./programs.js";
import { waitFor } from "./wait-for.js";

/** What a desktop is made of, and what a person's hand and eye are. */
export const DESKTOP_PROGRAMS = [
  "Xvfb",
  "dbus-daemon",
  "openbox",
  "trayer",
  "dunst",
  "xdotool",
  "xwininfo",
  "xprop",
  "import",
] as const satisfies readonly Program[];

/** A point of the screen, or how large something is. Pixels. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** What takes up a part of the screen. Pixels. */
export interface Area extends Point {
  readonly width: number;
  readonly height: number;
}

/** A window as the X server has it. */
export interface DesktopWindow extends Area {
  readonly id: number;
  readonly name: string;
  /** The first half of its class; empty where it has none. */
  readonly className: string;
  /** How many windows it is inside of; 1 directly on the screen. */
  readonly depth: number;
}

/** A screen of its own with a session bus, a window manager, a tray and a notification service. */
export interface Desktop {
  /** For a program that is to appear on it. */
  readonly env: NodeJS.ProcessEnv;
  readonly width: number;
  readonly height: number;
  /** Every window, whether shown or not. */
  windows(): Promise<readonly DesktopWindow[]>;
  /** The windows that can be seen, directly on the screen: menus and notifications too. */
  shown(): Promise<readonly DesktopWindow[]>;
  /** The windows that the window manager has, each as large as what is inside its frame. */
  managed(): Promise<readonly DesktopWindow[]>;
  move(to: Point): Promise<void>;
  /** Move there and press; 1 is the left button, 3 the right one. */
  click(at: Point, button?: 1 | 2 | 3): Promise<void>;
  xdotool(...words: readonly (string | number)[]): Promise<string>;
  /** What stands in an area now: a byte each of red, green and blue for each pixel. */
  pixels(area: Area): Promise<Buffer>;
  /** What the notification service was given, as it writes it down: `summary: 'Popeye failed'`, `body: ...`. */
  notified(): string;
  /** Keep a picture of the whole screen, to be looked at. */
  keep(file: string): Promise<void>;
  close(): Promise<void>;
}

export interface DesktopOptions {
  readonly width?: number;
  readonly height?: number;
  /** Whether it has a tray, as XEmbed has it; by default it has. */
  readonly hasTray?: boolean;
}

/** Nothing on this bus is started by being asked for: what a test does not start is not there. */
const BUS_CONFIG = `<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN" "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig><type>session</type><listen>unix:tmpdir=/tmp</listen><auth>EXTERNAL</auth>
<policy context="default"><allow send_destination="*"/><allow receive_sender="*"/><allow own="*"/></policy></busconfig>`;

/** A left click does what a notification offers, as on GNOME and KDE; none goes away while it is looked for. */
const DUNST_CONFIG = [
  "[global]",
  "mouse_left_click = do_action, close_current",
  "font = Sans 12",
  "width = 400",
  "origin = top-right",
  "offset = 20x20",
  "show_indicators = no",
  "show_age_threshold = -1",
  "[urgency_normal]",
  "timeout = 0",
  "",
].join("\n");

/** Each look starts a program; on a busy machine all of it takes its time. Milliseconds. */
const PATIENCE = [60_000, 200] as const;

/** Start a desktop on a display that nobody has. @throws where one of its programs does not start */
export async function startDesktop({
  width = 1280,
  height = 900,
  hasTray = true,
}: DesktopOptions = {}): Promise<Desktop> {
  const folder = tempFolder();
  const children: ChildProcess[] = [];
  const close = async (): Promise<void> => {
    for (const child of children.reverse()) await stopChild(child);
    folder.remove();
  };
  try {
    const { env, notified } = await startParts({ width, height, hasTray }, (name) => folder.file(name), children);
    return { ...handAndEye(env), env, width, height, notified, close };
  } catch (thrown) {
    await close();
    throw thrown;
  }
}

async function startParts(
  { width, height, hasTray }: Required<DesktopOptions>,
  file: (name: string) => string,
  children: ChildProcess[],
): Promise<Pick<Desktop, "env" | "notified">> {
  writeFileSync(file("bus.conf"), BUS_CONFIG);
  writeFileSync(file("dunstrc"), DUNST_CONFIG);
  mkdirSync(file("home/.config"), { recursive: true });
  const start = (env: NodeJS.ProcessEnv, program: Program, ...words: readonly string[]): ChildProcess => {
    const child = endWithUs(
      spawn(programPathOrThrow(program), words, { env, stdio: ["ignore", "pipe", "ignore", "pipe"] }),
    );
    child.stdout?.resume();
    child.on("error", () => undefined); // what it was to do is waited for in vain
    children.push(child);
    return child;
  };
  const screen = start(
    process.env,
    "Xvfb",
    "-displayfd",
    "3",
    "-screen",
    "0",
    `${width}x${height}x24`,
    "-nolisten",
    "tcp",
    "-noreset", // else it begins anew when its only client has gone, and whoever connects meanwhile is refused
  );
  const bus = start(process.env, "dbus-daemon", `--config-file=${file("bus.conf")}`, "--nofork", "--print-address=3");
  const env: NodeJS.ProcessEnv = {
    DISPLAY: `:${await firstLine(screen)}`,
    DBUS_SESSION_BUS_ADDRESS: await firstLine(bus),
    XDG_CURRENT_DESKTOP: "XFCE",
    NO_AT_BRIDGE: "1",
    WAYLAND_DISPLAY: undefined,
  };
  const atHome = { ...process.env, ...env, HOME: file("home"), XDG_CONFIG_HOME: file("home/.config") };
  start(atHome, "openbox");
  const root = (property: string): Promise<string> =>
    runWell(programPathOrThrow("xprop"), ["-root", property], { env: atHome });
  await waitFor(
    "a window manager",
    async () => ((await root("_NET_SUPPORTING_WM_CHECK")).includes("window id") ? true : undefined),
    ...PATIENCE,
  );
  let notified = "";
  start(atHome, "dunst", "-config", file("dunstrc"), "-print").stdout?.on(
    "data",
    (chunk: Buffer) => (notified += chunk.toString("utf8")),
  );
  if (hasTray) await startTray(start, atHome);
  return { env, notified: () => notified };
}

/** trayer, at the bottom right. */
async function startTray(
  start: (env: NodeJS.ProcessEnv, program: Program, ...words: readonly string[]) => ChildProcess,
  atHome: NodeJS.ProcessEnv,
): Promise<void> {
  start(
    atHome,
    "trayer",
    "--edge",
    "bottom",
    "--align",
    "right",
    "--widthtype",
    "request",
    "--height",
    "28",
    "--tint",
    "0xdddddd",
    "--transparent",
    "true",
    "--alpha",
    "0",
  );
  await waitFor(
    "a tray",
    async () => ((await windowsOf(atHome)).some(({ name }) => name === "panel") ? true : undefined),
    ...PATIENCE,
  );
}

/** What a program writes to its fourth stream first. */
async function firstLine(child: ChildProcess): Promise<string> {
  let said = "";
  (child.stdio[3] as Readable).on("data", (chunk: Buffer) => (said += chunk.toString("utf8")));
  return await waitFor(
    `a line of ${child.spawnfile}`,
    () => (said.includes("\n") ? said.split("\n")[0] : undefined),
    ...PATIENCE,
  );
}

function handAndEye(env: NodeJS.ProcessEnv): Omit<Desktop, "env" | "width" | "height" | "notified" | "close"> {
  const whole = { ...process.env, ...env };
  const out = (program: Program, ...words: readonly string[]): Promise<string> =>
    runWell(programPathOrThrow(program), words, { env: whole });
  const xdotool = (...words: readonly (string | number)[]): Promise<string> => out("xdotool", ...words.map(String));
  const move = async (to: Point): Promise<void> => {
    const [, x, y] = /^x:(\d+) y:(\d+)/.exec(await xdotool("getmouselocation")) ?? [];
    await xdotool(...movesTo({ x: Number(x), y: Number(y) }, to));
  };
  const shownIds = async (): Promise<ReadonlySet<number>> =>
    new Set(
      (await xdotool("search", "--onlyvisible", "--maxdepth", 1, "--name", ".*"))
        .split("\n")
        .filter(Boolean)
        .map(Number),
    );
  return {
    xdotool,
    windows: () => windowsOf(whole),
    shown: async () => {
      const [all, ids] = [await windowsOf(whole), await shownIds()];
      return all.filter(({ id, depth }) => depth === 1 && ids.has(id));
    },
    managed: async () => {
      const ids = new Set(
        [...(await out("xprop", "-root", "_NET_CLIENT_LIST")).matchAll(/0x[0-9a-f]+/g)].map(([id]) => Number(id)),
      );
      return (await windowsOf(whole)).filter(({ id }) => ids.has(id));
    },
    move,
    click: async (at, button = 1) => {
      await move(at);
      await xdotool("click", button);
    },
    pixels: ({ x, y, width, height }) =>
      new Promise((resolve, reject) => {
        const child = spawn(
          programPathOrThrow("import"),
          ["-window", "root", "-crop", `${width}x${height}+${x}+${y}`, "-depth", "8", "rgb:-"],
          { env: whole, stdio: ["ignore", "pipe", "ignore"] },
        );
        const chunks: Buffer[] = [];
        child.stdout.on("data", (chunk: Buffer) => chunks.push(chunk));
        child.once("error", reject);
        child.once("close", () => resolve(Buffer.concat(chunks)));
      }),
    keep: async (file) => {
      await out("import", "-window", "root", file);
    },
  };
}

const STEP = 20;

/** As a hand moves, first sideways: a menu pays no heed to a pointer that was only put there, and a submenu goes when its entry is left upwards. */
function movesTo(from: Point, to: Point): (string | number)[] {
  const along = (start: number, end: number): number[] => {
    const count = Math.max(1, Math.ceil(Math.abs(end - start) / STEP));
    return Array.from({ length: count }, (_, step) => Math.round(start + ((end - start) * (step + 1)) / count));
  };
  const path = [
    ...along(from.x, to.x).map((x) => [x, Math.round(from.y)]),
    ...along(from.y, to.y).map((y) => [Math.round(to.x), y]),
  ];
  return path.flatMap(([x = 0, y = 0]) => ["mousemove", x, y, "sleep", 0.005]);
}

/** `     0x200003 "panel": ("panel" "trayer")  2x28+1278+872  +1278+872`, indented by how deep it is. */
const WINDOW_LINE =
  /^( +)(0x[0-9a-f]+) (?:"(.*)"|\(has no name\)): \((?:"([^"]*)" (?:"[^"]*"|\(none\)))?\) +(\d+)x(\d+)\S+ +\+(-?\d+)\+(-?\d+)$/;

/** A window that goes while the tree is read ends xwininfo, so it is asked some times. */
const WINDOW_TREE_TRIES = 5;

async function windowTree(env: NodeJS.ProcessEnv): Promise<string> {
  for (let tries = 1; ; tries++)
    try {
      return await runWell(programPathOrThrow("xwininfo"), ["-root", "-tree"], { env });
    } catch (thrown) {
      if (tries === WINDOW_TREE_TRIES || !/Bad (?:Drawable|Window)/.test(String(thrown))) throw thrown;
    }
}

async function windowsOf(env: NodeJS.ProcessEnv): Promise<readonly DesktopWindow[]> {
  const tree = await windowTree(env);
  return tree.split("\n").flatMap((line) => {
    const [, indent = "", id = "", name = "", className = "", width, height, x, y] = WINDOW_LINE.exec(line) ?? [];
    return id === ""
      ? []
      : [
          {
            id: Number(id),
            name,
            className,
            depth: Math.round((indent.length - 2) / 3),
            width: Number(width),
            height: Number(height),
            x: Number(x),
            y: Number(y),
          },
        ];
  });
}

/** The middle of an area. */
export const middleOf = ({ x, y, width, height }: Area): Point => ({ x: x + width / 2, y: y + height / 2 });

/** What of a desktop is not on this machine. */
export const missingOfDesktop = (): string[] => DESKTOP_PROGRAMS.filter((name) => programPath(name) === undefined);
