import type { ProfileDraft } from "../../src/shared/profile.js";

interface AtPort {
  readonly host: string;
  readonly port: number;
}

interface RangePlan {
  readonly gateway: AtPort & { readonly username: string; readonly keyFile?: string };
  /** In place of the gateway's key file, or of its password. */
  readonly auth?: ProfileDraft["gateway"]["auth"];
  readonly target: AtPort;
  /** Where clients connect; 127.0.0.1 by default. */
  readonly host?: string;
  readonly control: number;
  readonly passive: string;
}

/** A profile in the range mode, as the recipe has it, whose id is `popeye`. */
export const rangeProfile = ({ gateway, auth, target, host = "127.0.0.1", control, passive }: RangePlan): ProfileDraft => ({
  id: "popeye",
  name: "Popeye's web site",
  gateway: {
    host: gateway.host, port: gateway.port, username: gateway.username,
    auth: auth ?? [gateway.keyFile === undefined ? { method: "password" } : { method: "key", file: gateway.keyFile }],
  },
  ftp: { mode: "range", target: { host: target.host, port: target.port }, listen: { host, port: control }, passive },
});
