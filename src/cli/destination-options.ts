import { InvalidArgumentError, Option, type Command } from "commander";
import { parseDestination } from "../shared/destination/parse-destination.js";
import type { DestinationHop } from "../shared/destination/destination.js";
import { checkHost, checkPort, parseHop } from "../shared/destination/destination-hop.js";
import { DestinationError } from "../shared/destination/destination.js";
import type { Endpoint } from "../shared/profile/endpoint.js";
import { describeDestinationProblem, words } from "../shared/words/words.js";

/** What `add` and `up` are told beside a server's address, as commander gives it. */
export interface DestinationOptions {
  readonly name?: string;
  readonly ftp?: Endpoint;
  readonly range?: string;
  readonly bridge?: true;
  readonly key?: string;
  readonly via?: readonly DestinationHop[];
  readonly listen?: Partial<Endpoint>;
}

/** Adds the options that say more of a server than its address does. */
export const addDestinationOptions = (command: Command): Command =>
  command
    .addOption(new Option("--ftp <host[:port]>", words.terminal.ftpOption).argParser(parseTarget).conflicts("bridge"))
    .addOption(new Option("--range <ports>", words.terminal.rangeOption).conflicts("bridge"))
    .addOption(new Option("--bridge", words.terminal.bridgeOption))
    .option("--name <name>", words.terminal.nameOption)
    .option("--key <file>", words.terminal.keyOption)
    .option("--via <user@host[:port]>", words.terminal.viaOption, addJump)
    .option("--listen <[host:]port>", words.terminal.listenOption, parseListen);

/** `popeye`, `popeye:21`, `[::1]:21`. @throws InvalidArgumentError */
function parseTarget(text: string): Endpoint {
  const { host, port, username } = readHop(text, words.terminal.targetMalformed(text));
  if (username !== undefined) throw new InvalidArgumentError(words.terminal.targetMalformed(text));
  return { host, port: port ?? 21 };
}

/** One more jump host. @throws InvalidArgumentError */
function addJump(text: string, before: readonly DestinationHop[] = []): readonly DestinationHop[] {
  const read = parseDestination(text);
  if (!read.ok) throw new InvalidArgumentError(describeDestinationProblem(read.problem));
  const { gateway } = read.destination;
  if (gateway === undefined)
    throw new InvalidArgumentError(describeDestinationProblem({ code: "host-missing", what: "" }));
  return [...before, gateway];
}

/** `2122`, `127.0.0.1:2122`. @throws InvalidArgumentError */
function parseListen(text: string): Partial<Endpoint> {
  try {
    if (/^\d+$/.test(text)) return { port: checkPort(text) };
    const { host, port } = parseHop(text).hop;
    return port === undefined ? { host: checkHost(host) } : { host, port };
  } catch (thrown) {
    if (thrown instanceof DestinationError) throw new InvalidArgumentError(words.terminal.listenMalformed(text));
    throw thrown;
  }
}

function readHop(text: string, otherwise: string): DestinationHop {
  try {
    return parseHop(text).hop;
  } catch (thrown) {
    if (thrown instanceof DestinationError)
      throw new InvalidArgumentError(
        thrown.problem.code === "host-missing" ? otherwise : describeDestinationProblem(thrown.problem),
      );
    throw thrown;
  }
}
