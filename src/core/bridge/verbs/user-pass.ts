import { textOf } from "../encoding/byte-text.js";
import { lastReply, singleLineReply } from "../bridge-reply.js";
import type { Verb } from "./verb.js";

/** Of one control connection. */
const MAX_WRONG_PASSWORDS = 5;

const user: Verb = {
  names: ["USER"],
  argument: "<name>",
  beforeLogin: true,
  handle(name, session) {
    if (session.isLoggedIn) session.reset();
    session.username = name;
    return singleLineReply(331, "Now the password that Culvert shows for this profile.");
  },
};

const pass: Verb = {
  names: ["PASS"],
  argument: "[<password>]",
  beforeLogin: true,
  async handle(password, session) {
    const { username } = session;
    const { throttle, reportFailure } = session.services;
    if (session.isLoggedIn) return singleLineReply(230, "You are logged in already.");
    if (username === undefined) return singleLineReply(503, "The name comes first: USER.");
    const address = session.endpoints.client.host;
    const outcome = await throttle.authenticate(address, textOf(username), textOf(password));
    if (outcome === "busy") return lastReply(421, "Too many logins wait already: try again later.");
    if (outcome === "wrong") {
      const user = session.rules.users?.get(textOf(username))?.name;
      reportFailure({ code: "bridge.login-refused", client: address, ...(user === undefined ? {} : { user }) });
      session.username = undefined;
      if (++session.wrongPasswords >= MAX_WRONG_PASSWORDS) return lastReply(421, "Too many wrong passwords.");
      return singleLineReply(530, "That is not the name and password that Culvert shows for this profile.");
    }
    await session.logIn(session.rules.users?.get(textOf(username)));
    return singleLineReply(230, `Welcome; these are the gateway's files, and you are in ${session.folder}.`);
  },
};

/** An account has never been asked for here (RFC 959, section 4.1.1). */
const acct: Verb = {
  names: ["ACCT"],
  argument: "<account>",
  beforeLogin: true,
  handle: () => singleLineReply(202, "No account is needed."),
};

const rein: Verb = {
  names: ["REIN"],
  beforeLogin: true,
  handle(_argument, session) {
    session.reset();
    return singleLineReply(220, "From the beginning: USER.");
  },
};

const quit: Verb = {
  names: ["QUIT"],
  beforeLogin: true,
  handle: () => lastReply(221, "Goodbye."),
};

export const loginVerbs: readonly Verb[] = [user, pass, acct, rein, quit];
