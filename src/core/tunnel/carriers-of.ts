import { dataPortsOf, type ForwardPlan, type Ftp, type Profile } from "../../shared/profile.js";
import { FtpBridge } from "../bridge/ftp-bridge.js";
import { FtpRelay } from "../relay/ftp-relay.js";
import type { Carrier } from "./carrier.js";
import { Forward } from "./forward.js";
import type { GatewayLink } from "./link.js";
import { RemoteForward } from "./remote-forward.js";
import { SocksForward } from "./socks-forward.js";

/** Everything that a profile wants carried, in the order of its rows: FTP first, then its plain forwards. */
export function carriersOf(profile: Profile, link: GatewayLink): readonly Carrier[] {
  const ftp = profile.ftp === undefined ? [] : ftpCarriers(profile.ftp, profile, link);
  return [...ftp, ...profile.forwards.filter(({ enabled }) => enabled).map((plan) => plainCarrier(plan, profile, link))];
}

/**
 * The classic recipe: control port and every passive port, one to one. Data ports keep their number, since the
 * server's 227 names it; all aim at one target, since FTP servers compare the two connections' addresses.
 */
function ftpCarriers(ftp: Ftp, profile: Profile, link: GatewayLink): Carrier[] {
  if (ftp.mode === "bridge") return [new FtpBridge({ profile: profile.id, gateway: profile.gateway, listen: ftp.listen, anyLogin: ftp.login?.any === true }, link)];
  if (ftp.mode === "relay") return [new FtpRelay(ftp, link)];
  const { target, listen } = ftp;
  return [
    new Forward({ name: "control", group: "control", listen, target }, link),
    ...dataPortsOf(ftp.passive).map((port) =>
      new Forward({ name: `passive ${port}`, group: "passive", listen: { host: listen.host, port }, target: { host: target.host, port } }, link)),
  ];
}

function plainCarrier(plan: ForwardPlan, { gateway }: Profile, link: GatewayLink): Carrier {
  const row = { name: plan.name, group: "forward", listen: plan.listen } as const;
  switch (plan.kind) {
    case "local": return new Forward({ ...row, target: plan.target }, link);
    case "remote": return new RemoteForward({ ...row, target: plan.target, gateway: gateway.host }, link);
    case "dynamic": return new SocksForward(row, link);
  }
}
