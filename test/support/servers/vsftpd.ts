import { spawn } from "node:child_process";
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { endWithUs, runWell, stopDaemon } from "../child.js";
import { freePort, freeRange } from "../fixtures/free-port.js";
import { tempFolder, type TempFolder } from "../fixtures/temp-folder.js";
import { withMounts } from "../mounts.js";
import { programPathOrThrow } from "../programs.js";
import { waitForPort } from "../wait-for.js";
import { daemonEnvironment } from "./daemons.js";

export interface VsftpdOptions {
  readonly host?: string;
  readonly port?: number;
  /** Three free ports by default. */
  readonly passive?: { readonly first: number; readonly last: number };
  /** The address named in a 227, by which the recipe leads clients into the tunnel; `null` leaves it to vsftpd. */
  readonly announces?: string | null;
  /** It lets in a user of its system with a password, olive, and no anonymous one; by default the other way round. Needs a mount namespace. */
  readonly isForLocalUser?: boolean;
  /** More settings, or other ones. */
  readonly settings?: Readonly<Record<string, string | number>>;
}

export interface Vsftpd {
  readonly host: string;
  readonly port: number;
  readonly passive: { readonly first: number; readonly last: number; readonly text: string };
  readonly username: string;
  readonly password: string;
  /** Its folder on this machine; what clients store goes to `pub`, the one place where they may write. */
  readonly root: string;
  readonly pub: string;
  close(): Promise<void>;
}

const LOCAL_USER = { username: "olive", password: "spinach", id: 54321 };

/** Real vsftpd, set as in the recipe: a small fixed passive range, and 127.0.0.1 told to clients. Needs root. */
export async function startVsftpd(options: VsftpdOptions = {}): Promise<Vsftpd> {
  const host = options.host ?? "127.0.0.2";
  const port = options.port ?? (await freePort(host));
  const { first, last } = options.passive ?? (await freeRange(3, host, "127.0.0.1"));
  const announces = options.announces === undefined ? "127.0.0.1" : options.announces;
  const folder = tempFolder({ open: true });
  const root = folder.file("root");
  const pub = join(root, "pub");
  mkdirSync(pub, { recursive: true });
  chmodSync(root, 0o755);
  chmodSync(pub, 0o777);
  mkdirSync(folder.file("empty"), { mode: 0o555 });

  const settings = {
    listen: "YES",
    listen_address: host,
    listen_port: port,
    background: "NO",
    anonymous_enable: "YES",
    local_enable: "NO",
    no_anon_password: "YES",
    anon_root: root,
    ftp_username: "daemon",
    write_enable: "YES",
    anon_upload_enable: "YES",
    anon_mkdir_write_enable: "YES",
    anon_other_write_enable: "YES",
    anon_umask: "022",
    allow_writeable_chroot: "YES",
    pasv_enable: "YES",
    pasv_min_port: first,
    pasv_max_port: last,
    ...(announces === null ? {} : { pasv_address: announces }),
    seccomp_sandbox: "NO",
    isolate: "NO",
    isolate_network: "NO",
    secure_chroot_dir: folder.file("empty"),
    ...(options.isForLocalUser === true
      ? { anonymous_enable: "NO", local_enable: "YES", local_umask: "022", pam_service_name: "other" }
      : {}),
    ...options.settings,
  };
  writeFileSync(
    folder.file("vsftpd.conf"),
    Object.entries(settings)
      .map(([name, value]) => `${name}=${value}\n`)
      .join(""),
  );

  const command = [programPathOrThrow("vsftpd"), folder.file("vsftpd.conf")];
  const [program = "", ...words] =
    options.isForLocalUser === true ? withMounts(await localUserFiles(folder, root), command) : command;
  const child = endWithUs(
    spawn(program, words, { stdio: ["ignore", "pipe", "pipe"], env: daemonEnvironment("vsftpd") }),
  );
  let said = "";
  let gone: string | undefined;
  for (const out of [child.stdout, child.stderr])
    out.on("data", (text: Buffer) => {
      said += text.toString();
    });
  child.once("error", (error) => {
    gone = error.message;
  });
  child.once("exit", () => {
    gone = said;
  });
  await waitForPort(host, port, () => gone);
  return {
    host,
    port,
    passive: { first, last, text: `${first}-${last}` },
    ...(options.isForLocalUser === true ? LOCAL_USER : { username: "anonymous", password: "olive@spinach.com" }),
    root,
    pub,
    async close() {
      await stopDaemon(child);
      folder.remove();
    },
  };
}

/** The system's files in which the user stands, which this server alone sees. */
async function localUserFiles(folder: TempFolder, home: string): Promise<[file: string, path: string][]> {
  const { username, password, id } = LOCAL_USER;
  const hash = (await runWell("openssl", ["passwd", "-6", password])).trim();
  const texts = {
    "/etc/passwd": `${readFileSync("/etc/passwd", "utf8")}${username}:x:${id}:${id}::${home}:/bin/sh\n`,
    "/etc/shadow": `${username}:${hash}:19000:0:99999:7:::\n`,
    "/etc/pam.d/other":
      "auth required pam_unix.so nodelay\naccount required pam_unix.so\nsession required pam_permit.so\n",
  };
  return Object.entries(texts).map(([path, text], index) => {
    const file = folder.file(`system-${index}`);
    writeFileSync(file, text, { mode: 0o644 });
    return [file, path];
  });
}
