import { describe, expect, it } from "vitest";
import { mendsFor, type MendContext } from "../../../src/core/tunnel/mends-for.js";
import { profileSchema, type ProfileDraft } from "../../../src/shared/profile/profile-schema.js";
import type { Failure } from "../../../src/shared/status/failure.js";
import { mendSchema } from "../../../src/shared/status/mend.js";
import { kept, SAMPLE_FAILURES } from "../../support/fixtures/sample-failures.js";

const FTP = {
  relay: { mode: "relay", target: { host: "popeye" } },
  range: { mode: "range", target: { host: "popeye" }, passive: "2534-2536" },
  bridge: { mode: "bridge" },
} as const satisfies Record<string, ProfileDraft["ftp"]>;

const context = (mode: keyof typeof FTP, changes: Partial<MendContext> = {}): MendContext => ({
  profile: profileSchema.parse({
    id: "popeye",
    name: "Popeye",
    gateway: { host: "www.spinach.com", username: "olive" },
    ftp: FTP[mode],
  }),
  ftpServer: "vsftpd",
  gatewaySoftware: "OpenSSH_9.2p1",
  isOutdated: false,
  ...changes,
});

const taken = (port: number): Failure => ({ code: "forward.port-taken", host: "127.0.0.1", port });
const olive = { id: "olive", name: "Olive" };

describe("what mends", () => {
  it.each<{ title: string; cause: Failure; with: MendContext; mends: readonly object[] }>([
    {
      title: "a control port that another tunnel has",
      cause: taken(2121),
      with: context("relay", { clash: olive, freePort: 2122 }),
      mends: [
        { kind: "close-tunnel", profile: "olive", name: "Olive" },
        { kind: "use-port", port: 2122 },
        { kind: "retry" },
      ],
    },
    {
      title: "a control port that another program has",
      cause: taken(2121),
      with: context("range", { freePort: 2122 }),
      mends: [{ kind: "use-port", port: 2122 }, { kind: "retry" }],
    },
    {
      title: "a data port, which keeps its number",
      cause: taken(2535),
      with: context("range", { freePort: 2122 }),
      mends: [{ kind: "switch-mode", mode: "relay" }, { kind: "retry" }],
    },
    {
      title: "a range that is not the server's",
      cause: { code: "ftp.outside-range", target: "popeye:21", port: 40_022, passive: "2534-2536" },
      with: context("range"),
      mends: [
        {
          kind: "copy-server-lines",
          file: "/etc/vsftpd.conf",
          lines: "pasv_enable=YES\npasv_min_port=2534\npasv_max_port=2536",
        },
        { kind: "switch-mode", mode: "relay" },
      ],
    },
    {
      title: "an address of the server's own, by a server that is not known",
      cause: { code: "ftp.other-address", target: "popeye:21", address: "10.0.0.7", dialled: "127.0.0.1" },
      with: context("range", { ftpServer: "unknown" }),
      mends: [{ kind: "switch-mode", mode: "relay" }],
    },
    {
      title: "TLS that the server demands of a relay",
      cause: { code: "ftp.tls-demanded", target: "popeye:21", said: "530 TLS" },
      with: context("relay", { ftpServer: "proftpd" }),
      mends: [
        { kind: "switch-mode", mode: "range" },
        { kind: "copy-server-lines", file: "/etc/proftpd/proftpd.conf", lines: "TLSRequired off" },
      ],
    },
    {
      title: "a gateway without SFTP",
      cause: { code: "bridge.no-sftp", gateway: "www.spinach.com:22", cause: "no-subsystem", detail: "" },
      with: context("bridge"),
      mends: [{ kind: "switch-mode", mode: "relay" }, { kind: "retry" }],
    },
    {
      title: "a gateway that does not forward",
      cause: { code: "channel.refused", target: "popeye:21", cause: "prohibited", detail: "" },
      with: context("relay"),
      mends: [
        {
          kind: "copy-server-lines",
          file: "/etc/ssh/sshd_config",
          lines: "AllowTcpForwarding yes\nPermitOpen popeye:*",
        },
        { kind: "switch-mode", mode: "bridge" },
        { kind: "retry" },
      ],
    },
    {
      title: "a login that the gateway refuses",
      cause: {
        code: "ssh.login-refused",
        host: "www.spinach.com",
        port: 22,
        username: "olive",
        tried: [],
        offered: [],
      },
      with: context("relay"),
      mends: [{ kind: "choose-key" }, { kind: "retry" }],
    },
    {
      title: "a changed host key: the line that holds the old one",
      cause: {
        code: "host-key.changed",
        host: "www.spinach.com",
        port: 22,
        keyType: "ssh-ed25519",
        fingerprint: "SHA256:new",
        kept: [kept],
      },
      with: context("relay"),
      mends: [{ kind: "open-known-hosts", file: kept.file, line: 7 }],
    },
    {
      title: "an FTP login that the server refuses: only the user's own program",
      cause: { code: "ftp.login-refused", target: "popeye:21", said: "530 No" },
      with: context("relay"),
      mends: [],
    },
  ])("$title", ({ cause, with: about, mends }) => {
    expect(mendsFor(cause, about)).toEqual(mends);
  });

  it("any failure is something that the window may ask for", () => {
    for (const mode of ["relay", "range", "bridge"] as const)
      for (const cause of Object.values(SAMPLE_FAILURES).flat())
        for (const mend of mendsFor(cause, context(mode, { clash: olive, freePort: 2122 })))
          expect(mendSchema.parse(mend)).toEqual(mend);
  });
});
