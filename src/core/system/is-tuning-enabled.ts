/** Whether the tuning of sessions and sockets is on: `CULVERT_FLOW=plain` leaves everything at ssh2's and Node's own pace. */
export const isTuningEnabled = process.env["CULVERT_FLOW"] !== "plain";
