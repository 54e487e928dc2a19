import { userInfo } from "node:os";
import { writeFileSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { opensshHostNames } from "../../../src/core/import/openssh-host-names.js";
import { tempFolder, type TempFolder } from "../../support/fixtures/temp-folder.js";

describe("the hosts of ~/.ssh/config", () => {
  let folder: TempFolder;
  beforeEach(() => {
    folder = tempFolder();
  });
  afterEach(() => folder.remove());

  it("are its names, each with how it is reached, and no pattern", async () => {
    const file = folder.file("config");
    writeFileSync(
      file,
      "Host web\n  HostName www.spinach.com\n  Port 2222\n  User olive\n  ProxyJump wimpy@jump.example\nHost *.corp\n  User x\n",
    );
    const { username, hosts } = await opensshHostNames(file);
    expect(username).toBe(userInfo().username);
    expect(hosts.map(({ name }) => name)).toEqual(["web"]);
    expect(hosts[0]?.draft.gateway).toMatchObject({
      host: "www.spinach.com",
      port: 2222,
      username: "olive",
      via: [{ host: "jump.example", username: "wimpy" }],
    });
  });

  it("are none where there is no such file", async () => {
    expect((await opensshHostNames(folder.file("nothing"))).hosts).toEqual([]);
  });
});
