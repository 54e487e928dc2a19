import type { ProfileDraft } from "../../src/shared/profile.js";

interface AtPort {
  readonly host: string;
  readonly port: number;
}

/** A profile in the relay mode, as a new one is: nothing but who, where from and where to. */
export const relayProfile = ({ id, gateway, target, listen }: {
  readonly id: string;
  readonly gateway: AtPort & { readonly username: string; readonly keyFile: string };
  readonly target: AtPort;
  readonly listen: AtPort;
}): ProfileDraft => ({
  id, name: id,
  gateway: { host: gateway.host, port: gateway.port, username: gateway.username, auth: [{ method: "key", file: gateway.keyFile }] },
  ftp: { mode: "relay", target: { host: target.host, port: target.port }, listen: { host: listen.host, port: listen.port } },
});
