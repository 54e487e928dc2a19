/** A difference between a server's own dialogue and the relay's that is known, and why it is no fault of the relay's. */
interface ExplainedDifference {
  /** The names of the sequences that may differ. */
  readonly sequences: RegExp;
  readonly why: string;
}

const STRICTER = "the relay keeps to RFC 2428 and RFC 959 where the server takes what they refuse";
const UNASKED = "the relay asks PASV or EPSV whatever the client named, and passes on that refusal";
const CONNECTS_AT_ONCE =
  "the relay has connected to the server's port already, so this server has a connection to speak of";
const TELNET = "the relay takes Telnet's signals off, which this server knows nothing of";
const RESET = "SSH passes a reset on as an end, so the server's words, or its own bug with such an end, are others";

/**
 * What may differ between a direct connection and the relay, by server. Each was looked at: no byte is lost, and where the
 * relay hears less than a direct client, it is the server that fails with an end where it would have seen a reset.
 */
const EXPLAINED_DIFFERENCES: Readonly<Record<string, readonly ExplainedDifference[]>> = {
  "Pure-FTPd": [
    { sequences: /^says "EPSV (?:3|x)"$|^says EPSV 2$/, why: STRICTER },
    { sequences: /^says EPSV ALL and then PASV and PORT$/, why: STRICTER },
    { sequences: /^aborts a fetch with telnet's signals/, why: TELNET },
    { sequences: /^resets the data connection in a store$/, why: RESET },
  ],
  Twisted: [
    { sequences: /^says "PORT 1,2,3,4,5,6,7"$/, why: STRICTER },
    {
      sequences: /^asks in one write|^says PASV in one write|^never connects, and asks on|^sends the next agreement/,
      why: "the server answers 550 to what comes before its port is connected; through the relay it is connected",
    },
    {
      sequences: /^aborts an agreement that it never used$/,
      why: "the server answers 550 to what comes before its port is connected; through the relay it is connected",
    },
    {
      sequences: /^fetches in ASCII/,
      why: "the server fails and leaves its data open; the relay ends them by a reset",
    },
    {
      sequences: /^ends its side of the data before it fetches$/,
      why: "the relay passes no end on before the transfer has begun, and the server has more to say then",
    },
    { sequences: /^aborts a fetch with telnet's signals/, why: TELNET },
  ],
  aioftp: [
    { sequences: /^puts telnet's|^sends telnet's|^aborts a fetch with telnet's signals/, why: TELNET },
    {
      sequences: /^asks in one write, with two ports|^says PASV in one write with SYST$/,
      why: "the server answers out of turn; behind the relay what follows a question for a port waits for its answer",
    },
    { sequences: /^before the login, says "(?:PORT|EPRT) /, why: UNASKED },
    {
      sequences: /^says EPSV 1$/,
      why: "the server ends the session at EPSV with an argument, and the relay sends none",
    },
    { sequences: /^resets the data connection in a store$|^closes the data connection in a fetch$/, why: RESET },
    {
      sequences: /^aborts a fetch and reads on$/,
      why: "the tunnel may have taken the whole file by then, and the server is done",
    },
  ],
  "ftp-srv": [
    { sequences: /^says "(?:PORT|EPRT|EPSV)|^says EPSV |^says EPRT of IPv4 told as IPv6$/, why: STRICTER },
    { sequences: /^before the login, says "(?:PORT|EPRT) /, why: UNASKED },
    {
      sequences: /^before the login, sends PASV and LIST|^sends STOR and "/,
      why: "the server answers out of turn, and not always in the same order",
    },
    {
      sequences: /^agrees, goes elsewhere/,
      why: "a client's port serves once more behind a refusal, which the server forgets",
    },
    {
      sequences: /^ends its side of the data before it fetches$/,
      why: "the server hangs at such an end; the relay holds it back",
    },
    {
      sequences: /^aborts a fetch with telnet's signals/,
      why: `${TELNET}, and it never answers ABOR where data end cleanly`,
    },
    { sequences: /^aborts (?:a fetch, |between agreement|an agreement)/, why: CONNECTS_AT_ONCE },
    { sequences: /^(?:closes|resets) the data connection in a/, why: RESET },
  ],
  inetutils: [
    { sequences: /^says "PORT 127,0,0,1,300,1"$/, why: STRICTER },
    {
      sequences: /^says "EPRT \|1\|popeye\|50000\|"$/,
      why: "the server ends its session at a host's name, sooner or later",
    },
    { sequences: /^says EPSV ALL and then PASV and PORT$/, why: "the relay answers PORT in its own words" },
    {
      sequences: /^before the login, says "(?:EPSV ALL|PORT x|EPRT x)"$/,
      why: "the server says two replies to it, in the order of its syntax",
    },
    {
      sequences: /^aborts a fetch(?: with telnet's signals)?, PORT$|^(?:closes|resets) the data connection in a fetch$/,
      why: "the server's write to a data connection that is closed ends its session by SIGPIPE, or by another errno",
    },
  ],
  pyftpdlib: [
    { sequences: /^resets the data connection in a store$/, why: RESET },
    {
      sequences: /^(?:closes|resets) the data connection in a fetch$/,
      why: "the close takes its own channel's way: the server may answer the next command before it has seen that",
    },
  ],
};

/** Why the answers of a server to a sequence may differ through the relay; nothing where they must not. */
export const explainedDifference = (server: string, sequence: string): string | undefined =>
  EXPLAINED_DIFFERENCES[server]?.find(({ sequences }) => sequences.test(sequence))?.why;
