import type { ForwardState, LoginWait, OpeningStep, TunnelState } from "../../status/tunnel-state.js";

/** A tunnel's state in a few words; the failure's sentence is told apart from it. */
export const states: Record<TunnelState["kind"], string> = {
  closed: "Closed",
  opening: "Opening…",
  open: "Open",
  waiting: "Waiting to try again",
  closing: "Closing…",
  failed: "Failed",
};

/** Closing, while the last transfers may finish. */
export const closingAfter = (transfers: number): string =>
  transfers === 1 ? "Closing after one transfer…" : `Closing after ${transfers} transfers…`;

/** Between one sentence and the next. */
export const betweenSentences: string = " ";

export const shortStates: Record<TunnelState["kind"], string> = { ...states, waiting: "Waiting" };

export const steps: Record<OpeningStep, string> = {
  dialling: "Reaching the gateway…",
  "checking-host-key": "Checking the host key…",
  authenticating: "Logging in…",
  listening: "Opening the ports…",
};

/** A login that takes its time. @param seconds so far */
export const loginWait: Record<LoginWait["for"], (seconds: number) => string> = {
  gateway: (seconds) => `Waiting for the gateway to accept the login (${seconds} s)…`,
  agent: (seconds) => `Waiting for the SSH agent to answer (${seconds} s)…`,
  penalty: (seconds) =>
    `Culvert waits before it logs in, so that the gateway does not turn this computer away (${seconds} s)…`,
};

/** A port that takes no new client, while the last transfers pass. */
export const finishing: string = "Finishing";

export const forwardStates: Record<ForwardState["kind"], string> = {
  idle: "Idle",
  listening: "Listening",
  refused: "Refused",
};
