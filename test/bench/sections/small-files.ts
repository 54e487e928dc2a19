import { runWell } from "../../support/child.js";
import { programPathOrThrow } from "../../support/programs.js";
import type { OpenRoute } from "../routes.js";
import { SMALL_FILES } from "../setup.js";

/**
 * Fetch 100 files of 2 KB in one session of curl, as a mirror of a web site does. curl 7.88 itself sometimes sleeps a whole
 * second before a data connection (its trace shows it, without any tunnel too, the more the busier the machine is), so
 * look at the rounds, and at what ftplib says. @returns seconds
 */
export const smallFilesByCurl = ({ host, control }: OpenRoute): Promise<number> =>
  secondsOf(() =>
    runWell(
      programPathOrThrow("curl"),
      [
        "--disable",
        "--silent",
        "--show-error",
        "--output",
        "/dev/null",
        `ftp://${host}:${control}/small/[1-${SMALL_FILES}]`,
      ],
      { timeout: 60_000 },
    ),
  );

/** The small files fetched by Python's ftplib, which waits for nothing but the server; the start of Python is not counted. @returns seconds */
export async function smallFilesByFtplib({ host, control }: OpenRoute): Promise<number> {
  const script = `
import ftplib, time
ftp = ftplib.FTP()
began = time.monotonic()
ftp.connect("${host}", ${control})
ftp.login()
ftp.cwd("small")
for name in range(1, ${SMALL_FILES} + 1):
    ftp.retrbinary("RETR %d" % name, lambda data: None)
ftp.quit()
print(time.monotonic() - began)`;
  return Number(await runWell(programPathOrThrow("python3"), ["-c", script], { timeout: 60_000 }));
}

async function secondsOf(callback: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await callback();
  return (performance.now() - began) / 1000;
}
