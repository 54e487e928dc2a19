import { describe, expect, it } from "vitest";
import { importForwards, type ForeignForward } from "../../../../src/core/import/candidates/imported-forwards.js";
import { mergeCandidates } from "../../../../src/core/import/candidates/merge-candidates.js";
import { readSettingsText } from "../../../../src/core/import/read-source.js";
import { parseEndpoint, parseListenAddress } from "../../../../src/core/import/candidates/parse-listen-address.js";
import { formatEndpoint } from "../../../../src/shared/profile/endpoint.js";

const at = { file: "f", line: 1 };

/** `L2121 popeye:ftp`, `R*:80 localhost:80`, `D1080`, as forwards of another program. */
function foreign(text: string): ForeignForward {
  const [from = "", to] = text.slice(1).split(" ");
  const listen = parseListenAddress(from, 0);
  const target = to === undefined ? undefined : parseEndpoint(to);
  if (listen === undefined) throw new Error(text);
  if (target === undefined) return { kind: "dynamic", listen, at };
  return { kind: text.startsWith("R") ? "remote" : "local", listen, target, at };
}
const taken = (...texts: string[]) => importForwards(texts.map(foreign));
const shown = ({ forwards }: ReturnType<typeof taken>): string[] =>
  forwards.map((forward) => {
    const { listen } = forward;
    const from = "socket" in listen ? listen.socket : formatEndpoint({ host: listen.host ?? "?", port: listen.port });
    return "target" in forward && "host" in forward.target ? `${from} ${formatEndpoint(forward.target)}` : from;
  });
const notes = (imported: ReturnType<typeof taken>): string[] =>
  imported.notes.map(({ code, what = "" }) => `${code} ${what}`);

describe("two forwards on one port number", () => {
  it.each([
    {
      said: "of several loopback addresses, as for RDP or SMB",
      texts: ["L127.0.0.2:3389 a:3389", "L127.0.0.3:3389 b:3389", "L127.0.0.4:3389 c:3389"],
      forwards: ["127.0.0.2:3389 a:3389", "127.0.0.3:3389 b:3389", "127.0.0.4:3389 c:3389"],
      told: [],
    },
    {
      said: "of both loopbacks",
      texts: ["L127.0.0.1:8080 a:80", "L[::1]:8080 b:80"],
      forwards: ["127.0.0.1:8080 a:80", "[::1]:8080 b:80"],
      told: [],
    },
    {
      said: "of the default and another loopback address",
      texts: ["L445 a:445", "L127.0.0.2:445 b:445", "D127.0.0.3:445"],
      forwards: ["127.0.0.1:445 a:445", "127.0.0.2:445 b:445", "127.0.0.3:445"],
      told: [],
    },
    {
      said: "here and on the gateway",
      texts: ["L8080 a:80", "R8080 b:80", "R127.0.0.2:8080 c:80"],
      forwards: ["127.0.0.1:8080 a:80", "127.0.0.1:8080 b:80", "127.0.0.2:8080 c:80"],
      told: [],
    },
    {
      said: "of one address, however it is written: the second is named",
      texts: ["L8080 a:80", "L127.0.0.1:8080 b:80", "Llocalhost:8080 c:80", "L127.1:8080 d:80", "D8080"],
      forwards: ["127.0.0.1:8080 a:80"],
      told: [
        "forward-lost 127.0.0.1:8080 b:80",
        "forward-lost localhost:8080 c:80",
        "forward-lost 127.0.0.1:8080 d:80",
        "forward-lost 127.0.0.1:8080",
      ],
    },
    {
      said: "of one IPv6 address in two spellings",
      texts: ["L[::1]:8080 a:80", "L[0:0:0:0:0:0:0:1]:8080 b:80"],
      forwards: ["[::1]:8080 a:80"],
      told: ["forward-lost [::1]:8080 b:80"],
    },
    {
      said: "to one target: they are one forward, and nothing is lost",
      texts: ["L8080 a:80", "L127.0.0.1:8080 a:80"],
      forwards: ["127.0.0.1:8080 a:80"],
      told: [],
    },
  ])("$said", ({ texts, forwards, told }) => {
    const imported = taken(...texts);
    expect(shown(imported)).toEqual(forwards);
    expect(notes(imported)).toEqual(told);
  });
});

describe("a forward for the whole network is narrowed, and told of with the computer on which it listens", () => {
  it.each([
    { text: "L*:8080 a:80", note: "forward-narrowed *:8080" },
    { text: "L[0:0::0]:8080 a:80", note: "forward-narrowed [0:0::0]:8080" },
    { text: "D0.0.0.0:1080", note: "forward-narrowed 0.0.0.0:1080" },
    { text: "L192.168.1.5:8080 a:80", note: "forward-open 192.168.1.5:8080" },
    { text: "R*:8080 localhost:80", note: "remote-narrowed *:8080" },
    { text: "R:8080 localhost:80", note: "remote-narrowed *:8080" },
    { text: "R[::]:8080 localhost:80", note: "remote-narrowed [::]:8080" },
    { text: "R192.168.1.5:8080 localhost:80", note: "remote-open 192.168.1.5:8080" },
  ])("$text", ({ text, note }) => {
    expect(notes(taken(text))).toEqual([note]);
  });
});

describe("FTP's recipe among forwards", () => {
  const passive = ["L2534 popeye:2534", "L2535 popeye:2535", "L2536 popeye:2536"];
  it.each([
    { control: "L2121 popeye:21" },
    { control: "L2121 popeye:ftp" },
    { control: "L990 popeye:ftps" },
    { control: "L2121 popeye:2121" },
    { control: "L2121 popeye:8021" },
    { control: "L8021 popeye:2121" },
  ])("is sure with the control port $control and passive ports of the same host", ({ control }) => {
    const imported = taken(...passive, control);
    expect(imported).toMatchObject({ ftp: { mode: "range", passive: "2534-2536" }, forwards: [] });
    expect(notes(imported)).toEqual(["range-made 2534-2536"]);
  });

  it.each([
    { said: "a page and some caches", texts: ["L20123 h:41234", "L6379 h:6379", "L6380 h:6380", "L9200 h:9200"] },
    { said: "Oracle's listeners", texts: ["L1521 db:1521", "L1522 db:1522", "L1523 db:1523"] },
    {
      said: "web ports of one host and one moved",
      texts: ["L8443 web:443", "L8080 web:8080", "L8081 web:8081", "L5432 db:5432"],
    },
    { said: "a web server on 2121", texts: ["L2121 web:80", "L8080 web:8080", "L8081 web:8081"] },
    { said: "two databases beside a tunnel", texts: ["L3306 db:3306", "L3307 db:3307", "L13306 db2:3306"] },
  ])("is not seen in $said", ({ texts }) => {
    const imported = taken(...texts);
    expect(imported.ftp).toBeUndefined();
    expect(imported.ifFtp).toBeUndefined();
    expect(imported.forwards.length).toBeGreaterThan(0);
    expect(notes(imported)).toEqual([]);
  });

  it("leaves a web server's pair of ports beside the control port to itself", () => {
    expect(taken("L2121 popeye:21", "L8080 popeye:8080", "L8081 popeye:8081")).toMatchObject({
      ftp: { mode: "relay" },
      forwards: [{ name: "popeye:8080" }, { name: "popeye:8081" }],
    });
  });

  it.each([
    { said: "one such as 8021", texts: ["L8021 popeye:8021", ...passive], mode: "range", what: "2534-2536" },
    { said: "the only one that moves", texts: ["L7000 popeye:7001", ...passive], mode: "range", what: "2534-2536" },
    { said: "2121 alone", texts: ["L2121 popeye:2121"], mode: "relay", what: "popeye:2121" },
  ])("is asked about where the control port is $said: the forwards stay plain until the user says so", (one) => {
    const imported = taken(...one.texts);
    expect(imported.ftp).toBeUndefined();
    expect(notes(imported)).toEqual([`may-be-ftp ${one.what}`]);
    expect(shown(imported)).toHaveLength(one.mode === "range" ? 2 : 1);
    expect(imported.ifFtp).toMatchObject({ ftp: { mode: one.mode }, forwards: [] });
  });

  it("is taken as the user says of it, from the preview to the profile", () => {
    const { candidates } = readSettingsText(
      `Host a\n User o\n${["L8021 popeye:8021", ...passive].map((text) => ` LocalForward ${text.slice(1)}\n`).join("")}`,
      "config",
      { username: "o" },
    );
    const [plain, asFtp] = [false, true].map(
      (choice) => mergeCandidates(candidates, [{ index: 0, onConflict: "skip", asFtp: choice }], []).profiles[0],
    );
    expect(plain).toMatchObject({ forwards: [{ name: "popeye:8021" }, { name: "popeye:2534-2536" }] });
    expect(plain?.ftp).toBeUndefined();
    expect(asFtp).toMatchObject({
      ftp: { mode: "range", target: { host: "popeye", port: 8021 }, passive: "2534-2536" },
      forwards: [],
    });
  });
});
