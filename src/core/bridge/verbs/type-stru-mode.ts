import type { FtpReply } from "../../ftp/reply.js";
import { charsetOf } from "../encoding/charset.js";
import type { ClientSession } from "../client-session.js";
import { selectFacts, formatFactList } from "../listing/mlst-facts.js";
import { singleLineReply } from "../bridge-reply.js";
import type { Verb } from "./verb.js";

/** `A`, `A N` and `I`, `L 8`, which is the same on every machine of today (RFC 959, section 3.1.1). */
const type: Verb = {
  names: ["TYPE"],
  argument: "A | I",
  handle(argument, session) {
    const requested = argument.trim().toUpperCase();
    if (/^A(?: N)?$/.test(requested)) session.type = "ascii";
    else if (/^(?:I|L 8)$/.test(requested)) session.type = "image";
    else return singleLineReply(/^[AEIL]/.test(requested) ? 504 : 501, "The types here are A and I.");
    return singleLineReply(
      200,
      session.type === "ascii" ? "ASCII: line ends are translated." : "Image: every byte as it is.",
    );
  },
};

/** A parameter that has one value here, of those that RFC 959 knows. */
const fixedParameter = (name: string, known: string, value: string): Verb => ({
  names: [name],
  argument: known.split("").join(" | "),
  handle(argument) {
    const requested = argument.trim().toUpperCase();
    if (requested === value) return singleLineReply(200, `${name} ${value} it is.`);
    return requested.length === 1 && known.includes(requested)
      ? singleLineReply(504, `Only ${name} ${value} is here.`)
      : singleLineReply(501, `${name} is one of ${known.split("").join(", ")}.`);
  },
});

/** RFC 2389 section 4; UTF8 ON has names be the gateway's bytes (draft-ietf-ftpext-utf-8-option-00), and OFF whatever the profile says; MLST chooses facts (RFC 3659, section 7.9). */
const opts: Verb = {
  names: ["OPTS"],
  argument: "UTF8 [ON | OFF] | MLST <facts>",
  beforeLogin: true,
  handle(argument, session) {
    const [what = "", value = ""] = argument.trim().split(/ +(.*)/s);
    switch (what.toUpperCase()) {
      case "UTF8":
      case "UTF-8":
        return chooseUtf8(value.trim().toUpperCase(), session);
      case "MLST":
        session.facts = selectFacts(value);
        return singleLineReply(
          200,
          `MLST OPTS ${formatFactList(session.facts)
            .replace(/[^;]+[^*;];/g, "")
            .replaceAll("*", "")}`,
        );
      default:
        return singleLineReply(501, "There are options for UTF8 and MLST.");
    }
  },
};

function chooseUtf8(value: string, session: ClientSession): FtpReply {
  if (!["", "ON", "OFF", "NLST"].includes(value)) return singleLineReply(501, "OPTS UTF8 ON, or OFF.");
  session.charset = value === "OFF" ? session.usualCharset : charsetOf("utf-8");
  return session.charset.name === "utf-8"
    ? singleLineReply(200, "Names are the bytes that the gateway has.")
    : singleLineReply(200, `Names are in ${session.charset.name}.`);
}

export const parameterVerbs: readonly Verb[] = [
  type,
  fixedParameter("MODE", "SBC", "S"),
  fixedParameter("STRU", "FRP", "F"),
  opts,
  {
    names: ["ALLO"],
    argument: "<bytes>",
    handle: (argument) =>
      /^\d+(?: R \d+)?$/i.test(argument.trim())
        ? singleLineReply(200, "Nothing needs to be set aside.") // as a NOOP (RFC 959, section 4.1.3); a Dahua camera goes at 202
        : singleLineReply(501, "How many bytes?"),
  },
  {
    names: ["CLNT"],
    argument: "<name>",
    beforeLogin: true,
    features: () => ["CLNT"],
    handle: () => singleLineReply(200, "Good to know."),
  },
  { names: ["SYST"], beforeLogin: true, handle: () => singleLineReply(215, "UNIX Type: L8") },
  { names: ["NOOP"], argument: "[]", beforeLogin: true, handle: () => singleLineReply(200, "Here.") },
];
