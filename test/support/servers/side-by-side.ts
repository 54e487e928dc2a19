import { spawn } from "node:child_process";

/**
 * `tsx test/support/servers/side-by-side.ts lint types build`: runs scripts of package.json at the same time, and shows what each
 * said when it has ended. Ends with 1 where one of them fails, once all have ended.
 */
const npm = process.env["npm_execpath"];
if (npm === undefined) throw new Error("this is to be run by npm");

const endings = await Promise.all(
  process.argv.slice(2).map(
    (script) =>
      new Promise<boolean>((resolve) => {
        const began = performance.now();
        let said = "";
        const child = spawn(process.execPath, [npm, "run", "--silent", script], { stdio: ["ignore", "pipe", "pipe"] });
        for (const stream of [child.stdout, child.stderr])
          stream.setEncoding("utf8").on("data", (text: string) => {
            said += text;
          });
        child.once("close", (code) => {
          console.log(
            `npm run ${script}: ${code === 0 ? "well" : `failed (${code ?? "killed"})`}, ${Math.round((performance.now() - began) / 1000)} s\n${said}`.trimEnd(),
          );
          resolve(code === 0);
        });
      }),
  ),
);
process.exitCode = endings.every((isWell) => isWell) ? 0 : 1;
