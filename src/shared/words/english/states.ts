import type { ForwardState, OpeningStep, TunnelState } from "../../status/tunnel-state.js";

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

export const forwardStates: Record<ForwardState["kind"], string> = {
  idle: "Idle",
  listening: "Listening",
  refused: "Refused",
};
