import { spawn, type ChildProcess } from "node:child_process";
import { setPriority } from "node:os";

/**
 * `tsx test/support/side-by-side.ts check -- vitest run`: runs a command, and beside it scripts of package.json at a lower
 * priority, in the time that tests spend waiting. What a script said is shown once it has ended; the last lines name the
 * scripts that failed. Ends with the command's exit code, or with 1 where a script alone has failed.
 */
const SCRIPT_PRIORITY = 5;
const npm = process.env["npm_execpath"];
if (npm === undefined) throw new Error("this is to be run by npm");

const words = process.argv.slice(2);
const scripts = words.slice(0, words.indexOf("--"));
const command = words.slice(words.indexOf("--") + 1);

const [code, ...endings] = await Promise.all([
  ended(spawn(process.execPath, [npm, "exec", "--", ...command], { stdio: "inherit" })),
  ...scripts.map((script) => runScript(npm, script)),
]);
const failed = scripts.filter((_, index) => endings[index] !== 0);
if (failed.length > 0) console.log(`\nFailed here:\n${failed.map((script) => `  npm run ${script}\n`).join("")}`);
process.exitCode = code === 0 && failed.length > 0 ? 1 : code;

async function runScript(npm: string, script: string): Promise<number> {
  const began = performance.now();
  const child = spawn(process.execPath, [npm, "run", "--silent", script], { stdio: ["ignore", "pipe", "pipe"] });
  if (child.pid !== undefined) setPriority(child.pid, SCRIPT_PRIORITY);
  let said = "";
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding("utf8").on("data", (text: string) => {
      said += text;
    });
  const code = await ended(child);
  const seconds = Math.round((performance.now() - began) / 1000);
  console.log(`npm run ${script}: ${code === 0 ? "well" : "failed"}, ${seconds} s\n${said}`.trimEnd());
  return code;
}

/** @returns the exit code; 1 for a process that a signal has ended */
function ended(child: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => child.once("error", reject).once("close", (code) => resolve(code ?? 1)));
}
