import { isPositive, reply, type FtpReply } from "../../ftp/reply.js";
import type { Match, PendingCommand } from "./pending-command-shape.js";

/** What came of a transfer's data: all passed, some did not, or the client's leg was never made. */
export type DeliveryOutcome = "whole" | "cut" | "never-made";

/** The transfer whose data a reply must wait for before it is told: its own success, or one that may be. Nobody waits for data that ABOR has given up. */
export function transferToAwait<Command extends PendingCommand>(
  { command, mayEnd }: Match<Command>,
  answer: FtpReply,
): Command | undefined {
  if (!isPositive(answer)) return undefined;
  if (command?.data !== undefined) return command;
  return mayEnd?.data !== undefined && command?.verb !== "ABOR" ? mayEnd : undefined;
}

/** A transfer's success as the client may hear it. @param mayBeRefused then nothing was to be transferred, perhaps */
export function finalReplyFor(final: FtpReply, delivery: DeliveryOutcome, mayBeRefused: boolean): FtpReply {
  if (delivery === "cut") return reply(426, "The data connection broke before everything was delivered.");
  if (delivery === "never-made" && !mayBeRefused)
    return reply(425, "The data connection could not be made; nothing was transferred.");
  return final;
}
