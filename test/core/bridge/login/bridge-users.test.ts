import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { BridgeUsers } from "../../../../src/core/bridge/login/bridge-users.js";
import { LoginThrottle } from "../../../../src/core/bridge/login/login-throttle.js";
import { hashPassword, isPassword } from "../../../../src/core/bridge/login/password-hash.js";
import { Rights } from "../../../../src/core/bridge/login/rights.js";
import { VERBS } from "../../../../src/core/bridge/verbs/verb-table.js";
import { parseProfile } from "../../../../src/shared/profile/profile-issues.js";
import { FtpSession } from "../../../support/clients/ftp-session.js";
import { standOn, type BridgeSetup } from "../../../support/fixtures/bridge-setup.js";
import { cheapHash } from "../../../support/fixtures/cheap-hash.js";
import { ManualClock } from "../../../support/fixtures/test-environment.js";
import { tempFolder, type TempFolder } from "../../../support/fixtures/temp-folder.js";
import { waitFor } from "../../../support/wait-for.js";

let hash: string;
let temp: TempFolder;
let setup: BridgeSetup;
const sessions: FtpSession[] = [];

/** A bridge whose users are kept in `scans` of a folder; beside it lies what none of them may touch. */
beforeAll(async () => {
  hash = cheapHash("spinach");
  temp = tempFolder();
  mkdirSync(temp.file("scans"));
  writeFileSync(temp.file("secret"), "not yours");
  const folder = temp.file("scans");
  const user = (name: string, fields: object = {}) => ({ name, password: hash, folder, ...fields });
  setup = await standOn(
    {},
    {
      ftp: {
        users: [
          user("olive"),
          user("scanner", { rights: "upload-only" }),
          user("reader", { rights: ["read", "list"] }),
          user("writer", { rights: ["write", "list"], connections: 1 }),
          user("lost", { folder: temp.file("nowhere") }),
        ],
      },
    },
  );
});
afterAll(async () => {
  for (const session of sessions) session.close();
  await setup.clear();
  temp.remove();
});

async function enter(
  name: string,
  password = "spinach",
): Promise<{ readonly ftp: FtpSession; readonly reply: number }> {
  const ftp = FtpSession.dial(setup.bridge);
  sessions.push(ftp);
  await ftp.hear();
  await ftp.say(`USER ${name}`);
  const { code } = await ftp.say(`PASS ${password}`);
  await ftp.say("TYPE I");
  return { ftp, reply: code };
}
const as = async (name: string): Promise<FtpSession> => {
  const { ftp, reply } = await enter(name);
  if (reply !== 230) throw new Error(`${name}: ${reply}`);
  return ftp;
};
const codesOf = async (ftp: FtpSession, lines: readonly string[]): Promise<string[]> => {
  const codes: string[] = [];
  for (const line of lines) codes.push(`${line}: ${(await ftp.say(line)).code}`);
  return codes;
};

describe("a password of a bridge's user", () => {
  it("is hashed once for a device that logs in for each file, and each time where it is wrong", async () => {
    let hashed = 0;
    const scanner = {
      name: "scanner",
      folder: ".",
      get password() {
        hashed++;
        return hash;
      },
    };
    const users = new BridgeUsers([scanner]);
    for (const password of ["wrong", "spinach", "spinach", "spinach", "wrong", "wrong", "spinach", ""])
      expect(await users.verify("scanner", password)).toBe(password === "spinach");
    expect(hashed).toBe(5);
    expect(await users.verify("camera", "spinach")).toBe(false);
    expect(hashed).toBe(6);
  });

  it("is kept as a hash of its own each time, and known again", async () => {
    const made = await hashPassword("spinach");
    expect(made).toMatch(/^scrypt\$32768\$8\$3\$[\w-]{22}\$[\w-]{43}$/);
    expect(await hashPassword("spinach")).not.toBe(made);
    expect(await isPassword("spinach", made)).toBe(true);
    expect(await isPassword("Spinach", hash)).toBe(false);
    expect(await isPassword("", hash)).toBe(false);
    expect(await isPassword("spinach", hash.replace("16384", "1024"))).toBe(false);
    expect(await isPassword("spinach", "spinach")).toBe(false);
  });

  it("is that of the named user alone", async () => {
    const users = new BridgeUsers([
      { name: "olive", password: hash, folder: "." },
      { name: "brutus", password: cheapHash("steak"), folder: "." },
    ]);
    expect(await users.verify("olive", "spinach")).toBe(true);
    expect(await users.verify("brutus", "spinach")).toBe(false);
    expect(await users.verify("nobody", "spinach")).toBe(false);
  });

  it("costs more time with each wrong try at one user, from wherever it is tried", async () => {
    const clock = new ManualClock();
    const users = new BridgeUsers([{ name: "olive", password: hash, folder: "." }]);
    const throttle = new LoginThrottle(users, clock);
    for (let tries = 0; tries < 10; tries++)
      expect(await throttle.authenticate(`192.168.7.${tries}`, "olive", "wrong")).toBe("wrong");
    const waits = vi.spyOn(clock, "setTimeout");
    let outcome: string | undefined;
    void throttle.authenticate("192.168.7.99", "olive", "spinach").then((came) => (outcome = came));
    expect(await throttle.authenticate("192.168.7.99", "other", "wrong")).toBe("wrong"); // another name does not wait
    expect(waits).toHaveBeenCalledTimes(1);
    expect(outcome).toBeUndefined();
    clock.advance(60_000);
    await waitFor("the owner's login", () => outcome);
    expect(outcome).toBe("let-in");
  });
});

describe("the document", () => {
  const problems = (users: unknown, more: object = {}) => {
    const ftp = { mode: "bridge", users, ...more };
    const read = parseProfile({ id: "a", name: "A", gateway: { host: "gate", username: "olive" }, ftp });
    return read.ok ? [] : read.issues.map(({ field, problem }) => `${field} ${problem}`);
  };
  const olive = { name: "olive", password: "" };
  it("has users with hashed passwords alone, each name once, and not beside a login for all", () => {
    const user = { ...olive, password: hash };
    expect(problems([user])).toEqual([]);
    expect(problems([])).toEqual(["ftp.users users-empty"]);
    expect(problems([user, user])).toEqual(["ftp.users[1].name user-taken-twice"]);
    expect(problems([{ ...user, password: "spinach" }])).toEqual(["ftp.users[0].password password-hash-malformed"]);
    expect(problems([{ ...user, password: hash.replace("16384", "1048576") }])).toEqual([
      "ftp.users[0].password password-hash-malformed",
    ]);
    expect(problems([{ ...user, rights: ["read", "read"] }])).toEqual(["ftp.users[0].rights rights-malformed"]);
    expect(problems([{ ...user, rights: "all" }])).toEqual(["ftp.users[0].rights rights-malformed"]);
    expect(problems([user], { login: { any: true } })).toEqual(["ftp.users users-with-any-login"]);
  });
});

describe("a login", () => {
  it("by a wrong name or password is refused alike, and told on the row", async () => {
    expect((await enter("olive", "wrong")).reply).toBe(530);
    expect(setup.bridge.status().forwards[0]?.trouble).toEqual({
      code: "bridge.login-refused",
      client: "127.0.0.1",
      user: "olive",
    });
    expect((await enter("spinach", "olive")).reply).toBe(530);
    expect(setup.bridge.status().forwards[0]?.trouble).toEqual({ code: "bridge.login-refused", client: "127.0.0.1" });
    expect(setup.bridge.tunnels.bridgeLogin("popeye")).toBeUndefined();
  });

  it("is refused where the user's folder is not there", async () => {
    expect((await enter("lost")).reply).toBe(530);
  });

  it("is refused above the user's connections, until one of them has gone", async () => {
    const first = await enter("writer");
    expect(first.reply).toBe(230);
    expect((await enter("writer")).reply).toBe(530);
    await first.ftp.say("QUIT");
    await first.ftp.closed;
    const again = await waitFor("a connection that is free again", async () => {
      const next = await enter("writer");
      return next.reply === 230 ? next.ftp : undefined;
    });
    await again.say("REIN");
    const other = await enter("writer");
    expect(other.reply).toBe(230);
    await other.ftp.say("QUIT");
    await other.ftp.closed;
  });
});

describe("a user's folder", () => {
  it("is all that there is: it is the root, whatever is said", async () => {
    const ftp = await as("olive");
    expect((await ftp.say("PWD")).text).toContain('"/"');
    await ftp.store("STOR page", Buffer.from("one"));
    expect(readFileSync(temp.file("scans/page"), "utf8")).toBe("one");
    const real = temp.path;
    expect(
      await codesOf(ftp, [
        "CWD ..",
        "CWD /../..",
        `CWD ${real}`,
        "SIZE ../secret",
        "SIZE /../secret",
        `SIZE ${real}/secret`,
        "MDTM ~/../secret",
        "RNFR ../secret",
        "DELE ../secret",
        "RMD /",
        "RNFR page",
        "RNTO ../page-out",
      ]),
    ).toEqual([
      "CWD ..: 250",
      "CWD /../..: 250",
      `CWD ${real}: 550`,
      "SIZE ../secret: 550",
      "SIZE /../secret: 550",
      `SIZE ${real}/secret: 550`,
      "MDTM ~/../secret: 550",
      "RNFR ../secret: 550",
      "DELE ../secret: 550",
      "RMD /: 550",
      "RNFR page: 350",
      "RNTO ../page-out: 250",
    ]);
    expect(existsSync(temp.file("scans/page-out"))).toBe(true);
    expect(existsSync(temp.file("page-out"))).toBe(false);
  });

  it("is not left by a symbolic link, to a file, a folder or a name that is not there yet", async () => {
    symlinkSync(temp.file("secret"), temp.file("scans/file-link"));
    symlinkSync(temp.path, temp.file("scans/folder-link"));
    symlinkSync(temp.file("made"), temp.file("scans/new-link"));
    symlinkSync("../secret", temp.file("scans/up-link"));
    mkdirSync(temp.file("scans/sub"));
    symlinkSync("sub", temp.file("scans/inner-link"));
    mkdirSync(temp.file("notes/sub"), { recursive: true }); // alike but for its first letters
    writeFileSync(temp.file("notes/sub/secret"), "not yours");
    symlinkSync("../notes/sub", temp.file("scans/twin-link"));
    const ftp = await as("olive");
    for (const name of ["file-link", "up-link", "folder-link/secret", "twin-link/secret"]) {
      expect((await ftp.fetch(`RETR ${name}`)).bytes.toString()).toBe("");
      expect((await ftp.say(`SIZE ${name}`)).code).toBe(550);
      await ftp.store(`STOR ${name}`, Buffer.from("overwritten"));
      await ftp.store(`APPE ${name}`, Buffer.from("overwritten"));
    }
    await ftp.store("STOR new-link", Buffer.from("made"));
    await ftp.store("STOR folder-link/made", Buffer.from("made"));
    expect(
      await codesOf(ftp, [
        "CWD folder-link",
        "MKD folder-link/made",
        "DELE folder-link/secret",
        "RNFR folder-link/secret",
        "SITE CHMOD 777 file-link",
        "SITE SYMLINK ../secret mine",
        "MFMT 20260101000000 file-link",
        "CWD inner-link",
      ]),
    ).toEqual([
      "CWD folder-link: 550",
      "MKD folder-link/made: 550",
      "DELE folder-link/secret: 550",
      "RNFR folder-link/secret: 550",
      "SITE CHMOD 777 file-link: 550",
      "SITE SYMLINK ../secret mine: 550",
      "MFMT 20260101000000 file-link: 550",
      "CWD inner-link: 250",
    ]);
    for (const name of ["secret", "notes/sub/secret"]) expect(readFileSync(temp.file(name), "utf8")).toBe("not yours");
    expect(existsSync(temp.file("made"))).toBe(false);
    await ftp.say("CWD /");
    for (const verb of ["LIST", "MLSD", "NLST"]) {
      const listing = (await ftp.fetch(verb)).bytes.toString();
      expect(listing).toContain("folder-link");
      expect(listing).not.toContain(temp.path);
      expect(listing).not.toContain("secret");
    }
    expect((await ftp.fetch("LIST folder-link")).replies).toEqual([550]);
    expect((await ftp.fetch("MLSD folder-link")).replies).toEqual([550]);
  });
});

describe("a user's rights", () => {
  it("name a right, or freedom from it, for every verb of the bridge", () => {
    const none = new Rights([]);
    const allowed = VERBS.flatMap(({ names }) => names).filter(
      (name) => none.refusalOf(name, "a", () => true) === undefined,
    );
    expect(allowed.sort()).toEqual(
      "ABOR ACCT ALLO CDUP CLNT CWD EPRT EPSV FEAT HELP MODE NOOP OPTS PASS PASV PORT PWD QUIT REIN REST STRU SYST TYPE USER XCUP XCWD XPWD".split(
        " ",
      ),
    );
    const all = new Rights(undefined);
    for (const { names } of VERBS)
      for (const name of names) expect(all.refusalOf(name, "a", () => false)).toBeUndefined();
    expect(none.refusalOf("XNEW", "a", () => true)?.code).toBe(550);
  });

  it("let a reader read, and change nothing", async () => {
    writeFileSync(temp.file("scans/read-me"), "words");
    const ftp = await as("reader");
    expect((await ftp.fetch("RETR read-me")).bytes.toString()).toBe("words");
    expect((await ftp.fetch("NLST")).bytes.toString()).toContain("read-me");
    expect((await ftp.store("STOR read-me", Buffer.from("x"))).replies).toEqual([550]);
    expect(await codesOf(ftp, ["DELE read-me", "MKD new", "RNFR read-me"])).toEqual([
      "DELE read-me: 550",
      "MKD new: 550",
      "RNFR read-me: 550",
    ]);
    expect(readFileSync(temp.file("scans/read-me"), "utf8")).toBe("words");
  });

  it("let a writer store and rename, and destroy nothing by a name that is taken", async () => {
    writeFileSync(temp.file("scans/taken"), "kept");
    const { ftp } = await waitFor("a free connection", async () => {
      const next = await enter("writer");
      return next.reply === 230 ? next : undefined;
    });
    expect((await ftp.store("STOR mine", Buffer.from("mine"))).replies).toEqual([150, 226]);
    expect((await ftp.fetch("RETR mine")).replies).toEqual([550]);
    expect(await codesOf(ftp, ["RNFR mine", "RNTO taken", "RNFR mine", "RNTO renamed", "DELE renamed"])).toEqual([
      "RNFR mine: 350",
      "RNTO taken: 553",
      "RNFR mine: 350",
      "RNTO renamed: 250",
      "DELE renamed: 550",
    ]);
    expect(readFileSync(temp.file("scans/taken"), "utf8")).toBe("kept");
  });

  it("of a drop box take new files alone, and let what was stored by this connection get its name", async () => {
    writeFileSync(temp.file("scans/there"), "kept");
    const ftp = await as("scanner");
    expect((await ftp.store("STOR page.tmp", Buffer.from("page"))).replies).toEqual([150, 226]);
    expect((await ftp.store("STOR there", Buffer.from("other"))).last.text).toContain("as /there-2.");
    expect((await ftp.store("APPE there", Buffer.from("more"))).replies).toEqual([550]);
    await ftp.say("REST 2");
    expect((await ftp.store("STOR there", Buffer.from("more"))).replies).toEqual([550]);
    expect((await ftp.fetch("RETR page.tmp")).replies).toEqual([550]);
    expect((await ftp.fetch("LIST")).replies).toEqual([550]);
    expect(
      await codesOf(ftp, ["SIZE page.tmp", "SIZE there", "RNFR there", "DELE there", "MKD day", "CWD day", "CWD /"]),
    ).toEqual([
      "SIZE page.tmp: 213",
      "SIZE there: 550",
      "RNFR there: 550",
      "DELE there: 550",
      "MKD day: 257",
      "CWD day: 250",
      "CWD /: 250",
    ]);
    expect(await codesOf(ftp, ["RNFR page.tmp", "RNTO there"])).toEqual(["RNFR page.tmp: 350", "RNTO there: 553"]);
    expect(await codesOf(ftp, ["RNFR page.tmp", "RNTO page.pdf"])).toEqual([
      "RNFR page.tmp: 350",
      "RNTO page.pdf: 250",
    ]);
    expect(readFileSync(temp.file("scans/there"), "utf8")).toBe("kept");
    expect(readFileSync(temp.file("scans/page.pdf"), "utf8")).toBe("page");
  });

  it("of a drop box remove what this connection has stored, and not what another one puts in its place", async () => {
    const [ftp, other] = [await as("scanner"), await as("scanner")];
    for (const [own, gone] of [
      ["test.txt", ["DELE test.txt"]],
      ["test.tmp", ["RNFR test.tmp", "RNTO test.pdf"]],
    ] as const) {
      expect((await ftp.store(`STOR ${own}`, Buffer.from("mine"))).last.code).toBe(226);
      expect(await codesOf(other, [`DELE ${own}`, `RNFR ${own}`])).toEqual([`DELE ${own}: 550`, `RNFR ${own}: 550`]);
      for (const line of gone) expect((await ftp.say(line)).code).toBeLessThan(400);
      expect((await other.store(`STOR ${own}`, Buffer.from("theirs"))).last.code).toBe(226);
      expect(await codesOf(ftp, [`DELE ${own}`, `RNFR ${own}`])).toEqual([`DELE ${own}: 550`, `RNFR ${own}: 550`]);
      expect(readFileSync(temp.file(`scans/${own}`), "utf8")).toBe("theirs");
    }
  });
});

describe("what each user does", () => {
  it("stands in the list of transfers under its name", async () => {
    const ftp = await as("scanner");
    const data = await ftp.data();
    expect((await ftp.say("STOR slow")).code).toBe(150);
    expect(setup.bridge.status().forwards[0]?.transfers).toMatchObject([
      { verb: "STOR", path: "slow", user: "scanner" },
    ]);
    data.resume().end("x");
    expect((await ftp.hear()).code).toBe(226);
  });

  it("stands under its name in the history of transfers, what was refused as well", async () => {
    const newest = () => setup.bridge.status().forwards[0]?.history?.[0];
    const ftp = await as("olive");
    expect((await ftp.store("STOR kept", Buffer.from("ahoy"))).replies).toEqual([150, 226]);
    await waitFor("what olive stored", () => newest()?.path === "kept" || undefined);
    expect(newest()).toMatchObject({ verb: "STOR", user: "olive", bytes: 4, outcome: "done" });
    await ftp.fetch("RETR nowhere");
    await waitFor("what olive was refused", () => newest()?.path === "nowhere" || undefined);
    expect(newest()).toMatchObject({ verb: "RETR", user: "olive", outcome: "refused" });
  });
});
