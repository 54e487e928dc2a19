import { chmodSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { ProfileDraft } from "../../src/shared/profile/profile-schema.js";
import { debianClients, type DebianClient } from "../support/clients/debian-clients.js";
import type { FtpServerAddress } from "../support/clients/ftp-clients.js";
import { startCulvert, type CulvertProcess } from "../support/culvert-process.js";
import { describeWith } from "../support/describe-with.js";
import { documentTable } from "../support/fixtures/documented-table.js";
import { freePort, freeRange } from "../support/fixtures/free-port.js";
import { openBridge } from "../support/fixtures/open-bridge.js";
import { rangeProfile } from "../support/fixtures/range-profile.js";
import { relayProfile } from "../support/fixtures/relay-profile.js";
import { writeSampleFile, KB, sha256 } from "../support/fixtures/sample-file.js";
import { tempFolder } from "../support/fixtures/temp-folder.js";
import { startSshd, type Sshd } from "../support/gateways/sshd.js";
import { programPath, type Program } from "../support/programs.js";
import { REAL_SERVERS } from "../support/servers/real-servers.js";
import { startVsftpd } from "../support/servers/vsftpd.js";

/** Where a client logs in, and the folder on this machine that it knows as `pub`. */
interface RouteSetup {
  readonly server: FtpServerAddress;
  readonly pub: string;
}

const THROUGH_RELAY = ["vsftpd", "ProFTPD", "Pure-FTPd", "pyftpdlib"] as const;
const ROUTES: readonly { readonly name: string; readonly needs: readonly Program[] }[] = [
  ...REAL_SERVERS.filter(({ name }) => (THROUGH_RELAY as readonly string[]).includes(name)).map(({ name, needs }) => ({
    name: `relay, ${name}`,
    needs,
  })),
  { name: "range, vsftpd", needs: ["vsftpd"] },
  { name: "bridge", needs: [] },
];
const isHere = ({ program, lacks }: DebianClient): boolean => programPath(program) !== undefined && lacks === undefined;

describeWith(["sshd", "ssh-keygen", "python3"], "Debian's clients", () => {
  const folder = tempFolder({ open: true });
  const setups = new Map<string, RouteSetup>();
  const outcomes = new Map<string, string>();
  const cleanUps: (() => Promise<unknown>)[] = [];
  let sshd: Sshd;
  let culvert: CulvertProcess;

  beforeAll(async () => {
    mkdirSync(folder.file("pub"));
    sshd = await startSshd();
    const profiles: ProfileDraft[] = [];
    for (const server of REAL_SERVERS.filter(
      ({ name, needs }) =>
        (THROUGH_RELAY as readonly string[]).includes(name) && needs.every((one) => programPath(one) !== undefined),
    )) {
      const [daemon, port] = [await server.start(), await freePort("127.0.0.1", "::1")];
      cleanUps.push(() => daemon.close());
      setups.set(`relay, ${server.name}`, {
        pub: daemon.pub,
        server: { host: "127.0.0.1", port, username: daemon.username, password: daemon.password },
      });
      profiles.push(
        relayProfile({
          id: `popeye${profiles.length}`,
          gateway: sshd,
          target: daemon,
          listen: { host: "127.0.0.1", port },
        }),
      );
    }
    if (programPath("vsftpd") !== undefined) {
      const [passive, control] = [await freeRange(8, "127.0.0.1", "127.0.0.2"), await freePort("127.0.0.1")];
      const vsftpd = await startVsftpd({ passive });
      cleanUps.push(() => vsftpd.close());
      setups.set("range, vsftpd", {
        pub: vsftpd.pub,
        server: { host: "127.0.0.1", port: control, username: vsftpd.username, password: vsftpd.password },
      });
      profiles.push(rangeProfile({ gateway: sshd, target: vsftpd, control, passive: vsftpd.passive.text }));
    }
    const gateway = await startSshd({ config: [`ForceCommand internal-sftp -d ${folder.path}`] });
    const bridge = await openBridge(gateway);
    cleanUps.push(
      () => gateway.close(),
      () => bridge.close(),
    );
    setups.set("bridge", { pub: folder.file("pub"), server: bridge });
    culvert = startCulvert({ profiles, knownHosts: sshd.knownHostsLines });
    await Promise.all(profiles.map(({ id }) => culvert.untilOpen(id)));
  });
  afterAll(async () => {
    documentTable(
      "clients",
      ["", ...ROUTES.map(({ name }) => name)],
      debianClients.map((client) => [
        client.name,
        ...ROUTES.map(({ name }) => outcomes.get(`${client.name}|${name}`) ?? "not tried"),
      ]),
    );
    await culvert.stop();
    for (const cleanUp of cleanUps.reverse()) await cleanUp();
    await sshd.close();
    folder.remove();
  });

  for (const way of ROUTES) {
    describeWith(way.needs, `by ${way.name}:`, () => {
      // a range carries no active mode: the server dials the program past the tunnel, if it does at all
      for (const client of debianClients.filter(
        ({ name }) => way.name !== "range, vsftpd" || !name.endsWith(", active"),
      )) {
        it.skipIf(!isHere(client))(
          `${client.name} stores, lists, fetches and goes on, as far as it can, unharmed`,
          async () => {
            const setup = setups.get(way.name);
            if (setup === undefined) throw new Error(`${way.name} is not running`);
            outcomes.set(`${client.name}|${way.name}`, "fails");
            outcomes.set(`${client.name}|${way.name}`, await tryAll(client, setup, folder.path));
          },
        );
      }
    });
  }
});

/** @returns what it did, `stores, lists, fetches, resumes` @throws where anything did not come out to the byte */
async function tryAll(client: DebianClient, { server, pub }: RouteSetup, scratch: string): Promise<string> {
  const name = client.name.replaceAll(/[^A-Za-z]+/g, "-");
  const [inPub, remote] = [join(pub, name), `pub/${name}/file`];
  mkdirSync(inPub, { recursive: true });
  chmodSync(inPub, 0o777);
  const [sent, back] = [
    writeSampleFile(join(scratch, `sent-${name}`), 700 * KB + 7, name.length),
    join(scratch, `back-${name}`),
  ];
  const wanted = await sha256(sent);
  const did: string[] = [];
  if (client.store === undefined) writeFileSync(join(inPub, "file"), readFileSync(sent));
  else {
    await client.store(server, sent, remote);
    expect(await sha256(join(inPub, "file")), "stored").toBe(wanted);
    did.push("stores");
  }
  if (client.list !== undefined) {
    expect(await client.list(server, `pub/${name}`), "listed").toContain("file");
    did.push("lists");
  }
  if (client.fetch !== undefined) {
    await client.fetch(server, remote, back);
    expect(await sha256(back), "fetched").toBe(wanted);
    did.push("fetches");
  }
  if (client.resume !== undefined) {
    rmSync(back, { force: true });
    const part = join(scratch, "file"); // some name the file here as it is named there
    writeFileSync(part, readFileSync(sent).subarray(0, 300 * KB));
    await client.resume(server, remote, part);
    expect(await sha256(part), "resumed").toBe(wanted);
    did.push("resumes");
    rmSync(part);
  }
  rmSync(sent);
  return did.join(", ");
}
