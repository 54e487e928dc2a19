import {
  closeSync,
  constants,
  fstatSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readlinkSync,
  readSync,
  realpathSync,
  renameSync,
  rmdirSync,
  statSync,
  truncateSync,
  unlinkSync,
  utimesSync,
  chmodSync,
  writeSync,
  type Stats,
} from "node:fs";
import { createServer, type Socket } from "node:net";
import { join } from "node:path";
import ssh2, { type Attributes, type Connection, type SFTPWrapper } from "ssh2";
import { freePort } from "../fixtures/free-port.js";
import { freshKey } from "../fixtures/fresh-key.js";
import { hostKeyFacts, knownHostsLine } from "../fixtures/host-key-facts.js";

const { STATUS_CODE } = ssh2.utils.sftp;

/** What a test's server cannot, or will not. */
export interface SftpGatewayOptions {
  /** The most bytes that one read gives, whatever is asked. */
  readonly mostRead?: number;
  /** The most handles at once; further ones fail. */
  readonly mostHandles?: number;
  /** Looked at before each request: a status to answer in its place, or `silence`. */
  readonly answers?: (request: string, path: string) => number | "silence" | undefined;
  /** What each READDIR answers in place of the folder's names; without end, unless it gives `undefined`. */
  readonly names?: () => readonly string[] | undefined;
  /** Where each of these names leads: they are links then. */
  readonly leadTo?: string;
  /** Told of each request, in its order. */
  readonly asked?: (request: string) => void;
  /** Refuses SFTP altogether. */
  readonly without?: boolean;
}

export interface SftpGateway {
  readonly host: string;
  readonly port: number;
  readonly username: string;
  readonly password: string;
  /** For a known_hosts file, without its line end. */
  readonly hostKeyLine: string;
  /** Handles that are open now. */
  handles(): number;
  /** Cut every connection. */
  dropAll(): void;
  close(): Promise<void>;
}

/** An SSH server played by ssh2 whose SFTP serves this machine's files, within limits. Its login is a password. */
export async function startSftpGateway(options: SftpGatewayOptions = {}): Promise<SftpGateway> {
  const sockets = new Set<Socket>();
  const handles = new Map<number, Handle>();
  const hostKey = freshKey();
  const server = new ssh2.Server({ hostKeys: [hostKey.private] }, (session: Connection) => {
    session
      .on("error", () => undefined)
      .on("authentication", (attempt) => {
        if (attempt.method === "password" && attempt.password === "spinach") attempt.accept();
        else attempt.reject(["password"]);
      });
    session.on("session", (accept) => {
      const channel = accept();
      channel.on("sftp", (letIn, refuse) => {
        if (options.without === true) refuse();
        else serve(letIn(), handles, options);
      });
    });
  });
  const listener = createServer({ noDelay: true }, (socket) => {
    sockets.add(socket);
    socket.on("error", () => socket.destroy()).once("close", () => sockets.delete(socket));
    server.injectSocket(socket);
  });
  const port = await freePort();
  await new Promise<void>((resolve, reject) => listener.once("error", reject).listen(port, "127.0.0.1", resolve));
  const dropAll = () => sockets.forEach((socket) => socket.destroy());
  return {
    host: "127.0.0.1",
    port,
    username: "olive",
    password: "spinach",
    hostKeyLine: knownHostsLine("127.0.0.1", port, hostKeyFacts(hostKey.public)),
    dropAll,
    handles: () => handles.size,
    close: () =>
      new Promise((resolve) => {
        listener.close(() => resolve());
        dropAll();
        for (const { file } of handles.values()) if (file !== undefined) closeSync(file);
      }),
  };
}

interface Handle {
  readonly path: string;
  readonly file?: number;
  names?: string[];
}

let nextHandle = 0;

function serve(
  sftp: SFTPWrapper,
  handles: Map<number, Handle>,
  { mostRead = 1 << 20, mostHandles = 1000, answers, asked, names: invented, leadTo }: SftpGatewayOptions,
): void {
  const own = new Set<number>();
  const add = (handle: Handle): Buffer => {
    const name = Buffer.alloc(4);
    name.writeUInt32BE(++nextHandle);
    handles.set(nextHandle, handle);
    own.add(nextHandle);
    return name;
  };
  /** As servers do when a channel has ended: what it held open is closed. */
  sftp.once("close", () => {
    for (const name of own) {
      const { file } = handles.get(name) ?? {};
      if (file !== undefined) closeSync(file);
      handles.delete(name);
    }
  });
  const named = (name: Buffer): Handle => {
    const handle = handles.get(name.readUInt32BE());
    if (handle === undefined) throw new Error("no such handle");
    return handle;
  };
  /** Answer one request; what the file system throws becomes a status, as OpenSSH makes it. */
  const on = (request: string, act: (id: number, ...words: never[]) => void) => {
    sftp.on(request, (id: number, ...words: never[]) => {
      const [first] = words as unknown[];
      asked?.(request);
      try {
        const instead = answers?.(request, typeof first === "string" ? first : named(first as Buffer).path);
        if (instead === "silence") return;
        if (instead !== undefined) sftp.status(id, instead);
        else act(id, ...words);
      } catch (thrown) {
        sftp.status(id, statusOf((thrown as NodeJS.ErrnoException).code));
      }
    });
  };
  const ok = (id: number) => sftp.status(id, STATUS_CODE.OK);

  on("REALPATH", (id, path: string) =>
    sftp.name(id, [
      { filename: realpathSync(path === "." ? process.cwd() : path), longname: "", attrs: {} as Attributes },
    ]),
  );
  on("STAT", (id, path: string) => sftp.attrs(id, attributes(statSync(path))));
  on("LSTAT", (id, path: string) => sftp.attrs(id, attributes(lstatSync(path))));
  on("READLINK", (id, path: string) =>
    sftp.name(id, [{ filename: leadTo ?? readlinkSync(path), longname: "", attrs: {} as Attributes }]),
  );
  on("REMOVE", (id, path: string) => {
    unlinkSync(path);
    ok(id);
  });
  on("MKDIR", (id, path: string) => {
    mkdirSync(path);
    ok(id);
  });
  on("RMDIR", (id, path: string) => {
    rmdirSync(path);
    ok(id);
  });
  on("RENAME", (id, from: string, to: string) => {
    renameSync(from, to);
    ok(id);
  });
  on("SETSTAT", (id, path: string, { mode, atime, mtime, size }: Partial<Attributes>) => {
    if (size !== undefined) truncateSync(path, size);
    if (mode !== undefined) chmodSync(path, mode);
    if (atime !== undefined && mtime !== undefined) utimesSync(path, atime, mtime);
    ok(id);
  });
  on("OPEN", (id, path: string, flags: number) => {
    if (handles.size >= mostHandles) throw new Error("no more handles");
    sftp.handle(id, add({ path, file: openSync(path, modeOf(flags)) }));
  });
  on("OPENDIR", (id, path: string) => {
    if (handles.size >= mostHandles) throw new Error("no more handles");
    sftp.handle(id, add({ path, names: readdirSync(path) }));
  });
  on("FSTAT", (id, name: Buffer) => sftp.attrs(id, attributes(fstatSync(named(name).file ?? -1))));
  on("READ", (id, name: Buffer, position: number, length: number) => {
    const buffer = Buffer.alloc(Math.min(length, mostRead));
    const came = readSync(named(name).file ?? -1, buffer, 0, buffer.length, position);
    if (came === 0) sftp.status(id, STATUS_CODE.EOF);
    else sftp.data(id, buffer.subarray(0, came));
  });
  on("WRITE", (id, name: Buffer, position: number, bytes: Buffer) => {
    writeSync(named(name).file ?? -1, bytes, 0, bytes.length, position);
    ok(id);
  });
  on("READDIR", (id, name: Buffer) => {
    const handle = named(name);
    const made = invented?.();
    if (made !== undefined)
      return sftp.name(
        id,
        made.map((filename) => ({
          filename,
          longname: "",
          attrs: (leadTo === undefined ? {} : { mode: 0o120777 }) as Attributes,
        })),
      );
    const names = handle.names?.splice(0, 3) ?? [];
    if (names.length === 0) sftp.status(id, STATUS_CODE.EOF);
    else
      sftp.name(
        id,
        names.map((filename) => ({
          filename,
          longname: filename,
          attrs: attributes(lstatSync(join(handle.path, filename))),
        })),
      );
  });
  on("CLOSE", (id, name: Buffer) => {
    const { file } = named(name);
    handles.delete(name.readUInt32BE());
    if (file !== undefined) closeSync(file);
    ok(id);
  });
}

const attributes = ({ mode, size, uid, gid, atimeMs, mtimeMs }: Stats): Attributes => ({
  mode,
  size,
  uid,
  gid,
  atime: Math.floor(atimeMs / 1000),
  mtime: Math.floor(mtimeMs / 1000),
});

/** SFTP's pflags as those of the system's own open. */
function modeOf(flags: number): number {
  const { O_RDONLY, O_WRONLY, O_RDWR, O_CREAT, O_TRUNC, O_EXCL } = constants;
  return (
    ((flags & 3) === 3 ? O_RDWR : (flags & 2) !== 0 ? O_WRONLY : O_RDONLY) |
    (flags & 8 ? O_CREAT : 0) |
    (flags & 16 ? O_TRUNC : 0) |
    (flags & 32 ? O_EXCL : 0)
  );
}

function statusOf(code: string | undefined): number {
  switch (code) {
    case "ENOENT":
    case "ENOTDIR":
      return STATUS_CODE.NO_SUCH_FILE;
    case "EACCES":
    case "EPERM":
      return STATUS_CODE.PERMISSION_DENIED;
    default:
      return STATUS_CODE.FAILURE;
  }
}
