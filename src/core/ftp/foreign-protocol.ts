/** What speaks on the control port though it is no FTP client. */
export type ForeignProtocol = "a web browser" | "TLS" | "SSH";

/** HTTP's verbs and its headers, which follow each other on the lines of a request; none of them is FTP's. */
const HTTP = /^(?:(?:GET|POST|PUT|HEAD|OPTIONS|CONNECT|PATCH|TRACE|PRI) \S|DELETE \/|[A-Za-z][A-Za-z-]*: )/;

/**
 * Another protocol that came to the control port by mistake, or was led there by a web page that hopes for a line to be
 * taken as a command. Looked for before anything is answered.
 *
 * @param first the first bytes of a connection, as latin1
 */
export function foreignProtocolAtStart(first: string): ForeignProtocol | undefined {
  if (/^\x16\x03/.test(first)) return "TLS"; // a handshake record (RFC 8446, section 5.1)
  if (first.startsWith("SSH-")) return "SSH"; // RFC 4253, section 4.2
  return undefined;
}

/** Another protocol than FTP in a whole line, at any time of a control connection. @param line without its line end */
export const foreignProtocolInLine = (line: string): ForeignProtocol | undefined =>
  HTTP.test(line) ? "a web browser" : undefined;
