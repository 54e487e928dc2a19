import type { IpcMain, IpcMainInvokeEvent } from "electron";
import type { Log } from "../../core/environment.js";
import { callChannel } from "../../shared/ipc/channels.js";
import { calls, type Asked, type CallName, type Outcome, type Reply } from "../../shared/ipc/contract.js";
import { parseProfile } from "../../shared/profile/profile-issues.js";
import { FailureError, type Failure } from "../../shared/status/failure.js";
import { isAppPage } from "../window/app-url-scheme.js";
import { printableReply } from "../window/printable-for-window.js";

/** What the app does for each call; a call left out does not compile. */
export type CallHandlers = { readonly [N in CallName]: (asked: Asked<N>) => Reply<N> | Promise<Reply<N>> };

/** Whether a message comes from the window that the app has open now, identified by its webContents. */
export type IsAppWindow = (sender: Electron.WebContents) => boolean;

/**
 * Answer every call of the contract, each on its own channel, and nothing else.
 * A stranger, a wrong argument, a failure and a bug each become an `Outcome`; no call ever rejects.
 */
export function registerCalls(
  ipcMain: Pick<IpcMain, "handle">,
  handlers: CallHandlers,
  isAppWindow: IsAppWindow,
  log: Log,
): void {
  for (const name of Object.keys(calls) as CallName[]) {
    ipcMain.handle(callChannel(name), async (event, ...args: unknown[]): Promise<Outcome<unknown>> => {
      if (!isTrusted(event, isAppWindow)) {
        log.error(`${name} was asked by a stranger: ${event.senderFrame?.url ?? "a frame that is gone"}`);
        return failed({ code: "internal", detail: `${name} was not asked by Culvert's own window` });
      }
      return handleCall(name, handlers, args, log);
    });
  }
}

/** Only the top frame of our own window, showing our own page, may ask. */
function isTrusted({ sender, senderFrame }: IpcMainInvokeEvent, isAppWindow: IsAppWindow): boolean {
  return senderFrame !== null && senderFrame.parent === null && isAppPage(senderFrame.url) && isAppWindow(sender);
}

async function handleCall<N extends CallName>(
  name: N,
  handlers: CallHandlers,
  args: readonly unknown[],
  log: Log,
): Promise<Outcome<Reply<N>>> {
  const parsed = calls[name].asks.safeParse(args[0]);
  if (!parsed.success || args.length > 1) return failed(argumentFailure(name, args[0]));
  try {
    return { ok: true, value: printableReply(name, await handlers[name](parsed.data as Asked<N>)) };
  } catch (thrown) {
    if (thrown instanceof FailureError) return failed(thrown.failure);
    log.error(`${name} met a bug`, thrown);
    return failed({ code: "internal", detail: `${name}: the log says more` });
  }
}

/** A profile that is not whole is the user's to mend, field by field; any other wrong argument is the window's bug. */
function argumentFailure(name: CallName, asked: unknown): Failure {
  if (name === "profiles.save") {
    const reading = parseProfile(asked);
    if (!reading.ok)
      return { code: "profile.invalid", refused: [{ profile: draftName(asked), issues: reading.issues }] };
  }
  return { code: "internal", detail: `${name} does not take that argument` };
}

function draftName(draft: unknown): string {
  return typeof draft === "object" && draft !== null && "name" in draft && typeof draft.name === "string"
    ? draft.name
    : "profile";
}

const failed = (failure: Failure): Outcome<never> => ({ ok: false, failure });
