import { MAX_PORTS } from "../../profile/port-range.js";
import type { ProfileIssue, RefusedProfile } from "../../profile/profile-issues.js";
import type { IssueMessages } from "../message-types.js";

const orList = new Intl.ListFormat("en", { type: "disjunction" });

/** Each wrong field as an order that can be followed. */
const issues: IssueMessages = {
  "field-missing": () => "This field is missing: fill it in.",
  "field-unknown": (it) => `${it} is not a field of a profile: remove it, or check its spelling.`,
  "field-wrong-type": (it) => `${it} is not the kind of value that belongs here: see docs/profile-document.md.`,
  "choice-unknown": (it, _, choices) =>
    choices.length === 0
      ? `${it} is not one of the choices: see docs/profile-document.md.`
      : `${it} is not one of the choices: write ${orList.format(choices)}.`,
  "id-malformed": (it) =>
    `${it} cannot be an id: use letters, digits, dot, dash and underscore, beginning with a letter or digit, 64 at most.`,
  "id-taken": (it) => `${it} is already the id of another profile: choose another.`,
  "name-missing": () => "Give it a name, such as “Popeye's web site”.",
  "host-missing": () => "Enter a host name or address, such as www.spinach.com.",
  "host-with-port": (it) => `${it} holds a port: enter the name or address alone, and the port in its own field.`,
  "host-malformed": (it) => `${it} is not a host name or address: remove spaces and characters such as / or @.`,
  "username-missing": () => "Enter the user name that you log in with.",
  "username-malformed": (it) => `${it} cannot be a user name: remove spaces at its ends, and control characters.`,
  "port-not-a-number": (it) => `${it} is not a port: enter a whole number from 1 to 65535.`,
  "port-out-of-range": (it) => `${it} is outside the ports: enter a number from 1 to 65535.`,
  "file-missing": () => "Enter the path of the file.",
  "auth-empty": () => "Choose at least one way to log in.",
  "range-empty": () => "Enter the server's passive ports, such as 2534-2536.",
  "range-malformed": (it) => `${it} is not a range of ports: write it as 2534-2536, several with commas between.`,
  "range-reversed": (it) => `${it} runs backwards: write the smaller port first.`,
  "ranges-overlap": (it) => `${it} overlaps another range: name each port once.`,
  "range-too-long": (it) =>
    `With ${it} there are more than ${MAX_PORTS} ports: make the range smaller; for FTP, use the relay mode, which needs none.`,
  "ports-malformed": (it) => `${it} is neither a port nor a range: enter a number, or a range such as 5900-5910.`,
  "range-lengths-differ": (_, found) =>
    `One side has more ports than the other${found === "" ? "" : ` (${found})`}: make both ranges of one length.`,
  "socket-malformed": (it) =>
    `${it} is not the path of a socket: write it whole, such as /run/postgresql/.s.PGSQL.5432, with 107 characters at most.`,
  "fingerprint-malformed": (it) =>
    `${it} is not a SHA-256 fingerprint of a certificate: write its 32 bytes as 64 hexadecimal digits, such as 0A:1B:2C.`,
  "control-port-in-range": (_, found) =>
    `Port ${found} is also one of the passive ports, which must keep their number: choose another local port for the control connection.`,
  "listen-port-taken-twice": (_, found) => `The profile already listens on port ${found}: choose another.`,
  "allow-missing": (it) =>
    `Other computers reach ${it}: name in ftp.allow the addresses or networks that may connect, such as 192.168.7.0/24.`,
  "allow-empty": () => "Name at least one address or network that may connect, such as 192.168.7.20 or 192.168.7.0/24.",
  "allow-malformed": (it) =>
    `${it} is neither an address nor a network: write it as 192.168.7.20 or 192.168.7.0/24; “any” stands alone.`,
  "allow-everything": (it) => `${it} lets in every computer: if that is meant, write “any” in its place, alone.`,
  "any-login-exposed": () =>
    "Any name and password is let in, which is safe on this computer alone: take that out, or listen on 127.0.0.1.",
  "announce-malformed": (it) =>
    `${it} is not an IPv4 address: enter the one that the devices dial, such as 203.0.113.7.`,
  "data-port-too-low": (it) => `${it} begins below 1024: choose ports from 1024 on, such as 50000-50019.`,
  "users-empty": () => "Name at least one user; or leave the list out, and a login is made for the profile.",
  "user-taken-twice": (it) => `${it} is the name of another user, too: give each a name of its own.`,
  "users-with-any-login": () => "There are users, and any name and password is let in: keep one of the two.",
  "password-hash-malformed": () =>
    "This is not a hashed password: run “culvert password-hash”, and enter the line that it prints.",
  "rights-malformed": () =>
    "Name some of read, write, delete and list, each once; or “upload-only” in place of the list.",
  "spool-folder-malformed": (it) =>
    `${it} is not a whole path of this computer: begin it at the root, or with ~/ for your home folder.`,
  "spool-missing": () => "Uploads are to be kept in a spool, and there is none: name its folder in ftp.spool.",
  "byte-count-malformed": (it) => `${it} is not a size: write it as “2 GB” or “500 MB”, 1 MB at least.`,
  "version-unknown": (it) =>
    `${it} is not a version of the profile document that this Culvert reads: it reads version 1. Update Culvert, or mend the file.`,
};

export const sayIssue = ({ problem, found, choices }: ProfileIssue): string =>
  issues[problem](found === undefined ? "This" : `“${found}”`, found ?? "", choices ?? []);

export const sayRefused = (refused: readonly RefusedProfile[]): string =>
  refused
    .map(
      ({ profile, issues }) =>
        `${profile}: ${issues.map((issue) => `${issue.field === "" ? "" : `${issue.field}: `}${sayIssue(issue)}`).join(" ")}`,
    )
    .join(" ");
