import { expect, it } from "vitest";
import { profileChange } from "../../../src/core/tunnel/profile-change.js";
import { profileSchema, type Profile } from "../../../src/shared/profile/profile-schema.js";

const FINGERPRINT = Array.from({ length: 32 }, () => "0A").join(":");
const gateway = { host: "www.spinach.com", username: "olive" };
const ftp = { mode: "relay", target: { host: "popeye" } };
const profileOf = (more: object): Profile => profileSchema.parse({ id: "popeye", name: "Popeye", gateway, ...more });

it.each([
  { title: "another name", before: { ftp }, after: { ftp, name: "Olive" }, isSameGateway: true, isSameWay: true },
  {
    title: "a certificate that is pinned",
    before: { ftp },
    after: { ftp: { ...ftp, certificate: FINGERPRINT } },
    isSameGateway: true,
    isSameWay: true,
  },
  {
    title: "a certificate that is pinned no longer",
    before: { ftp: { ...ftp, certificate: FINGERPRINT } },
    after: { ftp },
    isSameGateway: true,
    isSameWay: true,
  },
  {
    title: "another FTP server",
    before: { ftp },
    after: { ftp: { ...ftp, target: { host: "olive" } } },
    isSameGateway: true,
    isSameWay: false,
  },
  { title: "FTP that is gone", before: { ftp }, after: {}, isSameGateway: true, isSameWay: false },
  {
    title: "another user at the gateway",
    before: { ftp },
    after: { ftp, gateway: { ...gateway, username: "bluto" } },
    isSameGateway: false,
    isSameWay: false,
  },
])("$title: same gateway $isSameGateway, same way $isSameWay", ({ before, after, isSameGateway, isSameWay }) => {
  expect(profileChange(profileOf(before), profileOf(after))).toEqual({ isSameGateway, isSameWay });
});
