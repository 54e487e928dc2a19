import { join } from "node:path";
import { isSocket, type EndpointOrSocket } from "../../shared/profile/endpoint.js";
import { dataPortsOf } from "../../shared/profile/exposure.js";
import { zip, endpointsOf, endpointsOrSocketsOf, type ForwardPlan } from "../../shared/profile/forward-plan.js";
import {
  passivePortsOf,
  type Ftp,
  type Gateway,
  type Profile,
  type ProfileId,
} from "../../shared/profile/profile-schema.js";
import { parseByteCount } from "../../shared/profile/spool-schema.js";
import { FtpBridge } from "../bridge/ftp-bridge.js";
import { dynamicForward } from "../forward/dynamic-forward.js";
import type { Forwarder } from "../forward/forwarder.js";
import { localForward } from "../forward/local-forward.js";
import { PlainForwards } from "../forward/plain-forwards.js";
import { RemoteForward } from "../forward/remote-forward.js";
import type { GatewayAccess } from "../forward/session-access.js";
import { controlTap } from "../range/control-tap.js";
import type { PassiveOptions } from "../net/ftp/passive-options.js";
import { expandHome } from "../system/home-path.js";
import { FtpRelay } from "../relay/ftp-relay.js";
import { TunnelForwarders } from "./tunnel-forwarders.js";

/** Everything that a profile wants carried, at rest. @param access what each of it may use of the tunnel */
export const createForwarders = (profile: Profile, access: GatewayAccess): TunnelForwarders =>
  new TunnelForwarders(
    ftpForwarders(profile, access),
    new PlainForwards(profile.forwards, (plan) => plainForwardersFor(plan, profile.gateway, access)),
  );

/**
 * What carries a profile's FTP; nothing where it has none. In `range` that is the classic recipe, control port and every
 * passive port, one to one: data ports keep their number, since the server's 227 names it, and all aim at one target,
 * since FTP servers compare the two connections' addresses.
 */
function ftpForwarders({ id, gateway, ftp }: Profile, access: GatewayAccess): readonly Forwarder[] {
  if (ftp === undefined) return [];
  const { listen, allowOtherUsers } = ftp;
  if (ftp.mode === "bridge")
    return [
      new FtpBridge(
        {
          profile: id,
          gateway,
          listen,
          anyLogin: ftp.login?.any === true,
          allowOtherUsers,
          allow: ftp.allow,
          users: ftp.users,
          existing: ftp.existing,
          wholeOnly: ftp.wholeOnly,
          charset: ftp.charset,
          spool: spoolOf(id, ftp),
          passiveOptions: passiveOptionsOf(ftp),
          tls: ftp,
        },
        access,
      ),
    ];
  if (ftp.mode === "relay") return [new FtpRelay({ ...ftp, passiveOptions: passiveOptionsOf(ftp) }, access)];
  const { target, passive } = ftp;
  const ports = passivePortsOf(passive);
  const ownUserOnly = allowOtherUsers !== true;
  const tap = controlTap({ passive, ports: new Set(ports) }, access);
  return [
    localForward({ name: "control", group: "control", listen, target, ownUserOnly, tap }, access),
    ...ports.map((port) =>
      localForward(
        {
          name: `passive ${port}`,
          group: "passive",
          listen: { host: listen.host, port },
          target: { host: target.host, port },
          ownUserOnly,
        },
        access,
      ),
    ),
  ];
}

/** A folder for each profile: two may name the same. */
const spoolOf = (
  id: ProfileId,
  { spool, spoolAccepts }: Extract<Ftp, { mode: "bridge" }>,
): { readonly folder: string; readonly maxBytes: number; readonly accepts: boolean } | undefined =>
  spool === undefined
    ? undefined
    : {
        folder: join(expandHome(spool.folder), id),
        maxBytes: parseByteCount(spool.most) ?? 0,
        accepts: spoolAccepts === true,
      };

const passiveOptionsOf = (ftp: Exclude<Ftp, { mode: "range" }>): PassiveOptions => ({
  ports: dataPortsOf(ftp),
  announce: ftp.announce,
});

/** One for each port. */
function plainForwardersFor(plan: ForwardPlan, gateway: Gateway, access: GatewayAccess): readonly Forwarder[] {
  const rowLabels = (listen: EndpointOrSocket) => ({ name: rowName(plan, listen), group: "forward" }) as const;
  switch (plan.kind) {
    case "local":
      return zip(endpointsOf(plan.listen), endpointsOrSocketsOf(plan.target)).map(([listen, target]) =>
        localForward({ ...rowLabels(listen), listen, target }, access),
      );
    case "remote":
      return zip(endpointsOrSocketsOf(plan.listen), endpointsOrSocketsOf(plan.target)).map(
        ([listen, target]) =>
          new RemoteForward({ ...rowLabels(listen), listen, target, gateway: gateway.host }, access),
      );
    case "dynamic":
      return [dynamicForward({ ...rowLabels(plan.listen), listen: plan.listen }, access)];
  }
}

/** The ports of a range are told apart by their number, `VNC 5901`. */
const rowName = ({ name, listen: all }: ForwardPlan, listen: EndpointOrSocket): string =>
  isSocket(listen) || isSocket(all) || typeof all.port === "number" ? name : `${name} ${listen.port}`;
