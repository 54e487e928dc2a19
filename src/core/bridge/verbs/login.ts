import { textOf } from "../byte-text.js";
import { say } from "../reply.js";
import type { Verb } from "./verb.js";

const user: Verb = {
  names: ["USER"], argument: "<name>", beforeLogin: true,
  handle(name, talk) {
    if (talk.isLoggedIn) talk.leave();
    talk.username = name;
    return say(331, "Now the password that Culvert shows for this profile.");
  },
};

const pass: Verb = {
  names: ["PASS"], argument: "[<password>]", beforeLogin: true,
  async handle(password, talk) {
    const { username, desk, conduct } = talk;
    if (talk.isLoggedIn) return say(230, "You are logged in already.");
    if (username === undefined) return say(503, "The name comes first: USER.");
    if (!desk.letsIn(textOf(username), textOf(password))) {
      talk.username = undefined;
      if (desk.isShut) return conduct.hangUp(say(421, "Too many wrong passwords: wait a minute."));
      return say(530, "That is not the name and password that Culvert shows for this profile.");
    }
    await talk.enter();
    return say(230, `Welcome; these are the gateway's files, and you are in ${talk.folder}.`);
  },
};

/** An account has never been asked for here (RFC 959, section 4.1.1). */
const acct: Verb = { names: ["ACCT"], argument: "<account>", beforeLogin: true, handle: () => say(202, "No account is needed.") };

const rein: Verb = {
  names: ["REIN"], beforeLogin: true,
  handle(_argument, talk) {
    talk.leave();
    return say(220, "From the beginning: USER.");
  },
};

const quit: Verb = { names: ["QUIT"], beforeLogin: true, handle: (_argument, { conduct }) => conduct.hangUp(say(221, "Goodbye.")) };

export const accessVerbs: readonly Verb[] = [user, pass, acct, rein, quit];
