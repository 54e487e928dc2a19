import type { Socket } from "node:net";
import type { BridgeLogin } from "../../shared/profile/bridge-login.js";
import type { BridgeUser } from "../../shared/profile/bridge-user.js";
import type { CharsetName } from "../../shared/profile/charset.js";
import type { ClientTlsFields } from "../../shared/profile/client-tls.js";
import type { Endpoint } from "../../shared/profile/endpoint.js";
import { isLoopback } from "../../shared/profile/listen-host.js";
import type { ProfileId } from "../../shared/profile/profile-schema.js";
import type { Failure } from "../../shared/status/failure.js";
import type { ForeignName, ForwardStatus } from "../../shared/status/tunnel-state.js";
import { english, describeFailure, formatEndpoint } from "../../shared/words/words.js";
import type { Forwarder } from "../forward/forwarder.js";
import { LocalPort } from "../forward/local-port.js";
import type { GatewayAccess } from "../forward/session-access.js";
import { TOO_MANY_CONNECTIONS } from "../ftp/reply.js";
import { ControlMemoryBudget } from "../net/ftp/control-memory-budget.js";
import type { PassiveOptions } from "../net/ftp/passive-options.js";
import { ClientTls } from "../net/tls/client-tls.js";
import { rejectClient } from "../net/admission/reject-client.js";
import { SftpChannelPool } from "../sftp/sftp-channel-pool.js";
import { isTuningEnabled } from "../system/is-tuning-enabled.js";
import type { BridgeRules, Existing } from "./bridge-rules.js";
import { BridgeSpool } from "./bridge-spool.js";
import { BridgeUsers } from "./login/bridge-users.js";
import { charsetOf } from "./encoding/charset.js";
import { ControlConnection } from "./control/control-connection.js";
import { FileChanges } from "./files/file-changes.js";
import { BRIDGE_PASSWORD_KEY, bridgePassword, LoginThrottle } from "./login/login-throttle.js";
import { singleLineReply } from "./bridge-reply.js";
import { TransferMemoryBudget } from "./data/transfer-memory-budget.js";

/** What a bridge is to do. */
export interface BridgeOptions {
  readonly profile: ProfileId;
  readonly gateway: Endpoint & { readonly username: string };
  readonly listen: Endpoint;
  /** Whoever comes is let in, by any name and password. */
  readonly anyLogin: boolean;
  /** Other users of this computer are let in as well, where the system tells them apart. */
  readonly allowOtherUsers?: boolean | undefined;
  /** The addresses and networks of other computers that may connect, without which it listens on loopback alone. */
  readonly allow?: readonly string[] | undefined;
  readonly passiveOptions?: PassiveOptions;
  /** Those who may log in, in place of the one login that is made for the profile. */
  readonly users?: readonly BridgeUser[] | undefined;
  /** What is to happen where a name that is stored is there already, and whether a file is seen before it is whole. */
  readonly existing?: Existing | undefined;
  readonly wholeOnly?: boolean | undefined;
  /** How clients write names; UTF-8 where nothing is said. */
  readonly charset?: CharsetName | undefined;
  /** TLS with its clients; without it, as the profile's defaults are. */
  readonly tls?: ClientTlsFields;
  /** Where files are kept while the gateway cannot be reached, and whether they are told as stored then. */
  readonly spool?: { readonly folder: string; readonly maxBytes: number; readonly accepts: boolean } | undefined;
}

/** A local FTP server whose files are the gateway's, by SFTP: FTP in front, SFTP behind. */
export class FtpBridge implements Forwarder {
  readonly #port: LocalPort;
  readonly #connections = new Set<ControlConnection>();
  readonly #transferMemory = new TransferMemoryBudget();
  readonly #channelPool: SftpChannelPool;
  readonly #controlMemory: ControlMemoryBudget;
  #foreignName: ForeignName | undefined;
  #login: BridgeLogin | undefined;
  #throttle: LoginThrottle | undefined;
  readonly #rules: BridgeRules;
  readonly #clientTls: ClientTls;
  readonly #spool: BridgeSpool | undefined;
  readonly #changes = new FileChanges();

  constructor(
    private readonly options: BridgeOptions,
    private readonly access: GatewayAccess,
  ) {
    const { existing, wholeOnly } = options;
    const users = options.users === undefined ? undefined : new BridgeUsers(options.users);
    this.#channelPool = new SftpChannelPool(() => access.openSftp(), access.clock);
    this.#clientTls = new ClientTls({
      ...options.tls,
      listen: options.listen,
      clock: access.clock,
      certificate: (file) => access.serverCertificate(file),
    });
    this.#spool = options.spool === undefined ? undefined : this.#createSpool(options.spool, users);
    this.#rules = {
      users,
      existing,
      wholeOnly,
      charset: charsetOf(options.charset),
      spool: this.#spool,
      claimed: new Set(),
      changes: this.#changes,
      isPlain: !isTuningEnabled,
    };
    this.#controlMemory = access.controlMemory ?? new ControlMemoryBudget();
    this.#port = new LocalPort(
      {
        name: "control",
        group: "control",
        listen: options.listen,
        target: options.gateway,
        ownUserOnly: options.allowOtherUsers !== true,
        allow: options.allow ?? [],
        clientTls: this.#clientTls,
        servesWhileDown: () => this.#spool?.servesWhileDown === true,
      },
      access,
      (client) => this.#serve(client),
    );
  }

  async listenWithoutLink(): Promise<void> {
    if (this.options.spool?.accepts === true) await this.listen();
  }

  async listen(): Promise<void> {
    await Promise.all([this.#prepareLogin(), this.#spool?.open()]);
    const { listen, allow = [], anyLogin } = this.options;
    if (isLoopback(listen.host) || (allow.length > 0 && !anyLogin)) await this.#port.listen();
    else this.#port.reportListenFailure({ code: "bridge.not-loopback", ...this.options.listen });
  }

  /** Devices that store into the spool are left alone. */
  reset(): void {
    const keepsOn = this.#spool?.servesWhileDown === true;
    for (const connection of this.#connections) if (!keepsOn || !connection.needsNoLink) connection.reset();
    if (!keepsOn) this.#port.reset();
  }

  drain(): void {
    this.#port.drain();
    for (const connection of this.#connections) connection.drain();
  }

  async stop(): Promise<void> {
    for (const connection of this.#connections) connection.reset();
    await Promise.all([this.#port.stop(), ...[...this.#connections].map(({ closed }) => closed)]);
    await this.#spool?.stop();
  }

  login(): BridgeLogin | undefined {
    return this.#login;
  }

  async changePassword(password: string): Promise<void> {
    const { profile, gateway, anyLogin } = this.options;
    if (anyLogin || this.#rules.users !== undefined) return;
    this.#login = { username: gateway.username, password };
    this.#throttle = new LoginThrottle(this.#login, this.access.clock);
    if (await this.access.secrets.canStore()) await this.access.secrets.set(profile, BRIDGE_PASSWORD_KEY, password);
  }

  rows(now: number): readonly ForwardStatus[] {
    return [
      this.#port.row(now, {
        ...(this.#spool === undefined ? {} : { spool: this.#spool.status() }),
        ...(this.#foreignName === undefined ? {} : { foreignName: this.#foreignName }),
        transfers: [...this.#connections].flatMap((connection) => connection.transfers(now)),
        history: this.access.transferHistory.transfers,
      }),
    ];
  }

  #createSpool(spool: NonNullable<BridgeOptions["spool"]>, users: BridgeUsers | undefined): BridgeSpool {
    const { gateway } = this.options;
    return new BridgeSpool({
      ...spool,
      gateway: `${gateway.username}@${formatEndpoint(gateway)}`,
      users,
      changes: this.#changes,
      clock: this.access.clock,
      isLinkDown: () => this.access.downFailure() !== undefined,
      openFiles: () => this.#channelPool.openForClient(),
      onChange: () => this.access.onChange(),
    });
  }

  async #prepareLogin(): Promise<void> {
    const { profile, gateway, anyLogin } = this.options;
    if (!anyLogin && this.#rules.users === undefined)
      this.#login ??= { username: gateway.username, password: await bridgePassword(profile, this.access.secrets) };
    this.#throttle ??= new LoginThrottle(this.#login ?? this.#rules.users ?? "any", this.access.clock);
  }

  /** The latest is told. */
  #reportForeignName(foreign: ForeignName): void {
    this.#foreignName = foreign;
    this.access.onChange();
  }

  async #serve(client: Socket): Promise<void> {
    if (this.#throttle === undefined) return void client.destroy();
    const failure = this.access.downFailure();
    if (failure !== undefined && this.#spool?.servesWhileDown !== true) {
      this.#port.reportFailure(failure);
      return rejectClient(client, singleLineReply(421, describeFailure(failure, english).says).raw, this.access.clock);
    }
    const controlMemory = this.#controlMemory.admit();
    if (controlMemory === undefined) return rejectClient(client, TOO_MANY_CONNECTIONS.raw, this.access.clock);
    const services = {
      access: this.access,
      throttle: this.#throttle,
      rules: this.#rules,
      transferMemory: this.#transferMemory,
      channelPool: this.#channelPool,
      meter: this.#port.meter,
      admit: this.#port.admit,
      passiveOptions: this.options.passiveOptions ?? {},
      clientTls: this.#clientTls,
      reportFailure: (failure: Failure | undefined) => this.#port.reportFailure(failure),
      reportForeignName: (foreign: ForeignName) => this.#reportForeignName(foreign),
    };
    const connection = new ControlConnection(client, services, controlMemory);
    this.#connections.add(connection);
    await connection.closed.finally(() => {
      this.#connections.delete(connection);
      controlMemory.leave();
    });
  }
}
