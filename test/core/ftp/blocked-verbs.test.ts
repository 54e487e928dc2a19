import { describe, expect, it } from "vitest";
import { withoutBlockedFeatures } from "../../../src/core/ftp/blocked-verbs.js";

const listOf = (...features: readonly string[]) =>
  ["211-Features:\r\n", ...features.map((feature) => ` ${feature}\r\n`), "211 End\r\n"].join("");

describe("withoutWhatCannotPass", () => {
  it.each([
    {
      server: "vsftpd",
      said: ["AUTH TLS", "EPRT", "EPSV", "MDTM", "PASV", "PBSZ", "PROT", "REST STREAM", "SIZE", "TVFS"],
      kept: ["EPRT", "EPSV", "MDTM", "PASV", "REST STREAM", "SIZE", "TVFS"],
    },
    {
      server: "ProFTPD",
      said: ["AUTH TLS", "CCC", "HOST", "MLST type*;size*;", "MODE Z", "PBSZ", "PROT", "SSCN", "UTF8"],
      kept: ["HOST", "MLST type*;size*;", "MODE Z", "UTF8"],
    },
    { server: "pyftpdlib", said: ["AUTH SSL", "AUTH TLS", "EPSV", "UTF8"], kept: ["EPSV", "UTF8"] },
    { server: "IIS", said: ["AUTH TLS;TLS-C;SSL;TLS-P;", "PROT C;P;", "auth tls", "SIZE"], kept: ["SIZE"] },
    { server: "one without any", said: [], kept: [] },
  ])("keeps of $server's list what a relay carries", ({ said, kept }) => {
    expect(withoutBlockedFeatures({ code: 211, raw: listOf(...said) })).toEqual({ code: 211, raw: listOf(...kept) });
  });

  it.each([
    {
      said: "the code before each",
      raw: "211-Features:\r\n211-AUTH TLS\r\n211-MDTM\r\n211-PBSZ\r\n211 End\r\n",
      kept: "211-Features:\r\n211-MDTM\r\n211 End\r\n",
    },
    {
      said: "tabs",
      raw: "211-Features:\r\n\tAUTH TLS\r\n\tMDTM\r\n \tPROT\tC\r\n211 End\r\n",
      kept: "211-Features:\r\n\tMDTM\r\n211 End\r\n",
    },
    {
      said: "the code and a tab",
      raw: "211-Features:\r\n211-\tAUTH TLS\r\n211\tPBSZ\r\n211 End\r\n",
      kept: "211-Features:\r\n211 End\r\n",
    },
    {
      said: "nothing before them",
      raw: "211-Features:\nAUTH TLS\nMDTM\nprot c\n211 End\n",
      kept: "211-Features:\nMDTM\n211 End\n",
    },
    {
      said: "features in the first and the last line",
      raw: "211-AUTH TLS\r\n MDTM\r\n211 PBSZ\r\n",
      kept: "211-Features\r\n MDTM\r\n211 Features\r\n",
    },
    {
      said: "names that only begin alike",
      raw: "211-Features:\r\n AUTHX\r\n MICX\r\n MICROSOFT\r\n211 End\r\n",
      kept: "211-Features:\r\n AUTHX\r\n MICX\r\n MICROSOFT\r\n211 End\r\n",
    },
  ])("understands a list with $said", ({ raw, kept }) => {
    expect(withoutBlockedFeatures({ code: 211, raw })).toEqual({ code: 211, raw: kept });
  });

  it.each(["500 FEAT not understood.\r\n", "211 No features.\r\n", "211-AUTH stands here\r\n211 End\r\n"])(
    "leaves %j as it is",
    (raw) => {
      expect(withoutBlockedFeatures({ code: Number(raw.slice(0, 3)), raw }).raw).toBe(raw);
    },
  );
});
