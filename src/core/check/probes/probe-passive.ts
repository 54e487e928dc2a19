import type { Finding } from "../../../shared/check/finding.js";
import type { Endpoint } from "../../../shared/profile/endpoint.js";
import { passivePortsOf } from "../../../shared/profile/profile-schema.js";
import { formatEndpoint } from "../../../shared/words/words.js";
import { isSameAddress, extendedPassivePort, passiveEndpoint } from "../../ftp/passive-endpoint.js";
import { printableExcerpt } from "../../ftp/reply.js";
import { requiresTls } from "../../ftp/requires-tls.js";
import type { ProbeContext } from "./probe-context.js";
import { foundForError } from "./run-probe.js";

/** How often PASV is asked where the port counts: a server takes any port of its range, so one answer says little. */
const MAX_PASV_REQUESTS = 12;

/** Ask for a port for a data connection by PASV. */
export async function askPassive({
  client,
  ftp,
}: ProbeContext): Promise<{ readonly endpoint?: Endpoint; readonly finding: Finding }> {
  const answer = await client.request("PASV");
  const endpoint = passiveEndpoint(answer);
  if (endpoint !== undefined) return { endpoint, finding: granted([endpoint.port]) };
  const said = printableExcerpt(answer.raw);
  const failed = (found: Finding["found"]) => ({ finding: { probe: "passive", outcome: "failed", found } as const });
  if (answer.code === 227) return failed({ code: "passive.unreadable", said });
  return failed({
    code: "failure",
    cause: {
      code: requiresTls("PASV", answer) ? "ftp.tls-demanded" : "ftp.passive-refused",
      target: formatEndpoint(ftp.target),
      said,
    },
  });
}

/** What PASV gives when it is asked again, as far as the server goes along. */
export async function askMoreEndpoints(context: ProbeContext): Promise<Endpoint[]> {
  const endpoints: Endpoint[] = [];
  try {
    while (endpoints.length + 1 < MAX_PASV_REQUESTS) {
      const { endpoint } = await askPassive(context);
      if (endpoint === undefined) break;
      endpoints.push(endpoint);
    }
  } catch (thrown) {
    foundForError(thrown, context.ftp.target); // a bug passes
  }
  return endpoints;
}

/** What the replies to PASV name: the address, and in `range` every port. */
export function passiveFindings(ftp: ProbeContext["ftp"], endpoints: readonly Endpoint[]): Finding[] {
  const ports = [...new Set(endpoints.map(({ port }) => port))];
  const address = addressFinding(ftp, [...new Set(endpoints.map(({ host }) => host))]);
  return [granted(ports), address, ...(ftp.mode === "range" ? [rangeFinding(ftp.passive, ports)] : [])];
}

const granted = (ports: readonly number[]): Finding => ({
  probe: "passive",
  outcome: "ok",
  found: { code: "passive.granted", ports },
});

/** EPSV names a port and no address; programs on IPv6, and curl before all, ask it first (RFC 2428). */
export async function probeExtendedPassive({ client }: ProbeContext): Promise<Finding> {
  const answer = await client.request("EPSV");
  const port = extendedPassivePort(answer);
  if (port !== undefined)
    return { probe: "extended-passive", outcome: "ok", found: { code: "extended-passive.granted", port } };
  return {
    probe: "extended-passive",
    outcome: "warning",
    found: { code: "extended-passive.refused", said: printableExcerpt(answer.raw) },
  };
}

/**
 * The address in the 227. In `range` it reaches the FTP program as it is: any other than the one that it dialled leads
 * it past the tunnel, in the clear. The relay puts its own in its place.
 */
function addressFinding({ mode, listen }: ProbeContext["ftp"], addresses: readonly string[]): Finding {
  const dialled = listen.host.toLowerCase() === "localhost" ? "127.0.0.1" : listen.host;
  const [first = ""] = addresses;
  const stranger = addresses.find((address) => !isSameAddress(address, dialled));
  if (mode === "relay")
    return { probe: "address", outcome: "ok", found: { code: "address.replaced", address: stranger ?? first } };
  if (stranger === undefined)
    return { probe: "address", outcome: "ok", found: { code: "address.dialled", address: dialled } };
  return { probe: "address", outcome: "failed", found: { code: "address.elsewhere", address: stranger, dialled } };
}

function rangeFinding(passive: string, ports: readonly number[]): Finding {
  const insidePorts = new Set(passivePortsOf(passive));
  const outsidePorts = ports.filter((port) => !insidePorts.has(port));
  if (outsidePorts.length === 0)
    return { probe: "range", outcome: "ok", found: { code: "range.inside", ports, passive } };
  return { probe: "range", outcome: "failed", found: { code: "range.outside", outside: outsidePorts, passive } };
}
