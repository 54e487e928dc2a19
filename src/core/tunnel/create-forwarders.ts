import { isSocket, type Spot } from "../../shared/profile/endpoint.js";
import { inPairs, placesOf, spotsOf, type ForwardPlan } from "../../shared/profile/forward-plan.js";
import { dataPortsOf, type Gateway, type Profile } from "../../shared/profile/profile-schema.js";
import { FtpBridge } from "../bridge/ftp-bridge.js";
import { socksForward } from "../forward/dynamic-forward.js";
import type { Carrier } from "../forward/forwarder.js";
import { localForward } from "../forward/local-forward.js";
import { PlainForwards } from "../forward/plain-forwards.js";
import { RemoteForward } from "../forward/remote-forward.js";
import type { GatewayLink } from "../forward/session-access.js";
import { FtpRelay } from "../relay/ftp-relay.js";

/** Everything that a profile wants carried. */
export interface Carriers {
  /** In the order of their rows: FTP first, then the plain forwards. */
  readonly all: readonly Carrier[];
  readonly plain: PlainForwards;
}

export function carriersOf(profile: Profile, link: GatewayLink): Carriers {
  const plain = new PlainForwards(profile.forwards, (plan) => plainCarriers(plan, profile.gateway, link));
  return { all: [...ftpCarriers(profile, link), plain], plain };
}

/**
 * What carries a profile's FTP; nothing where it has none. In `range` that is the classic recipe, control port and every
 * passive port, one to one: data ports keep their number, since the server's 227 names it, and all aim at one target,
 * since FTP servers compare the two connections' addresses.
 */
function ftpCarriers({ id, gateway, ftp }: Profile, link: GatewayLink): readonly Carrier[] {
  if (ftp === undefined) return [];
  if (ftp.mode === "bridge") return [new FtpBridge({ profile: id, gateway, listen: ftp.listen, anyLogin: ftp.login?.any === true }, link)];
  if (ftp.mode === "relay") return [new FtpRelay(ftp, link)];
  const { target, listen } = ftp;
  return [
    localForward({ name: "control", group: "control", listen, target }, link),
    ...dataPortsOf(ftp.passive).map((port) =>
      localForward({ name: `passive ${port}`, group: "passive", listen: { host: listen.host, port }, target: { host: target.host, port } }, link)),
  ];
}

/** One for each port. */
function plainCarriers(plan: ForwardPlan, gateway: Gateway, link: GatewayLink): readonly Carrier[] {
  const row = (listen: Spot) => ({ name: rowName(plan, listen), group: "forward" } as const);
  switch (plan.kind) {
    case "local": return inPairs(placesOf(plan.listen), spotsOf(plan.target)).map(([listen, target]) => localForward({ ...row(listen), listen, target }, link));
    case "remote": return inPairs(spotsOf(plan.listen), spotsOf(plan.target)).map(([listen, target]) => new RemoteForward({ ...row(listen), listen, target, gateway: gateway.host }, link));
    case "dynamic": return [socksForward({ ...row(plan.listen), listen: plan.listen }, link)];
  }
}

/** The ports of a range are told apart by their number, `VNC 5901`. */
const rowName = ({ name, listen: all }: ForwardPlan, listen: Spot): string =>
  (isSocket(listen) || isSocket(all) || typeof all.port === "number" ? name : `${name} ${listen.port}`);
