import { describe, expect, it } from "vitest";
import { profileSchema } from "../../../src/shared/profile/profile-schema.js";
import { maskNames } from "../../../src/shared/status/mask-names.js";

const popeye = profileSchema.parse({
  id: "popeye",
  name: "Popeye's web site",
  gateway: { host: "www.spinach.com", username: "olive", via: [{ host: "spinach.com", username: "bluto" }] },
  ftp: { mode: "relay", target: { host: "localhost" } },
  forwards: [{ kind: "local", name: "Mail", listen: { port: 1143 }, target: { host: "mail.spinach.com", port: 143 } }],
});

describe("a text for strangers", () => {
  it.each([
    ["Popeye's web site was lost: www.spinach.com:22", "profile-1 was lost: host-1:22"],
    ["olive@www.spinach.com by bluto@spinach.com, mail.spinach.com:143", "user-1@host-1 by user-2@host-2, host-3:143"],
    ["WWW.Spinach.COM and notwww.spinach.com.example", "host-1 and notwww.host-2.example"],
    [
      "127.0.0.1:2121 leads to 10.9.8.7:21, then 10.9.8.7 and [2001:db8::1]:21",
      "127.0.0.1:2121 leads to address-1:21, then address-1 and address-2:21",
    ],
    ["key /home/wimpy/.ssh/id_rsa at 12:05:09", "key /home/…/.ssh/id_rsa at 12:05:09"],
    ["localhost and olives", "localhost and olives"],
  ])("has no name in it: %s", (text, masked) => {
    expect(maskNames(text, [popeye])).toBe(masked);
  });
});
