import type { Client } from "ssh2";

/**
 * @returns asks whether the gateway is still there, by the global request of ssh2's own keepalive, and tells when any answer
 * has come. Nothing where ssh2 does not fit.
 */
export function pinger(client: Client): ((answered: () => void) => void) | undefined {
  const { _protocol: protocol, _callbacks: callbacks } = client as unknown as {
    _protocol?: { ping?: () => void };
    _callbacks?: (() => void)[];
  };
  const ping = protocol?.ping;
  if (typeof ping !== "function" || !Array.isArray(callbacks)) return undefined;
  return (answered) => {
    callbacks.push(answered); // answers come in the order of the requests (RFC 4254 section 4)
    ping.call(protocol);
  };
}

/** What the server called itself in its first line, `OpenSSH_9.2p1` (RFC 4253 section 4.2); empty where ssh2 does not fit. */
export function serverName(client: Client): string {
  const { _remoteVer: name } = client as unknown as { _remoteVer?: unknown };
  return typeof name === "string" ? name : "";
}
