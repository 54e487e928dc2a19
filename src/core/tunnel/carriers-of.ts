import { dataPortsOf, type ForwardPlan, type Ftp, type Profile } from "../../shared/profile.js";
import { FtpBridge } from "../bridge/ftp-bridge.js";
import { FtpRelay } from "../relay/ftp-relay.js";
import type { Carrier } from "./carrier.js";
import { Forward } from "./forward.js";
import type { GatewayLink, Link } from "./link.js";
import { Unsupported } from "./unsupported.js";

/** Everything that a profile wants carried, in the order of its rows: FTP first, then its plain forwards. */
export function carriersOf(profile: Profile, link: GatewayLink): readonly Carrier[] {
  const ftp = profile.ftp === undefined ? [] : ftpCarriers(profile.ftp, profile, link);
  return [...ftp, ...profile.forwards.filter(({ enabled }) => enabled).map((plan) => plainCarrier(plan, link))];
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

function plainCarrier(plan: ForwardPlan, link: Link): Carrier {
  const { name, listen } = plan;
  if (plan.kind !== "local") return new Unsupported({ name, group: "forward", listen }, `${plan.kind} forwards`);
  return new Forward({ name, group: "forward", listen, target: plan.target }, link);
}
