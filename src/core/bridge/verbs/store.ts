import { randomBytes } from "node:crypto";
import { joinPath, splitPath } from "../../sftp/remote-path.js";
import type { SftpFile } from "../../sftp/sftp-file.js";
import { WriteBehind, type WriteTask } from "../../sftp/write-behind.js";
import { asImage, toFileLines } from "../ascii-translation.js";
import type { Talk } from "../client-state.js";
import { whyFailed } from "../diagnose-failure.js";
import { refuse, say } from "../reply.js";
import type { Transfer } from "../transfer.js";
import type { Verb } from "./verb.js";

/** REST goes on inside a file: what stands before the place is kept, and must be there. */
const stor: Verb = {
  names: ["STOR"], argument: "<path>",
  handle(argument, talk) {
    const position = talk.takeRestart();
    if (position > 0 && talk.type === "ascii") return say(504, "REST needs image type: TYPE I.");
    return store({ verb: "STOR", named: argument, path: talk.path(argument) }, talk, {
      open: (path) => talk.files.open(path, position > 0 ? "goOn" : "replace"),
      async begin(file) {
        const size = position > 0 ? (await file.stat()).size ?? 0 : 0;
        if (position > size) throw refuse(554, `REST ${position} is behind the end of the file, at ${size}.`);
        return { position, isAtEnd: position === size };
      },
    });
  },
};

async function beginAtEnd(file: SftpFile) {
  const { size } = await file.stat();
  return { position: size ?? 0, isAtEnd: size !== undefined };
}

/** Written at the end as it is now; SFTP's own append mode is not the same with every server. */
const appe: Verb = {
  names: ["APPE"], argument: "<path>",
  handle(argument, talk) {
    talk.takeRestart();
    return store({ verb: "APPE", named: argument, path: talk.path(argument) }, talk, { open: (path) => talk.files.open(path, "goOn"), begin: beginAtEnd });
  },
};

/** A name that nobody has yet is made here; the 150 tells it (RFC 1123, section 4.1.2.9). */
const stou: Verb = {
  names: ["STOU"], argument: "[<folder>]",
  handle(argument, talk) {
    talk.takeRestart();
    const name = `ftp-${randomBytes(6).toString("hex")}`;
    const path = joinPath(talk.path(argument), name);
    return store({ verb: "STOU", named: name, path }, talk, { open: (fresh) => talk.files.open(fresh, "new"), begin: () => Promise.resolve({ position: 0, isAtEnd: true }), text: `FILE: ${argument === "" ? name : path}` });
  },
};

/** What is stored where: by which verb, the file as the client named it, and its path at the gateway. */
interface Destination {
  readonly verb: string;
  readonly named: string;
  readonly path: string;
}

/** How a file is opened for writing, where the first byte goes, and what the 150 says. */
interface Beginning {
  readonly open: (path: string) => Promise<SftpFile>;
  readonly begin: (file: SftpFile) => Promise<Pick<WriteTask, "position" | "isAtEnd">>;
  readonly text?: string;
}

function store({ verb, named, path }: Destination, talk: Talk, { open, begin, text = "Send it." }: Beginning) {
  return talk.conduct.transfer(verb, named, async (transfer) => {
    await transfer.connect(); // first: what is there must not be emptied for a client that never comes
    const file = await open(path).catch((thrown: unknown) => whyFailed(thrown, talk.files, path));
    let behind: WriteBehind | undefined;
    try {
      const { allowance, now } = transfer;
      behind = new WriteBehind({
        file, ...await begin(file), allowance, now,
        truncate: (size) => talk.files.truncate(path, size),
        lendSecond: () => talk.conduct.lendSecondChannel(),
      });
      await transfer.begin(text);
      await receive(behind, talk, transfer);
      return say(226, `The whole file is stored${text.startsWith("FILE") ? ` as ${path}` : ""}.`);
    } catch (thrown) {
      return await whyFailed(thrown, talk.files, splitPath(path).folder);
    } finally {
      (behind ?? file).letGo();
    }
  });
}

async function receive(behind: WriteBehind, talk: Talk, transfer: Transfer): Promise<void> {
  const translation = talk.type === "ascii" ? toFileLines() : asImage();
  await transfer.receive((bytes) => behind.take(translation.take(bytes)));
  await behind.take(translation.end());
  await behind.finish();
}

export const storeVerbs: readonly Verb[] = [stor, appe, stou];
