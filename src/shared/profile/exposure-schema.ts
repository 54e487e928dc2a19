import { z } from "zod";
import { problem, requiredText, type ProfileProblem } from "./field-schemas.js";
import { ANY, isIpv4, parseNetwork } from "./cidr-network.js";
import { parsePortRanges } from "./port-range.js";

/** Ports as people write them, `2534-2536,40000-40010`. */
export const portRangesSchema = requiredText("range-empty").superRefine((written, context) => {
  const ranges = parsePortRanges(written);
  if ("problem" in ranges) context.addIssue({ code: "custom", message: problem(ranges.problem), input: ranges.part });
});

/** The addresses and networks in CIDR of other computers that may connect; everything only as `["any"]`, in so many words. */
const allowSchema = z
  .array(z.string(problem("field-wrong-type")), problem("field-wrong-type"))
  .min(1, problem("allow-empty"))
  .superRefine((entries, context) => {
    if (entries.length === 1 && entries[0] === ANY) return;
    for (const entry of entries) {
      const message = problemOf(entry);
      if (message !== undefined) context.addIssue({ code: "custom", message, input: entry });
    }
  });

function problemOf(entry: string): ProfileProblem | undefined {
  const network = parseNetwork(entry);
  if (network === undefined) return "allow-malformed";
  return network.prefix === 0 ? "allow-everything" : undefined;
}

/** The local ports of data connections, which a firewall can open: `50000-50019`. */
const dataPortsSchema = portRangesSchema.refine((written) => {
  const ranges = parsePortRanges(written);
  return "problem" in ranges || ranges.every(({ first }) => first >= 1024);
}, problem("data-port-too-low"));

/** How a relay and a bridge meet clients of other computers. */
export const exposureFields = {
  allow: allowSchema.optional(),
  dataPorts: dataPortsSchema.optional(),
  /** The address that PASV names to other computers, where they dial another one than this computer has: behind NAT. */
  announce: requiredText("announce-malformed").refine(isIpv4, problem("announce-malformed")).optional(),
};
