import type { IpcMain, IpcMainInvokeEvent } from "electron";
import type { Log } from "../../core/environment.js";
import { callChannel } from "../../shared/ipc/channels.js";
import { calls, type Asked, type CallName, type Outcome, type Reply } from "../../shared/ipc/contract.js";
import { readProfile } from "../../shared/profile/profile-issues.js";
import { Failed, type Failure } from "../../shared/status/failure.js";
import { isAppPage } from "../window/app-protocol.js";

/** What the app does for each call; a call left out does not compile. */
export type Answers = { readonly [N in CallName]: (asked: Asked<N>) => Reply<N> | Promise<Reply<N>> };

/** Whether a message comes from the window that the app has open now, identified by its webContents. */
export type IsOurWindow = (sender: Electron.WebContents) => boolean;

/**
 * Answer every call of the contract, each on its own channel, and nothing else.
 * A stranger, a wrong argument, a failure and a bug each become an `Outcome`; no call ever rejects.
 */
export function answerCalls(ipcMain: Pick<IpcMain, "handle">, answers: Answers, isOurWindow: IsOurWindow, log: Log): void {
  for (const name of Object.keys(calls) as CallName[]) {
    ipcMain.handle(callChannel(name), async (event, ...args: unknown[]): Promise<Outcome<unknown>> => {
      if (!isTrusted(event, isOurWindow)) {
        log.error(`${name} was asked by a stranger: ${event.senderFrame?.url ?? "a frame that is gone"}`);
        return refuse({ code: "internal", detail: `${name} was not asked by Culvert's own window` });
      }
      return answerOne(name, answers, args, log);
    });
  }
}

/** Only the top frame of our own window, showing our own page, may ask. */
function isTrusted({ sender, senderFrame }: IpcMainInvokeEvent, isOurWindow: IsOurWindow): boolean {
  return senderFrame !== null && senderFrame.parent === null && isAppPage(senderFrame.url) && isOurWindow(sender);
}

async function answerOne<N extends CallName>(name: N, answers: Answers, args: readonly unknown[], log: Log): Promise<Outcome<Reply<N>>> {
  const guarded = calls[name].asks.safeParse(args[0]);
  if (!guarded.success || args.length > 1) return refuse(refusalOf(name, args[0]));
  try {
    return { ok: true, value: await answers[name](guarded.data as Asked<N>) };
  } catch (thrown) {
    if (thrown instanceof Failed) return refuse(thrown.failure);
    log.error(`${name} met a bug`, thrown);
    return refuse({ code: "internal", detail: `${name}: the log says more` });
  }
}

/** A profile that is not whole is the user's to mend, field by field; any other wrong argument is the window's bug. */
function refusalOf(name: CallName, asked: unknown): Failure {
  if (name === "profiles.save") {
    const reading = readProfile(asked);
    if (!reading.ok) return { code: "profile.invalid", refused: [{ profile: nameOf(asked), issues: reading.issues }] };
  }
  return { code: "internal", detail: `${name} does not take that argument` };
}

function nameOf(draft: unknown): string {
  return typeof draft === "object" && draft !== null && "name" in draft && typeof draft.name === "string" ? draft.name : "profile";
}

const refuse = (failure: Failure): Outcome<never> => ({ ok: false, failure });
