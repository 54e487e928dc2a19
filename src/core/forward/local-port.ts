import type { Socket } from "node:net";
import type { Endpoint, EndpointOrSocket } from "../../shared/profile/endpoint.js";
import { failureOf, type Failure } from "../../shared/status/failure.js";
import type { ForwardStatus } from "../../shared/status/tunnel-state.js";
import { formatEndpoint } from "../../shared/words/words.js";
import { Listener } from "../net/listener.js";
import { resetSocket } from "../net/reset-socket.js";
import type { ClientTls } from "../net/tls/client-tls.js";
import { allowList } from "../net/admission/allow-list.js";
import {
  admitAddress,
  admitOwnUser,
  STAND_BACK_MS,
  type Admission,
  type AdmitClient,
} from "../net/admission/admit-client.js";
import { ForwardRow } from "./forward-row.js";
import type { Forwarder } from "./forwarder.js";
import type { TrafficMeter } from "./traffic-meter.js";
import type { SessionAccess } from "./session-access.js";

/** Where clients connect, where that leads, and what its row is called. */
export interface LocalPortOptions {
  readonly name: string;
  readonly group: ForwardStatus["group"];
  readonly listen: Endpoint;
  /** In words, where each client names its own. */
  readonly target: EndpointOrSocket | string;
  /** Clients of other users of this computer are turned away, where the system tells whose they are. */
  readonly ownUserOnly?: boolean;
  /** The addresses and networks of other computers that may connect; all where none is named. */
  readonly allow?: readonly string[] | undefined;
  /** TLS with its clients; those of the implicit port come to `serve` in it. */
  readonly clientTls?: ClientTls | undefined;
  /** Whether clients are served at once while the link is down. */
  readonly servesWhileDown?: () => boolean;
}

/** Where clients connect, and the one endpoint or socket to which all of them are led. */
export interface ForwardOptions extends LocalPortOptions {
  readonly target: EndpointOrSocket;
}

/** A local port of a tunnel: its listener, and all that its row tells. */
export class LocalPort implements Forwarder {
  readonly #row: ForwardRow;
  readonly #listener: Listener;
  /** Of the port where clients speak TLS from the first byte; it listens where the profile names one. */
  readonly #implicitListener: Listener;
  readonly #target: string;
  #turnedAway = 0;
  /** Whose turning away the row tells. */
  #toldAddress = "";
  /** Whether a client of this port, or of one that belongs to it, may come in. */
  readonly admit: AdmitClient;

  /** @param serve carries one client; settles when nothing of it is left */
  constructor(
    private readonly options: LocalPortOptions,
    private readonly access: SessionAccess,
    private readonly serve: (client: Socket, port: LocalPort) => Promise<void>,
  ) {
    this.#row = new ForwardRow(options, access);
    const admitUser: AdmitClient =
      options.ownUserOnly === true
        ? admitOwnUser((failure) => this.reportFailure(failure))
        : () => Promise.resolve("admitted");
    this.admit =
      options.allow === undefined
        ? admitUser
        : admitAddress(allowList(options.allow), admitUser, (address) => this.#countTurnedAway(address));
    this.#target = typeof options.target === "string" ? options.target : formatEndpoint(options.target);
    this.#listener = new Listener((client) => void this.#accept(client));
    this.#implicitListener = new Listener((client) => void this.#accept(client, options.clientTls));
  }

  get #listeners(): readonly Listener[] {
    return [this.#listener, this.#implicitListener];
  }

  /** Of its two ports, where it has two, it listens on both or on neither: a row that says refused must not let clients in. */
  async listen(): Promise<void> {
    const { listen, clientTls } = this.options;
    const implicitPort = clientTls?.implicitPort;
    let refusal = await this.#listener.listen(listen.host, listen.port);
    if (refusal === undefined && implicitPort !== undefined) {
      refusal = await this.#implicitListener.listen(listen.host, implicitPort);
      if (refusal !== undefined) await this.#listener.close();
    }
    if (refusal === undefined) this.#row.setState({ kind: "listening" });
    else this.reportListenFailure(refusal);
    await clientTls?.prepare().catch((thrown: unknown) => this.reportFailure(failureOf(thrown)));
  }

  /** It cannot listen. */
  reportListenFailure(cause: Failure): void {
    this.#row.setState({ kind: "refused", cause });
  }

  /** Those whose target has ended them already are left to come to their end. */
  reset(): void {
    for (const listener of this.#listeners) listener.resetConnections();
  }

  drain(): void {
    for (const listener of this.#listeners) listener.stopListening();
    this.#row.setState({ kind: "idle", isFinishing: true });
  }

  async stop(): Promise<void> {
    await Promise.all(this.#listeners.map((listener) => listener.close()));
    this.#row.setState({ kind: "idle" });
  }

  get meter(): TrafficMeter {
    return this.#row.meter;
  }

  get latestFailure(): Failure | undefined {
    return this.#row.latestFailure;
  }

  /** Why the latest connection failed, or that it did not. */
  reportFailure(failure: Failure | undefined): void {
    this.#row.reportFailure(failure);
  }

  rows(now: number): readonly ForwardStatus[] {
    return [this.row(now)];
  }

  /** @param now milliseconds since 1970 @param read what passes now and what has passed, where FTP is read */
  row(now: number, read?: Pick<ForwardStatus, "transfers" | "history" | "spool" | "foreignName">): ForwardStatus {
    const { listen } = this.options;
    const status = this.#row.status(now, {
      listen: formatEndpoint({ host: listen.host, port: this.#listener.port ?? listen.port }),
      target: this.#target,
    });
    return {
      ...status,
      ...this.options.clientTls?.status,
      ...read,
      ...(this.#turnedAway === 0 ? {} : { turnedAway: this.#turnedAway }),
    };
  }

  /**
   * One that has gone may have sent its whole file by a data connection before, or is somebody who wants to put another in
   * its place: who comes a moment later is first at the server. To a control connection it can say nothing of use.
   */
  async #isWelcome(admission: Admission): Promise<boolean> {
    if (admission !== "gone") return admission === "admitted";
    if (this.options.group !== "passive") return false;
    await new Promise<void>((resolve) => this.access.clock.setTimeout(STAND_BACK_MS, resolve));
    return true;
  }

  /** A flood from one address is told once. */
  #countTurnedAway(address: string): void {
    this.#turnedAway++;
    if (this.#toldAddress === address && this.latestFailure?.code === "ftp.not-allowed") return this.access.onTraffic();
    this.#toldAddress = address;
    this.reportFailure({ code: "ftp.not-allowed", client: address });
  }

  /** A link that is down still when the client is served refuses it in the protocol's own way. */
  async #accept(client: Socket, clientTls?: ClientTls): Promise<void> {
    if (!(await this.#isWelcome(await this.admit(client)))) {
      resetSocket(client);
      return;
    }
    this.meter.connectionOpened();
    try {
      if (this.access.downFailure() !== undefined && this.options.servesWhileDown?.() !== true)
        await this.access.waitUntilUp(client);
      if (client.destroyed) return;
      await this.serve(clientTls === undefined ? client : await clientTls.accept(client), this);
    } catch (thrown) {
      if (clientTls === undefined) throw thrown;
      this.reportFailure(failureOf(thrown));
      resetSocket(client);
    } finally {
      this.meter.connectionClosed();
    }
  }
}

/** The client's end of its connection, as a gateway may log it. */
export const clientEndpoint = (client: Socket): Endpoint => ({
  host: client.remoteAddress ?? "127.0.0.1",
  port: client.remotePort ?? 0,
});
