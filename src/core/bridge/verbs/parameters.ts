import { chooseFacts, sayFacts } from "../mlst-facts.js";
import { say } from "../reply.js";
import type { Verb } from "./verb.js";

/** `A`, `A N` and `I`, `L 8`, which is the same on every machine of today (RFC 959, section 3.1.1). */
const type: Verb = {
  names: ["TYPE"], argument: "A | I",
  handle(argument, talk) {
    const asked = argument.trim().toUpperCase();
    if (/^A(?: N)?$/.test(asked)) talk.type = "ascii";
    else if (/^(?:I|L 8)$/.test(asked)) talk.type = "image";
    else return say(/^[AEIL]/.test(asked) ? 504 : 501, "The types here are A and I.");
    return say(200, talk.type === "ascii" ? "ASCII: line ends are translated." : "Image: every byte as it is.");
  },
};

/** A parameter that has one value here, of those that RFC 959 knows. */
const onlyOne = (name: string, known: string, value: string): Verb => ({
  names: [name], argument: known.split("").join(" | "),
  handle(argument) {
    const asked = argument.trim().toUpperCase();
    if (asked === value) return say(200, `${name} ${value} it is.`);
    return asked.length === 1 && known.includes(asked) ? say(504, `Only ${name} ${value} is here.`) : say(501, `${name} is one of ${known.split("").join(", ")}.`);
  },
});

/** RFC 2389 section 4; names are the gateway's bytes, whether UTF8 is on (RFC 2640) or off; MLST chooses facts (RFC 3659, section 7.9). */
const opts: Verb = {
  names: ["OPTS"], argument: "UTF8 [ON | OFF] | MLST <facts>", beforeLogin: true,
  handle(argument, talk) {
    const [what = "", value = ""] = argument.trim().split(/ +(.*)/s);
    switch (what.toUpperCase()) {
      case "UTF8":
      case "UTF-8":
        return /^(?:on|off|nlst)?$/i.test(value.trim()) ? say(200, "Names are the bytes that the gateway has.") : say(501, "OPTS UTF8 ON, or OFF.");
      case "MLST":
        talk.facts = chooseFacts(value);
        return say(200, `MLST OPTS ${sayFacts(talk.facts).replace(/[^;]+[^*;];/g, "").replaceAll("*", "")}`);
      default:
        return say(501, "There are options for UTF8 and MLST.");
    }
  },
};

export const parameterVerbs: readonly Verb[] = [
  type, onlyOne("MODE", "SBC", "S"), onlyOne("STRU", "FRP", "F"), opts,
  { names: ["ALLO"], argument: "<bytes>", handle: (argument) => (/^\d+(?: R \d+)?$/i.test(argument.trim()) ? say(202, "Nothing needs to be set aside.") : say(501, "How many bytes?")) },
  { names: ["CLNT"], argument: "<name>", beforeLogin: true, features: () => ["CLNT"], handle: () => say(200, "Good to know.") },
  { names: ["SYST"], beforeLogin: true, handle: () => say(215, "UNIX Type: L8") },
  { names: ["NOOP"], argument: "[]", beforeLogin: true, handle: () => say(200, "Here.") },
];
