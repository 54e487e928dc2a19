import type { Socket } from "node:net";
import type { Channel } from "ssh2";
import type { Endpoint, EndpointOrSocket } from "../../shared/profile/endpoint.js";
import type { Failure } from "../../shared/status/failure.js";
import type { TransferHistory } from "../activity/transfer-history.js";
import type { HopFact } from "../../shared/status/route.js";
import type { ControlMemoryBudget } from "../net/ftp/control-memory-budget.js";
import type { Answer, QuestionBody } from "../../shared/status/questions.js";
import type { Clock, NoAnswer, PemCertificate, SecretVault } from "../environment.js";
import type { SftpChannel } from "../sftp/sftp-channel.js";
import type { IncomingConnection, RemoteListener } from "../ssh/remote-listeners.js";

/** What was seen in use of the way to the FTP server. `passive-inside`: a reply to PASV or EPSV was as it must be in `range`. */
export type HopReport =
  | HopFact
  | { readonly kind: "passive-inside" }
  /** The bridge's own password was not the one that the FTP program gave. */
  | { readonly kind: "bridge-login-refused"; readonly said: string };

/** What a forwarder needs of its tunnel. */
export interface SessionAccess {
  readonly clock: Clock;
  /** Why nobody can be carried just now; nothing while the link is up. */
  downFailure(): Failure | undefined;
  /** Wait for a link that is down, for as long as the settings let this client wait; it may be down still, or the client gone. */
  waitUntilUp(client: Socket): Promise<void>;
  /**
   * A channel through the tunnel's session to an endpoint beyond the gateway (`direct-tcpip`, RFC 4254 section 7.2), or to
   * a Unix socket there.
   *
   * @param origin the client's address, which the gateway may log
   * @throws Failed `channel.refused` with the gateway's reason, or why there is no session
   */
  openChannel(target: EndpointOrSocket, origin: Endpoint): Promise<Channel>;
  /** To be called with what was seen in use. */
  reportHop(report: HopReport): void;
  /** To be called when bytes or connections were counted. */
  onTraffic(): void;
  /** To be called when the state of a row has changed. */
  onChange(): void;
}

/** How the certificate of an FTP server comes to be trusted: by the profile, or by the user. */
export interface CertificateAccess {
  /** The fingerprint that the profile holds now. */
  pinned(): string | undefined;
  /** The signal withdraws the question. */
  ask(question: QuestionBody, signal: AbortSignal): Promise<Answer | NoAnswer>;
  /** Write a fingerprint into the profile. */
  pin(fingerprint: string): Promise<void>;
}

/** What a tunnel gives to a forwarder that needs the gateway itself, and not only what lies beyond it. */
export interface GatewayAccess extends SessionAccess {
  /** What all tunnels' control connections hold together; each forwarder that reads FTP bounds its own where there is none. */
  readonly controlMemory?: ControlMemoryBudget;
  readonly secrets: SecretVault;
  /** Where the transfers that have ended are told, by what reads FTP. */
  readonly transferHistory: TransferHistory;
  /** How the certificates of FTP servers are trusted. */
  readonly certificates: CertificateAccess;
  /** The certificate that FTP programs see in TLS. @throws Failed `ftp.own-certificate` */
  serverCertificate(ownFile?: string): Promise<PemCertificate>;
  /** SFTP to the gateway. @throws Failed `bridge.no-sftp` with the gateway's reason, or why there is no session */
  openSftp(): Promise<SftpChannel>;
  /**
   * Have the gateway listen for as long as this session lives (`tcpip-forward`, RFC 4254 section 7.1).
   *
   * @param onConnection called for each connection
   * @throws Failed `forward.gateway-refused`, `forward.gateway-socket-refused`, or why there is no session
   */
  listenRemotely(
    endpoint: EndpointOrSocket,
    onConnection: (arrival: IncomingConnection) => void,
  ): Promise<RemoteListener>;
}
