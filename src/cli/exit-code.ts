import type { Failure } from "../shared/status/failure.js";

/** Part of the command line's contract, as docs/command-line.md tells it. */
export const EXIT = {
  closedAsAsked: 0,
  bug: 1,
  usage: 2,
  profile: 3,
  hostKey: 4,
  login: 5,
  unreachable: 6,
  nothingListens: 7,
  checkFailed: 8,
  nothingRuns: 9,
} as const;

/** The exit code that a failure of a whole tunnel stands for. */
export function exitCodeOf({ code }: Failure): number {
  switch (code) {
    case "profile.not-found":
    case "profile.invalid":
    case "store.unreadable":
    case "store.newer":
    case "export.unwritable":
    case "export.program-running":
    case "export.program-missing":
    case "export.sites-unreadable":
    case "store.damaged":
      return EXIT.profile;
    case "host-key.unknown":
    case "host-key.changed":
    case "host-key.revoked":
    case "host-key.revoked-by-list":
    case "host-key.list-unreadable":
    case "host-key.file-unreadable":
    case "ftp.certificate-unknown": // these two belong to a row, and end no tunnel as yet
    case "ftp.certificate-changed":
      return EXIT.hostKey;
    case "ssh.login-refused":
    case "proxy.login-refused":
    case "ssh.question-cancelled":
      return EXIT.login;
    case "proxy.unreachable":
    case "proxy.not-a-proxy":
    case "proxy.refused":
    case "ssh.unreachable":
    case "ssh.not-ssh":
    case "ssh.busy":
    case "ssh.incompatible":
    case "ssh.lost":
    case "channel.refused":
      return EXIT.unreachable; // the channel to the hop after a jump host
    case "forward.none-listening":
    case "forward.port-taken":
    case "forward.port-forbidden":
    case "forward.address-missing":
    case "forward.cannot-listen":
    case "forward.gateway-refused":
    case "forward.gateway-socket-refused":
    case "bridge.not-loopback":
      return EXIT.nothingListens;
    case "forward.target-unreachable":
    case "bridge.no-sftp":
    case "relay.not-ftp":
    case "bridge.not-ftp":
    case "ftp.other-user":
    case "ftp.not-allowed":
    case "bridge.login-refused":
    case "spool.set-aside":
    case "spool.unusable":
    case "ftp.not-ftp": // these belong to a row or to the route, and never end a tunnel
    case "ftp.tls-demanded":
    case "ftp.tls-refused":
    case "ftp.tls-failed":
    case "ftp.client-certificate":
    case "ftp.own-certificate":
    case "ftp.client-tls-failed":
    case "ftp.passive-refused":
    case "ftp.client-unreachable":
    case "ftp.no-greeting":
    case "ftp.turned-away":
    case "ftp.login-refused":
    case "ftp.outside-range":
    case "ftp.other-address":
    case "bridge.home-unlistable":
    case "settings.unreadable": // told, and the defaults are used
    case "settings.newer":
    case "settings.damaged":
    case "settings.login-item": // the app's alone
    case "internal":
      return EXIT.bug;
  }
}
