import { describe, expect, it } from "vitest";
import { admitDataPort } from "../../../src/core/ftp/admit-data-port.js";

const V4 = { here: "127.0.0.1", peer: "127.0.0.1", epsvOnly: false };
const V6 = { here: "::1", peer: "::1", epsvOnly: false };

/** As `PORT 1,2,3` is written. @returns the admission, a refusal as its code alone */
function admit(line: string, control = V4) {
  const [, verb = "", argument = ""] = /^(\S+) ?(.*)$/.exec(line) ?? [];
  const admission = admitDataPort({ verb, argument }, control);
  return admission.kind === "refuse" ? admission.reply.code : admission;
}

describe("admitDataPort", () => {
  it.each([
    { line: "PASV", is: { kind: "passive", verb: "PASV" } },
    { line: "EPSV", is: { kind: "passive", verb: "EPSV" } },
    { line: "EPSV 1", is: { kind: "passive", verb: "EPSV" } },
    { line: "EPSV  1 ", is: { kind: "passive", verb: "EPSV" } },
    { line: "EPSV all", is: { kind: "epsv-all" } },
    { line: "EPSV 2", is: 522 },
    { line: "EPSV 3", is: 522 },
    { line: "EPSV rubbish", is: 501 },
    { line: "EPSV (1)", is: 501 },
    { line: "PORT 127,0,0,1,9,230", is: { kind: "active", endpoint: { host: "127.0.0.1", port: 2534 } } },
    { line: "PORT 127, 0,0,1,9,230.", is: { kind: "active", endpoint: { host: "127.0.0.1", port: 2534 } } },
    { line: "PORT 127,0,0,2,9,230", is: 501 },
    { line: "PORT 127,0,0,1,0,80", is: 501 },
    { line: "PORT", is: 501 },
    { line: "EPRT |1|127.0.0.1|2534|", is: { kind: "active", endpoint: { host: "127.0.0.1", port: 2534 } } },
    { line: "EPRT |1|127.0.0.1|2534", is: { kind: "active", endpoint: { host: "127.0.0.1", port: 2534 } } },
    { line: "EPRT |2|::1|2534|", is: 522 },
    { line: "EPRT |3|127.0.0.1|2534|", is: 522 },
    { line: "EPRT |1|127.0.0.2|2534|", is: 501 },
    { line: "EPRT |1|::1|2534|", is: 501 },
    { line: "EPRT rubbish", is: 501 },
  ])("answers $line on IPv4 by $is", ({ line, is }) => {
    expect(admit(line)).toEqual(is);
  });

  it.each([
    { line: "PASV", is: 425 },
    { line: "EPSV 2", is: { kind: "passive", verb: "EPSV" } },
    { line: "EPSV 1", is: 522 },
    {
      line: "EPRT |2|0:0:0:0:0:0:0:1|2534|",
      is: { kind: "active", endpoint: { host: "0:0:0:0:0:0:0:1", port: 2534 } },
    },
    { line: "EPRT |1|127.0.0.1|2534|", is: 522 },
    { line: "PORT 127,0,0,1,9,230", is: 501 },
  ])("answers $line on IPv6 by $is", ({ line, is }) => {
    expect(admit(line, V6)).toEqual(is);
  });

  it.each([
    { line: "EPSV", is: { kind: "passive", verb: "EPSV" } },
    { line: "PASV", is: 503 },
    { line: "PORT 127,0,0,1,9,230", is: 503 },
    { line: "EPRT |1|127.0.0.1|2534|", is: 503 },
  ])("answers $line after EPSV ALL by $is", ({ line, is }) => {
    expect(admit(line, { ...V4, epsvOnly: true })).toEqual(is);
  });
});
