import type { Socket } from "node:net";
import type { ClientTlsFields } from "../../shared/profile/client-tls.js";
import type { Endpoint } from "../../shared/profile/endpoint.js";
import { failureOf, isRetryable, type Failure } from "../../shared/status/failure.js";
import type { ForwardStatus } from "../../shared/status/tunnel-state.js";
import { english, describeFailure } from "../../shared/words/words.js";
import type { Forwarder } from "../forward/forwarder.js";
import { clientEndpoint, LocalPort } from "../forward/local-port.js";
import type { GatewayAccess } from "../forward/session-access.js";
import { reply, TOO_MANY_CONNECTIONS } from "../ftp/reply.js";
import { ClientTls } from "../net/tls/client-tls.js";
import { ControlMemoryBudget } from "../net/ftp/control-memory-budget.js";
import type { PassiveOptions } from "../net/ftp/passive-options.js";
import { rejectClient } from "../net/admission/reject-client.js";
import { isTuningEnabled } from "../system/is-tuning-enabled.js";
import { ControlRelay } from "./control/control-relay.js";
import type { LookAhead } from "./passive-active/spare-data-connection.js";
import { TargetDialer, type TargetDialerOptions } from "./tls/target-dialer.js";

/** FTP to one target, read on the way: its data connections get a local port and a channel when they are asked for. */
export class FtpRelay implements Forwarder {
  readonly #port: LocalPort;
  readonly #relays = new Set<ControlRelay>();
  readonly #memory: ControlMemoryBudget;
  readonly #lookAhead: LookAhead;
  readonly #dialer: TargetDialer;
  readonly #clientTls: ClientTls;

  constructor(
    private readonly task: TargetDialerOptions & {
      readonly listen: Endpoint;
      /** Other users of this computer are let in as well, where the system tells them apart. */
      readonly allowOtherUsers?: boolean | undefined;
      /** Whether a data connection is made ready before the client asks for it; so it is where nothing is said. */
      readonly ahead?: boolean | undefined;
      /** The addresses and networks of other computers that may connect; all where none is named. */
      readonly allow?: readonly string[] | undefined;
      readonly passiveOptions?: PassiveOptions;
    } & ClientTlsFields,
    private readonly access: GatewayAccess,
  ) {
    const { listen, target, allowOtherUsers, allow, ahead } = task;
    this.#memory = access.controlMemory ?? new ControlMemoryBudget();
    this.#lookAhead = { isAllowed: isTuningEnabled && ahead !== false, isRefused: false };
    this.#clientTls = new ClientTls({
      ...task,
      clock: access.clock,
      certificate: (file) => access.serverCertificate(file),
    });
    this.#port = new LocalPort(
      {
        name: "control",
        group: "control",
        listen,
        target,
        ownUserOnly: allowOtherUsers !== true,
        allow,
        clientTls: this.#clientTls,
      },
      access,
      (client) => this.#serve(client),
    );
    this.#dialer = new TargetDialer(task, access);
  }

  listen(): Promise<void> {
    return this.#port.listen();
  }

  reset(): void {
    for (const relay of this.#relays) void relay.cut();
    this.#port.reset();
    this.#dialer.reset();
  }

  drain(): void {
    this.#port.drain();
    for (const relay of this.#relays) relay.drain();
  }

  async stop(): Promise<void> {
    this.#dialer.reset();
    await Promise.all([...[...this.#relays].map((relay) => relay.cut()), this.#port.stop()]);
  }

  rows(now: number): readonly ForwardStatus[] {
    return [
      this.#port.row(now, {
        transfers: [...this.#relays].flatMap((relay) => relay.transfers(now)),
        history: this.access.transferHistory.transfers,
      }),
    ];
  }

  async #serve(client: Socket): Promise<void> {
    const memory = this.#memory.admit();
    if (memory === undefined) return rejectClient(client, TOO_MANY_CONNECTIONS.raw, this.access.clock);
    try {
      const dialled = await this.#dialer.dial(clientEndpoint(client));
      const { latestFailure } = this.#port;
      if (latestFailure !== undefined && isOverWithChannel(latestFailure, dialled.tls !== undefined))
        this.#port.reportFailure(undefined);
      if (client.destroyed) {
        // it did not wait
        dialled.stream.close();
        return;
      }
      const relay = new ControlRelay(
        client,
        dialled,
        {
          target: this.task.target,
          dialer: this.#dialer,
          clientTls: this.#clientTls,
          admit: this.#port.admit,
          passiveOptions: this.task.passiveOptions ?? {},
          access: this.access,
          meter: this.#port.meter,
          reportFailure: (failure) => this.#port.reportFailure(failure),
          lookAhead: this.#lookAhead,
        },
        memory,
      );
      this.#relays.add(relay);
      await relay.closed.finally(() => this.#relays.delete(relay));
    } catch (thrown) {
      const failure = failureOf(thrown);
      this.#port.reportFailure(failure);
      await rejectClient(client, reply(421, describeFailure(failure, english).says).raw, this.access.clock); // an FTP program shows this to its user
    } finally {
      memory.leave();
    }
  }
}

/** Whether a control connection that stands, perhaps in TLS, shows that this is over. */
const isOverWithChannel = (failure: Failure, isInTls: boolean): boolean =>
  failure.code === "channel.refused" || isRetryable(failure) || (isInTls && TLS_FAILURES.has(failure.code));

const TLS_FAILURES: ReadonlySet<Failure["code"]> = new Set([
  "ftp.tls-demanded",
  "ftp.tls-refused",
  "ftp.tls-failed",
  "ftp.certificate-unknown",
  "ftp.certificate-changed",
  "ftp.client-certificate",
]);
