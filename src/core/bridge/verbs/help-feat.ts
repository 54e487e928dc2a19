import { singleLineReply, multilineReply } from "../bridge-reply.js";
import type { Verb } from "./verb.js";

/** Verbs that are read off the others. @param all every verb of the bridge, these too */
export const helpVerbs = (all: () => readonly Verb[]): readonly Verb[] => [
  {
    /** RFC 2389, section 3; UTF8 says that names are (RFC 2640, section 3.2); TVFS says that paths are written as ever (RFC 3659, section 6). */
    names: ["FEAT"],
    beforeLogin: true,
    handle(_argument, session) {
      session.passiveReplyDelay.askedFeatures();
      const isUtf8 = session.charset.name === "utf-8";
      return multilineReply(
        211,
        isUtf8
          ? "Features; a name is the bytes that the gateway has, which need not be UTF-8:"
          : `Features; names are in ${session.charset.name}, and in UTF-8 after OPTS UTF8 ON:`,
        [
          ...(isUtf8 ? ["UTF8"] : []),
          "TVFS",
          ...session.protection.features,
          ...all().flatMap((verb) => verb.features?.(session) ?? []),
        ],
        "End",
      );
    },
  },
  {
    names: ["HELP"],
    argument: "[<verb>]",
    beforeLogin: true,
    handle(argument) {
      const name = argument.trim().toUpperCase();
      if (name === "")
        return multilineReply(
          214,
          "These verbs are known:",
          rows(all().flatMap(({ names }) => names)),
          "HELP <verb> tells more.",
        );
      const verb = all().find(({ names }) => names.includes(name));
      return verb === undefined
        ? singleLineReply(502, `${name} is not known here.`)
        : singleLineReply(214, `Syntax: ${name} ${verb.argument ?? ""}`.trim());
    },
  },
];

const PER_ROW = 10;
const rows = (names: readonly string[]): string[] =>
  names.flatMap((_name, index) =>
    index % PER_ROW === 0
      ? [
          names
            .slice(index, index + PER_ROW)
            .map((name) => name.padEnd(5))
            .join(""),
        ]
      : [],
  );
