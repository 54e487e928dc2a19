import { writeFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ProfileDraft } from "../../src/shared/profile/profile-schema.js";
import { RawFtp } from "../support/clients/raw-ftp.js";
import { startCulvert } from "../support/culvert-process.js";
import { freePort } from "../support/fixtures/free-port.js";
import { freshKey } from "../support/fixtures/fresh-key.js";
import { filesWithMarks, secretMark, findMarks } from "../support/fixtures/secret-marks.js";
import { tempFolder } from "../support/fixtures/temp-folder.js";
import { startGateway, type Gateway } from "../support/gateways/gateway.js";
import { startSftpGateway } from "../support/gateways/sftp-gateway.js";
import { startProxy } from "../support/servers/proxy.js";
import { startScriptedFtpServer, type ScriptedFtpServer } from "../support/servers/scripted-ftp-server.js";
import { waitFor } from "../support/wait-for.js";

const PASSWORD = secretMark("password");
const PASSPHRASE = secretMark("passphrase");
const BRIDGE = secretMark("bridge");
const FTP = secretMark("ftp");
const PROXY = secretMark("proxy");
const MARKS = [PASSWORD, PASSPHRASE, BRIDGE, FTP, PROXY];

/** What the command line leaves behind: its two outputs, and every file below its home. */
describe("a secret given to the command line", () => {
  const folder = tempFolder();
  const keyFile = folder.file("id_popeye");
  const key = freshKey({ passphrase: PASSPHRASE, cipher: "aes256-ctr", rounds: 16 });
  let gateway: Gateway;
  let ftp: ScriptedFtpServer;
  beforeAll(async () => {
    ftp = await startScriptedFtpServer();
    gateway = await startGateway({
      password: PASSWORD,
      publicKeys: [key.public],
      dial: () => ({ host: ftp.host, port: ftp.port }),
    });
    writeFileSync(keyFile, key.private, { mode: 0o600 });
  });
  afterAll(async () => {
    await gateway.close();
    await ftp.close();
    folder.remove();
  });

  it.each([
    {
      said: "a password that is right",
      auth: [{ method: "password" }],
      env: { CULVERT_PASSWORD: PASSWORD },
      opens: true,
    },
    {
      said: "a password that is wrong",
      auth: [{ method: "password" }],
      env: { CULVERT_PASSWORD: `${PASSWORD}x` },
      opens: false,
    },
    {
      said: "a password to the server's own prompts",
      auth: [{ method: "keyboard-interactive" }],
      env: { CULVERT_PASSWORD: PASSWORD },
      opens: true,
    },
    {
      said: "a passphrase that is right",
      auth: [{ method: "key", file: keyFile }],
      env: { CULVERT_PASSPHRASE: PASSPHRASE },
      opens: true,
    },
    {
      said: "a passphrase that is wrong",
      auth: [{ method: "key", file: keyFile }],
      env: { CULVERT_PASSPHRASE: `${PASSPHRASE}x` },
      opens: false,
    },
  ])("is nowhere in what it writes: $said, table and JSON", async ({ auth, env, opens }) => {
    for (const json of [true, false]) {
      const control = await freePort();
      const profile = {
        id: "popeye",
        name: "Popeye",
        gateway: { host: gateway.host, port: gateway.port, username: gateway.username, auth },
        ftp: { mode: "relay", target: { host: "popeye" }, listen: { port: control } },
      } as ProfileDraft;
      const culvert = startCulvert({
        profiles: [profile],
        knownHosts: `${gateway.hostKeyLine}\n`,
        json,
        env: { ...env, CULVERT_BRIDGE_PASSWORD: BRIDGE },
      });
      if (opens) {
        const client = await waitFor("the open port", () => RawFtp.connect(control).catch(() => undefined)); // without --json nothing else tells
        await client.say("USER olive");
        await client.say(`PASS ${FTP}`);
        await client.say(`SITE ${FTP}`);
        client.close();
        expect(ftp.heard).toContain(`PASS ${FTP}\r\n`); // it passed through, so it was there to be leaked
      } else expect((await culvert.ended).code).toBe(5);
      const left = filesWithMarks(culvert.home, MARKS);
      const { stdout, stderr } = await culvert.stop();
      expect({ out: findMarks(stdout, MARKS), error: findMarks(stderr, MARKS), left }).toEqual({
        out: [],
        error: [],
        left: [],
      });
    }
  });

  it.each([
    { said: "right", given: PROXY, code: 0 },
    { said: "wrong", given: `${PROXY}x`, code: 5 },
  ])(
    "is nowhere in what it writes: a proxy's password that is $said, and one that a jump host has too",
    async ({ given, code }) => {
      const proxy = await startProxy({ kind: "socks5", login: { username: "olive", password: PROXY } });
      const hop = {
        host: gateway.host,
        port: gateway.port,
        username: gateway.username,
        auth: [{ method: "password" as const }],
      };
      const profile: ProfileDraft = {
        id: "popeye",
        name: "Popeye",
        gateway: {
          ...hop,
          via: [hop],
          proxy: { kind: "socks5", host: proxy.host, port: proxy.port, username: "olive" },
        },
        ftp: { mode: "relay", target: { host: "popeye" }, listen: { port: await freePort() } },
      };
      const onward = await startGateway({
        password: PASSWORD,
        dial: () => ({ host: gateway.host, port: gateway.port }),
      });
      const culvert = startCulvert({
        profiles: [
          {
            ...profile,
            gateway: {
              ...profile.gateway,
              via: [{ ...hop, host: onward.host, port: onward.port, username: onward.username }],
            },
          },
        ],
        knownHosts: `${gateway.hostKeyLine}\n${onward.hostKeyLine}\n`,
        env: { CULVERT_PASSWORD: PASSWORD, CULVERT_PROXY_PASSWORD: given },
      });
      if (code === 0) await culvert.untilOpen("popeye");
      else expect((await culvert.ended).code).toBe(code);
      const left = filesWithMarks(culvert.home, MARKS);
      const { stdout, stderr } = await culvert.stop();
      await onward.close();
      await proxy.close();
      expect({ out: findMarks(stdout, MARKS), error: findMarks(stderr, MARKS), left }).toEqual({
        out: [],
        error: [],
        left: [],
      });
    },
  );

  it.each([true, false])(
    "is nowhere in what it writes: a bridge's own password that was given (JSON: %s)",
    async (json) => {
      const sftp = await startSftpGateway();
      const control = await freePort();
      const culvert = startCulvert({
        profiles: [
          {
            id: "popeye",
            name: "Popeye",
            gateway: { host: sftp.host, port: sftp.port, username: sftp.username, auth: [{ method: "password" }] },
            ftp: { mode: "bridge", listen: { port: control } },
          },
        ],
        words: ["--accept-new"],
        json,
        env: { CULVERT_PASSWORD: sftp.password, CULVERT_BRIDGE_PASSWORD: BRIDGE },
      });
      const client = await waitFor("the open port", () => RawFtp.connect(control).catch(() => undefined));
      const said = await waitFor("the login that it names", () => / as (\S+),/.exec(culvert.stderr())?.[1]);
      await client.say(`USER ${said}`);
      expect(await client.say(`PASS ${BRIDGE}x`)).toMatch(/^530/);
      await client.say(`USER ${said}`);
      expect(await client.say(`PASS ${BRIDGE}`)).toMatch(/^230/);
      expect(await client.say(`RETR ${BRIDGE}`)).toMatch(/^425/);
      client.close();
      const left = filesWithMarks(culvert.home, MARKS);
      const { stdout, stderr } = await culvert.stop();
      await sftp.close();
      expect({ out: findMarks(stdout, MARKS), error: findMarks(stderr, MARKS), left }).toEqual({
        out: [],
        error: [],
        left: [],
      });
    },
  );
});
