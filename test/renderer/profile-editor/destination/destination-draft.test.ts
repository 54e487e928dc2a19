import { describe, expect, it } from "vitest";
import {
  destinationDetails,
  destinationRemarks,
} from "../../../../renderer/profile-editor/destination/destination-details.js";
import { withDestination } from "../../../../renderer/profile-editor/destination/destination-draft.js";
import {
  firstDraft,
  newDraft,
  profileOf,
  type Draft,
} from "../../../../renderer/profile-editor/draft/profile-draft.js";
import type { ConfiguredHosts } from "../../../../src/shared/import-export/configured-host.js";
import { parseDestination } from "../../../../src/shared/destination/parse-destination.js";
import { parseProfile } from "../../../../src/shared/profile/profile-issues.js";

const HOSTS: ConfiguredHosts = {
  username: "bluto",
  hosts: [
    {
      name: "web",
      draft: {
        name: "web",
        gateway: {
          host: "www.spinach.com",
          port: 2222,
          username: "olive",
          auth: [{ method: "key", file: "~/.ssh/web" }],
          via: [{ host: "jump.spinach.com", username: "olive" }],
        },
      },
    },
    { name: "jump", draft: { name: "jump", gateway: { host: "10.0.0.7", port: 2022, username: "wimpy" } } },
  ],
};

function pasted(text: string, draft: Draft = firstDraft("relay"), defaultKey?: string) {
  const read = parseDestination(text);
  if (!read.ok) throw new Error(read.problem.code);
  const filled = withDestination(draft, read.destination, HOSTS, defaultKey);
  const profile = parseProfile(profileOf(filled, []));
  return {
    filled,
    profile: profile.ok ? profile.profile : undefined,
    facts: Object.fromEntries(destinationDetails(read.destination, filled).map(({ name, value }) => [name, value])),
    remarks: destinationRemarks(read.destination, filled),
  };
}

describe("a pasted text in the form", () => {
  it("makes a whole profile of an address, with the user of this computer where it names none", () => {
    const { profile, remarks } = pasted("www.spinach.com:2222");
    expect(profile).toMatchObject({
      name: "www.spinach.com",
      gateway: { host: "www.spinach.com", port: 2222, username: "bluto" },
      ftp: { mode: "relay", target: { host: "localhost", port: 21 } },
    });
    expect(remarks).toEqual(["The user name is taken to be bluto."]);
  });

  it("splits an ssh command into user, host, port, key, jump hosts and target", () => {
    const { profile, facts } = pasted("ssh -p 2222 -i ~/.ssh/k -J jump -L 2200:popeye:21 olive@host.example");
    expect(profile).toMatchObject({
      name: "popeye",
      gateway: {
        username: "olive",
        port: 2222,
        via: [{ host: "10.0.0.7", port: 2022, username: "wimpy" }],
      },
      ftp: { mode: "relay", target: { host: "popeye", port: 21 }, listen: { port: 2200 } },
    });
    expect(profile?.gateway.auth[0]).toEqual({ method: "key", file: "~/.ssh/k" });
    expect(facts).toEqual({
      "User name": "olive",
      Host: "host.example",
      Port: "2222",
      "Key file": "~/.ssh/k",
      "Jump hosts": "wimpy@10.0.0.7:2022",
      FTP: "Relay",
      "FTP server": "popeye:21",
      "Local port": "2200",
    });
  });

  it("takes a name of ~/.ssh/config for what stands there, and what is said beside it first", () => {
    expect(pasted("web").profile).toMatchObject({
      name: "web",
      gateway: {
        host: "www.spinach.com",
        port: 2222,
        username: "olive",
        auth: [{ method: "key", file: "~/.ssh/web" }],
        via: [{ host: "jump.spinach.com" }],
      },
    });
    expect(pasted("ssh -p 22 -J jump popeye@web").profile?.gateway).toMatchObject({
      host: "www.spinach.com",
      port: 22,
      username: "popeye",
      via: [{ host: "10.0.0.7" }],
    });
  });

  it("keeps no password, and says so", () => {
    const { filled, profile, remarks } = pasted("sftp://olive:spin4ch@www.spinach.com:2222/docs");
    expect(JSON.stringify([filled, profile])).not.toContain("spin4ch");
    expect(profile).toMatchObject({ ftp: { mode: "bridge" } });
    expect(remarks).toEqual([
      "The folder is not kept: open it in your FTP program.",
      "The password is not kept: it is asked for when it is needed.",
    ]);
  });

  it("fills the FTP server of an ftp:// address in, and asks for the gateway", () => {
    const { filled, profile, remarks } = pasted("ftp://popeye:2121");
    expect([filled.ftp.host, filled.ftp.port, profile]).toEqual(["popeye", "2121", undefined]);
    expect(remarks).toEqual(["popeye is an FTP server: name the SSH gateway that leads to it."]);
  });

  it("leaves what it does not say as it was: the name, the way of FTP, the local port", () => {
    const before = firstDraft("bridge");
    const { filled } = pasted("olive@www.spinach.com", {
      ...before,
      name: "My site",
      ftp: { ...before.ftp, listenPort: "2150" },
    });
    expect([filled.name, filled.ftp.mode, filled.ftp.listenPort]).toEqual(["My site", "bridge", "2150"]);
    expect(pasted("ssh -L 8080:intranet:80 olive@host", newDraft()).profile).toMatchObject({
      forwards: [{ listen: { port: 8080 } }],
    });
  });

  it("puts the settings' default key first, but not before what ~/.ssh/config says", () => {
    expect(pasted("olive@host.example", newDraft([], "~/k"), "~/k").profile?.gateway.auth[0]).toMatchObject({
      file: "~/k",
    });
    expect(pasted("web", newDraft([], "~/k"), "~/k").profile?.gateway.auth).toEqual([
      { method: "key", file: "~/.ssh/web" },
    ]);
  });
});
