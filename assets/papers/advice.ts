import type { FailureCode } from "../../src/shared/failure.js";

/** What docs/troubleshooting.md says beyond the app's own sentences, where there is more to say. */
export const ADVICE: Partial<Readonly<Record<FailureCode, string>>> = {
  "ssh.unreachable": "Try `ssh -v user@host -p port` on the same computer: where that fails in the same way, the cause is the network or the server. After a resume from sleep the network may need some seconds; a tunnel that was open before is tried again by itself, the first attempt of the command line is not.",
  "ssh.login-refused": "The sentence lists each way that was tried, in the profile's order, with what came of it. `ssh -v` shows what the server offers. OpenSSH counts every key as a try and hangs up after six (`MaxAuthTries`): an agent with many keys can use them up before the right one comes.",
  "ssh.lost": "Nothing to do: the tunnel waits a little longer after each attempt and tries at once when the network is back. If a link is lost whenever nothing moves, a firewall on the way forgets quiet connections: shorten the keepalive in the settings (`--keepalive`).",
  "host-key.unknown": "The owner of the server reads its fingerprint with `ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub`. A script without a terminal uses `--accept-new`, once, from a network that you trust.",
  "host-key.changed": "There is no button for this on purpose. When the owner says that the key was renewed: `ssh-keygen -R '[host]:port'` (only `host` for port 22) removes the old line.",
  "forward.port-taken": "Who has it: `ss -ltnp 'sport = :2121'` on Linux, `lsof -nP -iTCP:2121 -sTCP:LISTEN` on macOS, `netstat -ano | findstr :2121` on Windows. Often it is a second Culvert, or an old `ssh -L`.",
  "forward.port-forbidden": "The local port need not be the server's: clients connect to 127.0.0.1 port 2121 just as well.",
  "channel.refused": "The gateway's own log has the reason: `journalctl -u ssh` as the gateway's owner. [For server owners](servers.md#the-gateway-sshd_config) lists the settings.",
  "ftp.tls-demanded": "With vsftpd that is `force_local_logins_ssl`, with ProFTPD `TLSRequired`, with FileZilla Server “Require explicit FTP over TLS”. [For server owners](servers.md) shows the lines of a passive range.",
  "ftp.passive-refused": "The relay needs passive mode between the gateway and the FTP server only. What your own program uses, passive or active, does not matter.",
  "bridge.no-sftp": "`sftp user@host` shows the same. A login script that prints text on the server breaks SFTP, too.",
  "profile.invalid": "[The profile document](../README.md#the-profile-document) shows every field.",
  "internal": "The log is `logs/culvert.log` in the data folder: `~/.config/Culvert`, `~/Library/Application Support/Culvert`, `%APPDATA%\\Culvert`. It holds no secrets.",
};
