/** What speaks on the control port though it is no FTP client. */
export type ForeignProtocol = "a web browser" | "TLS" | "SSH" | "another protocol";

/**
 * A line of HTTP's, of which FTP has none: a request by a method that FTP does not know, the version behind whatever method
 * a page has chosen (`USER / HTTP/1.1`; Fetch lets it take any token), a status line, or a field (RFC 9112, sections 2 to 5).
 */
const HTTP =
  /^(?:(?:GET|POST|PUT|HEAD|OPTIONS|CONNECT|PATCH|TRACE|PRI|DELETE) \S|HTTP\/\d|[\w!#$%&'*+.^`|~-]+:)|[ \t]HTTP\/\d/im;
const SSH = /^SSH-\d/m;
/**
 * What the header of a proxy (HAProxy's PROXY protocol, version 1), JSON, markup and the requests of Redis begin with, and
 * what RTSP, SIP and ICAP have behind their method; FTP has none of it.
 */
const OTHER = /^(?:PROXY (?:TCP[46]|UNKNOWN)\b|[{[<]|[*$]\d+[\r\n])|[ \t](?:RTSP|SIP|ICAP)\/\d/im;

/**
 * First lines of text protocols by which their clients are known: SMTP and LMTP; IRC; POP3, IMAP and NNTP; memcached and
 * Redis; Git, CVS, VNC, STOMP and MSRP. What FTP has as well (POP3's `USER olive`, `AUTH`, `LIST`) tells nothing.
 */
const FIRST_LINES = [
  "(?:EHLO|HELO|LHLO|NICK|MSRP|STARTTLS|STLS|CAPA|CAPABILITIES|STOMP|CONNECT|FLUSH_?ALL)(?![^\\s])",
  "(?:MAIL FROM|RCPT TO):",
  "USER \\S+ \\S+ \\S+ :",
  "CAP (?:LS|LIST|REQ|END)\\b",
  "APOP \\S+ [\\da-f]{32}\\b",
  "[a-z]{0,4}\\d{1,6} (?:CAPABILITY|LOGIN|AUTHENTICATE|STARTTLS|ID|NOOP|LOGOUT)\\b",
  "(?:MODE READER|AUTHINFO (?:USER|PASS|SASL))\\b",
  "(?:SET|ADD|REPLACE|APPEND|PREPEND|CAS) \\S+ \\d+ -?\\d+ \\d+",
  "(?:SET|CONFIG SET) \\S+ \\S",
  "[\\da-f]{4}git-(?:upload|receive)-(?:pack|archive) ",
  "BEGIN (?:AUTH|VERIFICATION|GSSAPI) REQUEST",
  "RFB \\d{3}\\.\\d{3}",
];
const TEXT_PROTOCOL = new RegExp(`^(?:${FIRST_LINES.join("|")})`, "im");

/**
 * A sign of ASCII in the first word that no verb of FTP has: so begin a question to whois or finger (`popeye.example`),
 * Gopher's selectors (`/0/about`), `@RSYNCD:`, PostScript (`%!PS`) and much else. `P@SW`, `X-CRC` and `X_MD5` are verbs.
 */
const NO_VERB = /^[\w@-]*[!-,./:-?[-^`{-~]/m;

/**
 * Bytes where FTP has letters: no line begins with a control character but NUL, which some clients send behind a line, and no
 * two stand together. So begin or go on what is no text (TLS, STUN, SOCKS, LDAP, AMQP, X11), and PROXY version 2, whose first
 * lines are empty.
 */
const BINARY = /^[\x01-\x08\x0e-\x1f\x7f]|\n[\x01-\x08\x0e-\x1f\x7f]|[\0-\x08\x0e-\x1f\x7f]{2}/;

/**
 * Another protocol that came to the control port by mistake, or was led there by a web page that hopes for a line to be
 * taken as a command. Looked for before anything is answered.
 *
 * A control character begins no command, and STUN, which a page can send by WebRTC with a user name of its own choice,
 * begins with one.
 *
 * @param first the first bytes of a connection, as latin1
 */
export function foreignProtocolAtStart(first: string): ForeignProtocol | undefined {
  if (first.startsWith("\x16")) return "TLS"; // a handshake record (RFC 8446, section 5.1)
  if (/^[\x80-\xef][^]\x01[\x02\x03]/.test(first)) return "TLS"; // a hello in the form of SSL 2 (RFC 5246, appendix E.2)
  if (first.startsWith("SSH-")) return "SSH"; // RFC 4253, section 4.2
  return /^[\0-\x08\x0e-\x1f\x7f]/.test(first) ? "another protocol" : undefined;
}

/**
 * Another protocol than FTP in whole lines, before the client has logged in: behind that, names are free to hold all this.
 *
 * @param lines with their line ends or without the last; a lone CR ends one, too
 */
export function foreignProtocolInLines(lines: string): ForeignProtocol | undefined {
  if (HTTP.test(lines)) return "a web browser";
  if (SSH.test(lines)) return "SSH";
  return [OTHER, TEXT_PROTOCOL, NO_VERB, BINARY].some((sign) => sign.test(lines)) ? "another protocol" : undefined;
}
