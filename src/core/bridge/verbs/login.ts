import { textOf } from "../byte-text.js";
import { safeReply } from "../reply.js";
import type { Verb } from "./verb.js";

/** Of one control connection. */
const MAX_WRONG_PASSWORDS = 5;

const user: Verb = {
  names: ["USER"],
  argument: "<name>",
  beforeLogin: true,
  handle(name, client) {
    if (client.isLoggedIn) client.reset();
    client.username = name;
    return safeReply(331, "Now the password that Culvert shows for this profile.");
  },
};

const pass: Verb = {
  names: ["PASS"],
  argument: "[<password>]",
  beforeLogin: true,
  async handle(password, client) {
    const { username, throttle, actions } = client;
    if (client.isLoggedIn) return safeReply(230, "You are logged in already.");
    if (username === undefined) return safeReply(503, "The name comes first: USER.");
    const address = client.endpoints.client.host;
    const outcome = await throttle.authenticate(address, textOf(username), textOf(password));
    if (outcome === "busy") return actions.hangUp(safeReply(421, "Too many logins wait already: try again later."));
    if (outcome === "wrong") {
      actions.reportLoginRefused(textOf(username));
      client.username = undefined;
      if (++client.wrongPasswords >= MAX_WRONG_PASSWORDS)
        return actions.hangUp(safeReply(421, "Too many wrong passwords."));
      return safeReply(530, "That is not the name and password that Culvert shows for this profile.");
    }
    await client.logIn(client.users?.get(textOf(username)));
    return safeReply(230, `Welcome; these are the gateway's files, and you are in ${client.folder}.`);
  },
};

/** An account has never been asked for here (RFC 959, section 4.1.1). */
const acct: Verb = {
  names: ["ACCT"],
  argument: "<account>",
  beforeLogin: true,
  handle: () => safeReply(202, "No account is needed."),
};

const rein: Verb = {
  names: ["REIN"],
  beforeLogin: true,
  handle(_argument, client) {
    client.reset();
    client.charset = client.usualCharset;
    return safeReply(220, "From the beginning: USER.");
  },
};

const quit: Verb = {
  names: ["QUIT"],
  beforeLogin: true,
  handle: (_argument, { actions }) => actions.hangUp(safeReply(221, "Goodbye.")),
};

export const loginVerbs: readonly Verb[] = [user, pass, acct, rein, quit];
