import { parseConfigLines } from "./openssh/config-lines.js";
import { isRegFile } from "./formats/reg-file.js";

/** What a file is by its content; its name says nothing. */
export type FileKind =
  "openssh" | "putty-session" | "kitty-session" | "registry" | "winscp-ini" | "filezilla" | "culvert";

/** So much of a file shows what it is. */
const EXAMINED_CHARACTERS = 200_000;
/** What a line of an OpenSSH configuration begins with. */
const SSH_KEYWORDS = new Set(
  (
    "addkeystoagent addressfamily batchmode bindaddress bindinterface canonicaldomains canonicalizepermittedcnames canonicalizefallbacklocal " +
    "canonicalizehostname canonicalizemaxdots casignaturealgorithms certificatefile challengeresponseauthentication channeltimeout checkhostip cipher " +
    "ciphers clearallforwardings compression compressionlevel connectionattempts connecttimeout controlmaster controlpath controlpersist dynamicforward " +
    "enableescapecommandline enablesshkeysign escapechar exitonforwardfailure fingerprinthash forkafterauthentication forwardagent forwardx11 " +
    "forwardx11timeout forwardx11trusted gatewayports globalknownhostsfile gssapiauthentication gssapidelegatecredentials gssapikexalgorithms " +
    "gssapikeyexchange gssapirenewalforcesrekey gssapitrustdns hashknownhosts host hostbasedacceptedalgorithms hostbasedauthentication hostkeyalgorithms " +
    "hostkeyalias hostname identitiesonly identityagent identityfile ignoreunknown include ipqos kbdinteractiveauthentication kbdinteractivedevices " +
    "kexalgorithms knownhostscommand localcommand localforward loglevel logverbose macs match nohostauthenticationforlocalhost numberofpasswordprompts " +
    "obscurekeystroketiming passwordauthentication permitlocalcommand permitremoteopen pkcs11provider port preferredauthentications protocol proxycommand " +
    "proxyjump proxyusefdpass pubkeyacceptedalgorithms pubkeyacceptedkeytypes pubkeyauthentication rekeylimit remotecommand remoteforward requesttty " +
    "requiredrsasize revokedhostkeys rhostsrsaauthentication rsaauthentication securitykeyprovider sendenv serveralivecountmax serveraliveinterval " +
    "sessiontype setenv stdinnull streamlocalbindmask streamlocalbindunlink stricthostkeychecking syslogfacility tag tcpkeepalive tunnel tunneldevice " +
    "updatehostkeys usekeychain useprivilegedport user userknownhostsfile useroaming verifyhostkeydns visualhostkey xauthlocation"
  ).split(" "),
);

/** @returns `undefined` where it is nothing that Culvert reads */
export function detectFileKind(text: string): FileKind | undefined {
  const beginning = text.slice(0, EXAMINED_CHARACTERS);
  const start = beginning.trimStart();
  if (start.startsWith("{")) return "culvert";
  if (start.startsWith("<"))
    return /<(?:FileZilla3|Servers)\b/i.test(beginning) || start.startsWith("<?xml") || /^<!DOCTYPE/i.test(start)
      ? "filezilla"
      : undefined;
  if (isRegFile(beginning)) return "registry";
  if (/^[ \t]*\[(?:Sessions\\|Configuration(?:\\|\]))/im.test(beginning)) return "winscp-ini";
  if (
    /^(?:HostName|PortForwardings|PortNumber|PublicKeyFile)=/m.test(beginning) &&
    /^Protocol=/m.test(beginning) &&
    !/^[ \t]*Host[ \t]/m.test(beginning)
  )
    return "putty-session";
  if (
    /^(?:HostName|PortForwardings|PortNumber|PublicKeyFile)\\.*\\\r?$/m.test(beginning) &&
    /^Protocol\\.*\\\r?$/m.test(beginning)
  )
    return "kitty-session";
  return looksLikeSsh(beginning) ? "openssh" : undefined;
}

/** A letter may begin a line with "Host" too, but not most of them with a keyword. */
function looksLikeSsh(text: string): boolean {
  const lines = [...parseConfigLines(text, "")].filter(
    (line) => "isMalformed" in line || !line.written.startsWith("#"),
  );
  const settings = lines.filter(({ keyword = "" }) => SSH_KEYWORDS.has(keyword));
  return settings.length * 2 > lines.length;
}
