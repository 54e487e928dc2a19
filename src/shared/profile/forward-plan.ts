import { z } from "zod";
import { isSocket, looksLikeSocket, type Spot, type UnixSocket } from "./endpoint.js";
import { boolean, hasNoControlCharacters, host, LOOPBACK, port, portOrAny, problem, text } from "./field-schemas.js";
import { parsePortRanges, portsOf } from "./port-range.js";

/**
 * The plain forwards of a profile. A port may be a number, or a range as a text: `"port": "5900-5910"`; a Unix socket
 * stands in the place of host and port: `{"socket": "/run/postgresql/.s.PGSQL.5432"}`.
 */
const portRange = text("field-missing").superRefine((written, context) => {
  const ranges = parsePortRanges(written);
  if ("problem" in ranges) context.addIssue({ code: "custom", message: problem(ranges.problem === "range-malformed" ? "ports-malformed" : ranges.problem), input: ranges.part });
});

const isPath = (path: string): boolean => looksLikeSocket(path) && hasNoControlCharacters(path) && path.length <= 107; // as much as a socket's address holds
const socket = z.strictObject({ socket: text("file-missing").refine(isPath, problem("socket-malformed")) });

/** One of two schemas, by what the value is: unlike a union it tells what is wrong with the one that was meant. */
function either<One extends z.ZodType, Other extends z.ZodType>(one: One, other: Other, isOther: (value: unknown) => boolean) {
  const read = z.unknown().transform((value, context): unknown => {
    const reading = (isOther(value) ? other : one).safeParse(value, { reportInput: true });
    if (reading.success) return reading.data;
    context.issues.push(...reading.error.issues as z.core.$ZodRawIssue[]);
    return z.NEVER;
  });
  return read as unknown as z.ZodType<z.output<One> | z.output<Other>, z.input<One> | z.input<Other>>;
}

const isText = (value: unknown): boolean => typeof value === "string";
const hasSocket = (value: unknown): boolean => typeof value === "object" && value !== null && "socket" in value;

const ports = either(port, portRange, isText);
const listen = z.strictObject({ host: host.default(LOOPBACK), port: ports });
const target = either(z.strictObject({ host, port: ports }), socket, hasSocket);
const listenAtGateway = either(z.strictObject({ host: host.default(LOOPBACK), port: either(portOrAny, portRange, isText) }), socket, hasSocket);

const common = { name: text("name-missing").refine(hasNoControlCharacters, problem("field-wrong-type")), enabled: boolean.default(true) };

export const forward = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("local"), ...common, listen, target }),
  z.strictObject({ kind: z.literal("remote"), ...common, listen: listenAtGateway, target }),
  z.strictObject({ kind: z.literal("dynamic"), ...common, listen: z.strictObject({ host: host.default(LOOPBACK), port }) }),
], problem("choice-unknown")).superRefine((plan, context) => {
  if (plan.kind === "dynamic") return;
  const [from, to] = [spotsOf(plan.listen).length, spotsOf(plan.target).length];
  if (from === to) return;
  context.addIssue({ code: "custom", message: problem("range-lengths-differ"), path: ["target", ...(isSocket(plan.target) ? [] : ["port"])], input: `${from} and ${to}` });
});
export type ForwardPlan = z.output<typeof forward>;

/** A port, or a range of ports such as `"5900-5910"`. */
export type Ports = number | string;

/** Some ports of one host. */
export interface PortsOfHost {
  readonly host: string;
  readonly port: Ports;
}

/** Each port by itself; none while the text is not a range yet. */
export function placesOf({ host, port: written }: PortsOfHost): readonly Exclude<Spot, UnixSocket>[] {
  if (typeof written === "number") return [{ host, port: written }];
  const ranges = parsePortRanges(written);
  return "problem" in ranges ? [] : portsOf(ranges).map((port) => ({ host, port }));
}

/** The same where it may be a socket. */
export const spotsOf = (where: PortsOfHost | UnixSocket): readonly Spot[] => (isSocket(where) ? [where] : placesOf(where));

/** From where to where: the first leads to the first. */
export const inPairs = <From, To>(from: readonly From[], to: readonly To[]): readonly (readonly [From, To])[] =>
  from.flatMap((one, place) => to.slice(place, place + 1).map((other) => [one, other] as const));
