import type { Failure, FailureCode, KeptKey, LoginTry } from "../../src/shared/failure.js";

export const gate = { host: "www.spinach.com", port: 22 };
const proxy = { host: "proxy.spinach.com", port: 3128 };
export const key = { keyType: "ssh-ed25519", fingerprint: "SHA256:Wsq4EvC6oiVSW8M0mJE743D0xZ0zR0Yex0FSVlE/8tI" };
export const kept: KeptKey = { keyType: "ssh-rsa", fingerprint: "SHA256:e/eyRoFjazdmDtvflEp4fZC5XhYQRLGmVStBT1GR1p8", file: "/home/olive/.ssh/known_hosts", line: 7 };
const refused = [{ profile: "popeye", issues: [{ field: "gateway.port", problem: "port-out-of-range", found: "0" }] }] as const;
/** Each by the way of logging in that comes to it. */
function tried(outcome: LoginTry["outcome"]): LoginTry {
  switch (outcome) {
    case "no-agent":
    case "agent-empty": return { method: "agent", outcome };
    case "not-in-agent":
    case "not-a-public-key": return { method: "agent", file: "/home/olive/.ssh/id_rsa.pub", outcome };
    case "endless": return { method: "keyboard-interactive", outcome };
    case "not-answered": return { method: "password", outcome };
    default: return { method: "key", file: "/home/olive/.ssh/id_rsa", outcome };
  }
}

/** At least one of each code, so that a new one cannot be left without words; docs/troubleshooting.md shows them all. */
export const SAMPLE_FAILURES: Record<FailureCode, readonly Failure[]> = {
  "ssh.unreachable": (["name-not-found", "refused", "timed-out", "no-route", "reset"] as const).map((cause) => ({ ...gate, code: "ssh.unreachable", cause })),
  "ssh.not-ssh": [{ ...gate, code: "ssh.not-ssh", heard: "220 ProFTPD ready" }],
  "ssh.incompatible": [
    { ...gate, code: "ssh.incompatible", detail: "malformed KEXINIT" },
    { ...gate, code: "ssh.incompatible", detail: "no match", part: "key exchange", offered: ["diffie-hellman-group1-sha1"], oldServerHelps: true },
    { ...gate, code: "ssh.incompatible", detail: "no match", part: "cipher", offered: [] },
  ],
  "proxy.unreachable": (["name-not-found", "refused", "timed-out", "no-route", "reset"] as const).map((cause) => ({ ...proxy, code: "proxy.unreachable", cause })),
  "proxy.not-a-proxy": [{ ...proxy, code: "proxy.not-a-proxy", heard: "SSH-2.0-OpenSSH_9.2" }],
  "proxy.login-refused": [{ ...proxy, code: "proxy.login-refused" }, { ...proxy, code: "proxy.login-refused", username: "olive" }],
  "proxy.refused": (["forbidden", "name-not-found", "unreachable", "other"] as const).map((cause) => ({ ...proxy, code: "proxy.refused", target: "www.spinach.com:22", cause, detail: "HTTP/1.1 403 Forbidden" })),
  "ssh.login-refused": (["accepted", "refused", "not-offered", "not-answered", "endless", "no-agent", "agent-empty", "not-in-agent", "not-a-public-key", "file-missing", "not-a-file", "file-unreadable", "not-a-private-key", "public-key", "key-damaged", "key-unsupported", "key-on-token", "passphrase-wrong"] as const)
    .map((outcome) => ({ ...gate, code: "ssh.login-refused", username: "olive", tried: [tried(outcome)], offered: ["publickey"] })),
  "ssh.question-cancelled": [{ ...gate, code: "ssh.question-cancelled" }],
  "ssh.lost": (["closed", "silent", "reset", "protocol"] as const).map((cause) => ({ ...gate, code: "ssh.lost", cause })),
  "host-key.unknown": [{ ...gate, ...key, code: "host-key.unknown" }, { ...gate, ...key, code: "host-key.unknown", authorities: [kept] }],
  "host-key.changed": [{ ...gate, ...key, code: "host-key.changed", kept: [kept, { ...kept, line: 9 }] }],
  "host-key.revoked": [{ ...gate, ...key, code: "host-key.revoked", kept }],
  "host-key.file-unreadable": [{ code: "host-key.file-unreadable", file: kept.file, detail: "EACCES" }],
  "forward.port-taken": [{ code: "forward.port-taken", host: "127.0.0.1", port: 2121 }],
  "forward.port-forbidden": [21, 50_000].map((port) => ({ code: "forward.port-forbidden", host: "127.0.0.1", port })),
  "forward.address-missing": [{ code: "forward.address-missing", host: "10.9.9.9", port: 2121 }],
  "forward.cannot-listen": [{ code: "forward.cannot-listen", host: "127.0.0.1", port: 2121, detail: "EMFILE" }],
  "forward.none-listening": [{ code: "forward.none-listening" }],
  "forward.gateway-refused": [{ code: "forward.gateway-refused", host: "127.0.0.1", port: 8080, detail: "Unable to bind to 127.0.0.1:8080" }],
  "forward.gateway-socket-refused": [{ code: "forward.gateway-socket-refused", socket: "/tmp/web.sock", detail: "Unable to bind to /tmp/web.sock" }],
  "forward.target-unreachable": (["name-not-found", "refused", "timed-out", "no-route", "reset", "missing", "forbidden"] as const).map((cause) => ({ code: "forward.target-unreachable", target: "127.0.0.1:3000", cause })),
  "channel.refused": (["prohibited", "unreachable", "resources", "timed-out", "other"] as const).map((cause) => ({ code: "channel.refused", target: "popeye:21", cause, detail: "" })),
  "ftp.not-ftp": [{ code: "ftp.not-ftp", target: "popeye:21", heard: "SSH-2.0-OpenSSH_9.2" }],
  "ftp.tls-demanded": [{ code: "ftp.tls-demanded", target: "popeye:21", said: "530 Use TLS" }],
  "ftp.passive-refused": [{ code: "ftp.passive-refused", target: "popeye:21", said: "502 No PASV" }],
  "ftp.client-unreachable": [{ code: "ftp.client-unreachable", client: "127.0.0.1:50000" }],
  "bridge.no-sftp": (["refused", "no-subsystem", "timed-out"] as const).map((cause) => ({ code: "bridge.no-sftp", gateway: "popeye:22", cause, detail: "open failed" })),
  "bridge.not-ftp": (["a web browser", "TLS", "SSH"] as const).map((speaks) => ({ code: "bridge.not-ftp", speaks })),
  "bridge.not-loopback": [{ code: "bridge.not-loopback", host: "0.0.0.0", port: 2121 }],
  "profile.not-found": [[], ["olive"]].map((known) => ({ code: "profile.not-found", asked: "popeye", known })),
  "profile.invalid": [{ code: "profile.invalid", refused }],
  "store.unreadable": [{ code: "store.unreadable", file: "/home/olive/profiles.json", detail: "EACCES" }],
  "store.damaged": [{ code: "store.damaged", keptAs: "/home/olive/profiles.damaged.json", refused }],
  "export.unwritable": [{ code: "export.unwritable", file: "/mnt/stick/popeye.reg", detail: "EACCES" }],
  "settings.unreadable": [{ code: "settings.unreadable", file: "/home/olive/settings.json", detail: "EACCES" }],
  "settings.login-item": [{ code: "settings.login-item", detail: "EACCES" }],
  "settings.damaged": [{ code: "settings.damaged", keptAs: "/home/olive/settings.damaged.json", fields: ["theme", "keepalive.seconds"] }],
  "internal": [{ code: "internal", detail: "x is not a function" }],
};
