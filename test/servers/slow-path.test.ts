import { readFileSync, writeFileSync } from "node:fs";
import { userInfo } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { ProfileDraft } from "../../src/shared/profile/profile-schema.js";
import { run, runWell } from "../support/child.js";
import { CULVERT } from "../support/culvert-process.js";
import { describeWith } from "../support/describe-with.js";
import { tempFolder } from "../support/fixtures/temp-folder.js";
import { makeKey } from "../support/gateways/sshd.js";
import { programPath, programPathOrThrow } from "../support/programs.js";

const DELAY = join(import.meta.dirname, "../support/slow-path.py");
const PORT = 2222;

/**
 * In network and mount namespaces of its own: 10.9.0.2 is this machine's own sshd behind a path of 320 ms, `hole` a device
 * that swallows every packet. The last words are the command; `EXIT` ends what was started.
 */
const SCRIPT = `
set -eu
ip link set lo up
python3 ${DELAY} slow 0.32 & trap "kill $!" EXIT
python3 ${DELAY} hole 100000 & trap "kill $! $(jobs -p | tr '\\n' ' ')" EXIT
for device in slow hole; do
  for _ in $(seq 100); do ip link show $device >/dev/null 2>&1 && break; sleep 0.05; done
  ip link set $device up
done
ip addr add 10.9.0.1/24 dev slow
ip -6 addr add fe80::9/64 dev slow nodad
if [ "$2" = swallowed ]; then ip -6 addr add 2001:db8:9::1/64 dev hole nodad; fi
mount --bind "$1/hosts" /etc/hosts
"$3" -D -f "$1/sshd_config" -E "$1/log" & trap "kill $(jobs -p | tr '\\n' ' ')" EXIT
for _ in $(seq 100); do (exec 3<>/dev/tcp/10.9.0.1/${PORT}) 2>/dev/null && break; sleep 0.05; done
shift 3
"$@"
`;

const canMakeNamespaces = async (): Promise<boolean> => {
  const words = ["--net", "--mount", programPath("ip") ?? "false", "tuntap", "add", "dev", "t", "mode", "tun"];
  return (await run("unshare", words).catch(() => ({ code: 1 }))).code === 0;
};
const missing = (await canMakeNamespaces())
  ? ""
  : " (not here: network namespaces and TUN devices, which need root on Linux)";

describeWith(
  ["sshd", "ssh-keygen", "unshare", "ip", "bash", "python3"],
  `a gateway behind a path of 320 ms${missing}`,
  () => {
    const folder = tempFolder();
    let hostKeyLine: string;

    beforeAll(async () => {
      const [hostKey, login] = [await makeKey(folder, "host", "ed25519"), await makeKey(folder, "login", "ed25519")];
      hostKeyLine = readFileSync(`${hostKey}.pub`, "utf8").split(" ").slice(0, 2).join(" ");
      writeFileSync(
        folder.file("sshd_config"),
        [
          `Port ${PORT}`,
          "ListenAddress 0.0.0.0",
          "ListenAddress ::",
          `HostKey ${hostKey}`,
          `AuthorizedKeysFile ${login}.pub`,
          "StrictModes no",
          "PidFile none",
          "UsePAM no",
          "PermitRootLogin yes",
          "",
        ].join("\n"),
      );
      await runWell("mkdir", ["-p", "/run/sshd"]);
    });
    afterAll(() => folder.remove());

    /** @returns what `culvert check` finds of the gateway */
    async function check(gateway: Partial<ProfileDraft["gateway"]>, ipv6: "no-route" | "swallowed", hosts: string) {
      const auth = [{ method: "key" as const, file: folder.file("login") }];
      const via = gateway.via?.map((hop) => ({ ...hop, auth }));
      const profile = {
        id: "slow",
        name: "Slow",
        gateway: { host: "gw", port: PORT, username: userInfo().username, auth, ...gateway, ...(via && { via }) },
      };
      writeFileSync(folder.file("hosts"), `127.0.0.1 localhost\n${hosts}\n`);
      writeFileSync(folder.file("profiles.json"), JSON.stringify({ version: 1, profiles: [profile] }));
      writeFileSync(folder.file("known_hosts"), `* ${hostKeyLine}\n[*]:* ${hostKeyLine}\n`);
      const { stdout, stderr } = await run(
        "unshare",
        [
          ...["--net", "--mount", "bash", "-c", SCRIPT, "slow-path", folder.path, ipv6, programPathOrThrow("sshd")],
          ...[process.execPath, CULVERT, "check", "slow", "--json", "--profiles", folder.file("profiles.json")],
          ...["--known-hosts", folder.file("known_hosts")],
        ],
        { timeout: 60_000 },
      );
      const login = stdout.split("\n").find((line) => line.includes('"probe":"login"'));
      expect(login, stdout + stderr).toBeDefined();
      return JSON.parse(login ?? "{}") as { outcome: string };
    }

    const HOSTS = "2001:db8:9::2 gw\n10.9.0.2 gw\n10.9.0.2 xn--bcher-kva.example";
    it.skipIf(missing !== "").each(["no-route", "swallowed"] as const)(
      "is reached by its IPv4 address where IPv6 is %s",
      async (ipv6) => {
        expect(await check({}, ipv6, HOSTS)).toMatchObject({ outcome: "ok" });
      },
    );

    it.skipIf(missing !== "")("is reached as the first jump host", async () => {
      const via = [{ host: "gw", port: PORT, username: userInfo().username }];
      expect(await check({ host: "127.0.0.1", via }, "no-route", HOSTS)).toMatchObject({ outcome: "ok" });
    });

    it.skipIf(missing !== "").each(["gw.", "bücher.example", "fe80::9%slow"])(
      "is reached by the name %s",
      async (host) => {
        expect(await check({ host }, "no-route", HOSTS)).toMatchObject({ outcome: "ok" });
      },
    );
  },
);
