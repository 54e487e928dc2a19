import { isIPv4 } from "node:net";
import type { Socket } from "node:net";
import type { BridgeLogin } from "../../shared/bridge-login.js";
import type { Failure } from "../../shared/failure.js";
import type { ProfileId } from "../../shared/profile.js";
import type { ForwardState, ForwardStatus } from "../../shared/tunnel-state.js";
import { at } from "../../shared/words.js";
import type { Place } from "../place.js";
import type { Carrier } from "../tunnel/carrier.js";
import type { GatewayLink } from "../tunnel/link.js";
import { Listener } from "../tunnel/listener.js";
import { Meter } from "../tunnel/meter.js";
import { BRIDGE_PASSWORD_KEY, bridgePassword, LoginDesk } from "./bridge-login.js";
import { Dialogue } from "./dialogue.js";
import { MemoryShare } from "./memory-share.js";

/** What a bridge is to do. */
export interface BridgeTask {
  readonly profile: ProfileId;
  readonly gateway: Place & { readonly username: string };
  readonly listen: Place;
  /** Whoever comes is let in, by any name and password. */
  readonly anyLogin: boolean;
}

/** A local FTP server whose files are the gateway's, by SFTP: FTP in front, SFTP behind. */
export class FtpBridge implements Carrier {
  readonly #listener = new Listener((client) => void this.#serve(client));
  readonly #dialogues = new Set<Dialogue>();
  readonly #memory = new MemoryShare();
  readonly #meter: Meter;
  #state: ForwardState = { kind: "idle" };
  #trouble: Failure | undefined;
  #login: BridgeLogin | undefined;
  #desk: LoginDesk | undefined;

  constructor(private readonly task: BridgeTask, private readonly link: GatewayLink) {
    this.#meter = new Meter(() => link.passed());
  }

  async listen(): Promise<void> {
    const { host, port } = this.task.listen;
    await this.#prepareLogin();
    const refusal = isLoopback(host) ? await this.#listener.listen(host, port) : { code: "bridge.not-loopback", host, port } as const;
    this.#state = refusal === undefined ? { kind: "listening" } : { kind: "refused", cause: refusal };
    this.link.changed();
  }

  cut(): void {
    for (const dialogue of this.#dialogues) dialogue.cut();
    this.#listener.cut();
  }

  async stop(): Promise<void> {
    for (const dialogue of this.#dialogues) dialogue.cut();
    await Promise.all([this.#listener.close(), ...[...this.#dialogues].map(({ closed }) => closed)]);
    this.#state = { kind: "idle" };
    this.link.changed();
  }

  login(): BridgeLogin | undefined {
    return this.#login;
  }

  async changePassword(password: string): Promise<void> {
    const { profile, gateway, anyLogin } = this.task;
    if (anyLogin) return;
    this.#login = { username: gateway.username, password };
    this.#desk = new LoginDesk(this.#login, this.link.clock);
    if (await this.link.secrets.mayRemember()) await this.link.secrets.keep(profile, BRIDGE_PASSWORD_KEY, password);
  }

  rows(now: number): readonly ForwardStatus[] {
    const { listen, gateway } = this.task;
    return [{
      name: "control", group: "control",
      listen: at({ host: listen.host, port: this.#listener.port ?? listen.port }), target: at(gateway),
      state: this.#state, connections: this.#meter.connections, bytes: this.#meter.bytes, speed: this.#meter.speed(now),
      ...(this.#trouble === undefined ? {} : { trouble: this.#trouble }),
      transfers: [...this.#dialogues].flatMap((dialogue) => dialogue.transfers(now)),
    }];
  }

  async #prepareLogin(): Promise<void> {
    const { profile, gateway, anyLogin } = this.task;
    if (!anyLogin) this.#login ??= { username: gateway.username, password: await bridgePassword(profile, this.link.secrets) };
    this.#desk ??= new LoginDesk(this.#login ?? "any", this.link.clock);
  }

  async #serve(client: Socket): Promise<void> {
    if (this.#desk === undefined) return void client.destroy();
    this.#meter.opened();
    const dialogue = new Dialogue(client, { link: this.link, desk: this.#desk, memory: this.#memory, meter: this.#meter, found: (trouble) => this.#found(trouble) });
    this.#dialogues.add(dialogue);
    await dialogue.closed;
    this.#dialogues.delete(dialogue);
    this.#meter.closed();
  }

  #found(trouble: Failure | undefined): void {
    if (trouble === this.#trouble) return;
    this.#trouble = trouble;
    this.link.changed();
  }
}

const isLoopback = (host: string): boolean => host.toLowerCase() === "localhost" || host === "::1" || (isIPv4(host) && host.startsWith("127."));
