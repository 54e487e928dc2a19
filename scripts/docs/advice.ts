import type { FailureCode } from "../../src/shared/status/failure.js";

/** What docs/troubleshooting.md says beyond the app's own sentences, where there is more to say. */
export const ADVICE: Partial<Readonly<Record<FailureCode, string>>> = {
  "ssh.unreachable":
    "Try `ssh -v user@host -p port` on the same computer: where that fails in the same way, the cause is the network or the server. After a resume from sleep the network may need some seconds; a tunnel that was open before is tried again by itself, the first attempt of the command line is not. The reasons with which a server disconnects are numbered in RFC 4253 section 11.1: 1 host not allowed, 2 protocol error, 3 key exchange failed, 7 service not available, 11 by application.",
  "ssh.not-ssh":
    "What a port says first: `nc host port`, or `curl telnet://host:port`. An SSH server begins with `SSH-2.0-`.",
  "ssh.busy":
    "`nc host port` shows what the server says in the place of `SSH-2.0-`. OpenSSH drops connections that have not logged in above `MaxStartups` (10:30:100), and since 9.8 punishes failed logins for some seconds to ten minutes (`PerSourcePenalties`); `PerSourcePenaltyExemptList` exempts addresses. A tunnel waits longer after each refusal, 15 seconds at least where it is a penalty.",
  "ssh.incompatible":
    "`ssh -vv user@host` lists what both sides offer. On the server, `sshd -T | grep -iE 'kexalgorithms|ciphers|macs|hostkeyalgorithms'` shows what it takes; curve25519-sha256 with aes256-gcm@openssh.com and an ed25519 key is a good choice.",
  "proxy.unreachable":
    "The proxy stands in the profile, beside the gateway; the system's own proxy settings are not looked at.",
  "proxy.not-a-proxy":
    "A proxy for HTTP usually listens on 3128 or 8080, one for SOCKS on 1080. A proxy that wants TLS (`https://`) is not supported.",
  "proxy.refused":
    "Many HTTP proxies let CONNECT lead to port 443 only. A gateway that listens on 443 as well (`Port 443` in its sshd_config, beside `Port 22`) passes them.",
  "ssh.login-refused":
    "The sentence lists each way that was tried, in the profile's order, with what came of it. `ssh -v` shows what the server offers. OpenSSH counts every key as a try and hangs up after six (`MaxAuthTries`): an agent with many keys can use them up before the right one comes.",
  "ssh.lost":
    "Nothing to do: the tunnel waits a little longer after each attempt and tries at once when the network is back. If a link is lost whenever nothing moves, a firewall on the way forgets quiet connections: shorten the keepalive in the settings (`--keepalive`).",
  "host-key.revoked":
    "A line that begins with `@revoked` says that this key is no longer to be trusted anywhere, most often because it was stolen.",
  "host-key.revoked-by-list":
    "The list is the profile's `revokedHostKeys`, OpenSSH's `RevokedHostKeys`. `ssh-keygen -Qlf list key.pub` says what it has to say of a key.",
  "host-key.file-unreadable":
    "The file is `~/.ssh/known_hosts` unless the settings or `--known-hosts` name another. Culvert never connects without the check.",
  "host-key.unknown":
    "The owner of the server reads its fingerprint with `ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub`. A script without a terminal uses `--accept-new`, once, from a network that you trust.",
  "host-key.changed":
    "There is no button for this on purpose. When the owner says that the key was renewed: `ssh-keygen -R '[host]:port'` (only `host` for port 22) removes the old line.",
  "forward.port-taken":
    "Who has it: `ss -ltnp 'sport = :2121'` on Linux, `lsof -nP -iTCP:2121 -sTCP:LISTEN` on macOS, `netstat -ano | findstr :2121` on Windows. Often it is a second Culvert, or an old `ssh -L`.",
  "forward.port-forbidden":
    "The local port need not be the server's: clients connect to 127.0.0.1 port 2121 just as well.",
  "forward.address-missing":
    "The addresses of this computer: `ip addr` on Linux, `ifconfig` on macOS, `ipconfig` on Windows. Those of a VPN come and go with it.",
  "forward.cannot-listen":
    "“Too many files are open” means that Culvert may not have more files and sockets open: raise `ulimit -n`, or `LimitNOFILE=` in its systemd unit, or shorten the passive range. The relay needs one port.",
  "forward.gateway-refused":
    "Who has the port there: `ss -ltnp` on the gateway. After a link that was lost, its old session may hold the port until the server notices (`ClientAliveInterval`); Culvert asks again with each reconnect. Port 0 lets the gateway choose a free one.",
  "forward.gateway-socket-refused":
    "OpenSSH leaves the socket's file behind when the session ends. `rm` it, or let the owner set `StreamLocalBindUnlink yes`.",
  "forward.target-unreachable":
    "A remote forward leads from the gateway to this computer's side: its target is dialled from here. `nc -v host port` on this computer shows the same.",
  "channel.refused":
    "The gateway's own log has the reason: `journalctl -u ssh` as the gateway's owner. [For server owners](servers.md#the-gateway-sshd_config) lists the settings.",
  "ftp.tls-demanded":
    "With vsftpd that is `force_local_logins_ssl`, with ProFTPD `TLSRequired`, with FileZilla Server “Require explicit FTP over TLS”. [For server owners](servers.md) shows the lines of a passive range.",
  "ftp.tls-refused":
    "The relay asks for `AUTH TLS`, else `AUTH SSL`, then `PBSZ 0` and `PROT P` before the first transfer. vsftpd needs `ssl_enable=YES`, ProFTPD `TLSEngine on`, Pure-FTPd `-Y 1`.",
  "ftp.tls-failed":
    "What the server speaks: `openssl s_client -starttls ftp -connect popeye:21` on the gateway, without `-starttls ftp` for implicit TLS on port 990. A server that never sends close_notify at the end of a file has each transfer told as broken: `ftp.tlsCloseNotify: false` takes its word, and then a file that was cut off looks whole.",
  "ftp.certificate-unknown":
    "The owner of the server reads the fingerprint with `openssl x509 -in certificate.pem -noout -fingerprint -sha256`. A certificate that the system trusts and that names the target is never asked about; `localhost` is named by few.",
  "ftp.certificate-changed":
    "There is no button for this on purpose. A server whose certificate is renewed every few months, as by Let's Encrypt, is better reached by its true name, so that the system vouches for it and nothing need be pinned.",
  "ftp.passive-refused":
    "The relay needs passive mode between the gateway and the FTP server only. What your own program uses, passive or active, does not matter.",
  "ftp.not-ftp":
    "What the target says first: `nc popeye 21` on the gateway. An FTP server begins with `220`. Implicit TLS (port 990) says nothing first.",
  "ftp.client-unreachable":
    "In active mode the server's data connection is made by Culvert to your program, on this computer; a firewall that asks for each program may have said no.",
  "bridge.no-sftp": "`sftp user@host` shows the same. A login script that prints text on the server breaks SFTP, too.",
  "relay.not-ftp":
    "The same settings as for the bridge, below. A web browser that comes here by itself may be a page that tries the ports of your computer.",
  "ftp.other-user":
    "`getent passwd UID` names the user. On Linux alone the system tells whose a connection is; root is let in.",
  "ftp.not-allowed":
    "The row counts them. A device that has its address by DHCP may come with another one: name its network, or give it a lasting address.",
  "bridge.login-refused":
    "Each wrong try makes the next ones of its address, and of that user, wait longer, up to 15 seconds; nobody is shut out.",
  "spool.set-aside":
    "Each file is two: `000000000001.data` is what the device stored, and the `.json` beside it says under which name, for which user and when. Copying the `.data` to the server by hand does as well; remove both then. Nothing removes them by itself. “[Kept here while the link is down](devices.md#kept-here-while-the-link-is-down)” tells all of it.",
  "spool.unusable":
    "A process that was killed leaves the file `owner` in the folder, and the next one sees that it has ended. Nothing that was told as stored is lost by this: it is sent once the folder can be read.",
  "bridge.not-ftp":
    "In FileZilla: Protocol “FTP”, Encryption “Only use plain FTP”. In WinSCP: File protocol “FTP”, Encryption “No encryption”.",
  "bridge.not-loopback":
    "[A scanner in ten minutes](devices.md) shows a bridge for other machines: who may connect, users, and the firewall.",
  "profile.not-found":
    "`culvert list` shows them. A profile is found by its id or by its whole name; with `--profiles`, only in that file.",
  "store.unreadable":
    "The file is `profiles.json` in the data folder: `~/.config/Culvert`, `~/Library/Application Support/Culvert`, `%APPDATA%\\Culvert`. On Linux and macOS, files made by `sudo culvert` belong to root: `sudo chown $USER` mends that.",
  "store.damaged":
    "`culvert list --profiles FILE` on the copy names the fields that cannot be read; once they are mended, `culvert import FILE` takes it over.",
  "profile.invalid": "[The profile document](profile-document.md) shows every field.",
  internal:
    "The log is `logs/culvert.log` in the data folder: `~/.config/Culvert`, `~/Library/Application Support/Culvert`, `%APPDATA%\\Culvert`. It holds no secrets.",
};
