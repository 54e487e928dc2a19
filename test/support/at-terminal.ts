import { run } from "./child.js";
import { programPathOrThrow } from "./programs.js";

/** Python's `pty`, since node has no terminal to give: types each text when the words before it are there, and prints all that the terminal showed, which with echo has what was typed. */
const PERSON = `
import json, os, pty, select, signal, sys, time
command, lines, until, seconds = json.loads(sys.argv[1])
child, terminal = pty.fork()
if child == 0:
    os.execv(command[0], command)
seen, at, ends = "", 0, time.time() + seconds
while time.time() < ends:
    if select.select([terminal], [], [], 0.2)[0]:
        try: chunk = os.read(terminal, 4096)
        except OSError: break
        if not chunk: break
        seen += chunk.decode("utf-8", "replace")
    if lines and lines[0][0] in seen[at:]:
        at = len(seen)
        time.sleep(0.1)
        os.write(terminal, lines.pop(0)[1].encode())
    if not lines and until is not None and until in seen:
        until = None
        os.kill(child, signal.SIGINT)
os.close(terminal)
_, status = os.waitpid(child, 0)
print(json.dumps({"seen": seen, "code": os.waitstatus_to_exitcode(status)}))
`;

/** What a person does at a terminal. */
export interface AtTerminal {
  /** The program with its whole path, and its words. */
  readonly command: readonly string[];
  /** Words that the terminal shows, and what is typed then: `\r` is the return key, `\x03` Ctrl+C. */
  readonly typed: readonly (readonly [string, string])[];
  /** Words at which the program is interrupted (SIGINT), once all was typed. */
  readonly interruptAt?: string;
  readonly env: NodeJS.ProcessEnv;
  /** Seconds until the terminal is closed, whatever it shows. */
  readonly seconds?: number;
}

/** Run a program at a terminal. Needs python3. @returns all that was shown, and the exit code; a signal's number, negative, where one ended it */
export async function atTerminal({
  command,
  typed,
  interruptAt,
  env,
  seconds = 20,
}: AtTerminal): Promise<{ readonly seen: string; readonly code: number }> {
  const { stdout, stderr } = await run(
    programPathOrThrow("python3"),
    ["-c", PERSON, JSON.stringify([command, typed, interruptAt ?? null, seconds])],
    { env, timeout: (seconds + 10) * 1000 },
  );
  if (stderr !== "") throw new Error(stderr);
  return JSON.parse(stdout) as { seen: string; code: number };
}
