import { expect, it } from "vitest";
import { parseGateway } from "../../../src/shared/import-export/import-candidate.js";
import { parseProfile } from "../../../src/shared/profile/profile-issues.js";

it.each([
  ["olive@www.spinach.com", { username: "olive", host: "www.spinach.com" }],
  ["olive@corp.example@gw", { username: "olive@corp.example", host: "gw" }],
  ["olive@corp.example@gw:2222", { username: "olive@corp.example", host: "gw", port: 2222 }],
  ["Olive Oyl@gw:22", { username: "Olive Oyl", host: "gw", port: 22 }],
  ["CORP\\olive@gw", { username: "CORP\\olive", host: "gw" }],
  ["a:b@gw", { username: "a:b", host: "gw" }],
  ["olive@[fe80::1%eth0]:22", { username: "olive", host: "fe80::1%eth0", port: 22 }],
  ["olive@gw.", { username: "olive", host: "gw." }],
  ["olive@", undefined],
  ["@gw", undefined],
  [" @gw", undefined],
  ["gw", undefined],
  ["olive@gw@", undefined],
  ["olive@gw here", undefined],
])("%s names the gateway %o", (text, gateway) => {
  expect(parseGateway(text)).toEqual(gateway);
});

it.each([
  ["Olive Oyl", true],
  ["olive@corp.example", true],
  ["ölïve", true],
  ["CORP\\olive", true],
  [" olive", false],
  ["olive ", false],
  ["olive\noyl", false],
  ["olive\toyl", false],
  [" ", false],
])("a profile may have the user name %j: %s", (username, expected) => {
  expect(parseProfile({ id: "a", name: "a", gateway: { host: "gw", username } }).ok).toBe(expected);
});
