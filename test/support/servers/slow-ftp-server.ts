import { startScriptedFtpServer, type ScriptedFtpServer } from "./scripted-ftp-server.js";

/** An FTP server that sends half of every file, and the other half only once it is released. */
export interface SlowFtpServer extends ScriptedFtpServer {
  release(): void;
}

/** What it sends before it is released, and after. */
export const HALVES = ["half ", "and half"] as const;

export async function startSlowFtpServer(): Promise<SlowFtpServer> {
  let release = (): void => undefined;
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  const server = await startScriptedFtpServer({
    answers: {
      RETR: async (session) => {
        const data = await session.data();
        session.say("150 Slowly.\r\n");
        data?.write(HALVES[0]);
        await released;
        data?.end(HALVES[1]);
        session.say("226 Done.\r\n");
      },
    },
  });
  return { ...server, release };
}
