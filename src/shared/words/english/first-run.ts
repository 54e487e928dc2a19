/** The first start: what do you have? */
export const firstRun = {
  title: "FTP through SSH, in one click",
  says: "Culvert carries the FTP program you already use through an SSH server, so that nothing travels in the clear between you and the gateway.",
  question: "Or begin with what you have",
  relay: { name: "An FTP server that I reach through SSH", says: "The usual case. The server stays as it is." },
  bridge: {
    name: "Only SSH",
    says: "No FTP server is needed: Culvert speaks FTP to your program and SFTP to the server.",
  },
  range: {
    name: "An FTP server with TLS, or with fixed passive ports",
    says: "Control port and passive ports go one to one, and encryption inside them passes through.",
  },
  import: { name: "Settings in another program", says: "Take them over from PuTTY, OpenSSH, WinSCP or FileZilla." },
  /** Beneath the few fields of a first profile. */
  defaults: "Everything else has a default: your SSH keys and agent are tried, and you are asked for what is missing.",
  more: "More settings…",
};
