import { z } from "zod";
import { isSocket, looksLikeSocket, type EndpointOrSocket, type UnixSocket } from "./endpoint.js";
import {
  booleanSchema,
  hasNoControlCharacters,
  hostSchema,
  LOOPBACK,
  portSchema,
  portOrZeroSchema,
  problem,
  requiredText,
} from "./field-schemas.js";
import { parsePortRanges, portsOf } from "./port-range.js";

/**
 * The plain forwards of a profile. A port may be a number, or a range as a text: `"port": "5900-5910"`; a Unix socket
 * stands in the place of host and port: `{"socket": "/run/postgresql/.s.PGSQL.5432"}`.
 */
const portRange = requiredText("field-missing").superRefine((written, context) => {
  const ranges = parsePortRanges(written);
  if ("problem" in ranges)
    context.addIssue({
      code: "custom",
      message: problem(ranges.problem === "range-malformed" ? "ports-malformed" : ranges.problem),
      input: ranges.part,
    });
});

const isPath = (path: string): boolean => looksLikeSocket(path) && hasNoControlCharacters(path) && path.length <= 107; // as much as a socket's address holds
const socketSchema = z.strictObject({
  socket: requiredText("file-missing").refine(isPath, problem("socket-malformed")),
});

/** One of two schemas, by what the value is: unlike a union it tells what is wrong with the one that was meant. */
function eitherSchema<One extends z.ZodType, Other extends z.ZodType>(
  one: One,
  other: Other,
  isOther: (value: unknown) => boolean,
) {
  const read = z.unknown().transform((value, context): unknown => {
    const reading = (isOther(value) ? other : one).safeParse(value, { reportInput: true });
    if (reading.success) return reading.data;
    context.issues.push(...(reading.error.issues as z.core.$ZodRawIssue[]));
    return z.NEVER;
  });
  return read as unknown as z.ZodType<z.output<One> | z.output<Other>, z.input<One> | z.input<Other>>;
}

const isText = (value: unknown): boolean => typeof value === "string";
const hasSocket = (value: unknown): boolean => typeof value === "object" && value !== null && "socket" in value;

const portsSchema = eitherSchema(portSchema, portRange, isText);
const listenSchema = z.strictObject({ host: hostSchema.default(LOOPBACK), port: portsSchema });
const targetSchema = eitherSchema(z.strictObject({ host: hostSchema, port: portsSchema }), socketSchema, hasSocket);
const gatewayListenSchema = eitherSchema(
  z.strictObject({ host: hostSchema.default(LOOPBACK), port: eitherSchema(portOrZeroSchema, portRange, isText) }),
  socketSchema,
  hasSocket,
);

const commonFields = {
  name: requiredText("name-missing").refine(hasNoControlCharacters, problem("field-wrong-type")),
  enabled: booleanSchema.default(true),
};

export const forwardSchema = z
  .discriminatedUnion(
    "kind",
    [
      z.strictObject({ kind: z.literal("local"), ...commonFields, listen: listenSchema, target: targetSchema }),
      z.strictObject({ kind: z.literal("remote"), ...commonFields, listen: gatewayListenSchema, target: targetSchema }),
      z.strictObject({
        kind: z.literal("dynamic"),
        ...commonFields,
        listen: z.strictObject({ host: hostSchema.default(LOOPBACK), port: portSchema }),
      }),
    ],
    problem("choice-unknown"),
  )
  .superRefine((plan, context) => {
    if (plan.kind === "dynamic") return;
    const [from, to] = [endpointsOrSocketsOf(plan.listen).length, endpointsOrSocketsOf(plan.target).length];
    if (from === to) return;
    context.addIssue({
      code: "custom",
      message: problem("range-lengths-differ"),
      path: ["target", ...(isSocket(plan.target) ? [] : ["port"])],
      input: `${from} and ${to}`,
    });
  });
export type ForwardPlan = z.output<typeof forwardSchema>;

/** A port, or a range of ports such as `"5900-5910"`. */
export type PortOrRange = number | string;

/** Some ports of one host. */
export interface HostPorts {
  readonly host: string;
  readonly port: PortOrRange;
}

/** Each port by itself; none while the text is not a range yet. */
export function endpointsOf({ host, port: written }: HostPorts): readonly Exclude<EndpointOrSocket, UnixSocket>[] {
  if (typeof written === "number") return [{ host, port: written }];
  const ranges = parsePortRanges(written);
  return "problem" in ranges ? [] : portsOf(ranges).map((port) => ({ host, port }));
}

/** Each port of a range by itself, or the one socket; none while the text is not a range yet. */
export const endpointsOrSocketsOf = (ports: HostPorts | UnixSocket): readonly EndpointOrSocket[] =>
  isSocket(ports) ? [ports] : endpointsOf(ports);

/** From where to where: the first leads to the first. */
export const zip = <From, To>(from: readonly From[], to: readonly To[]): readonly (readonly [From, To])[] =>
  from.flatMap((one, index) => to.slice(index, index + 1).map((other) => [one, other] as const));
