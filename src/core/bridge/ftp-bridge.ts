import type { Socket } from "node:net";
import type { BridgeLogin } from "../../shared/profile/bridge-login.js";
import type { Place } from "../../shared/profile/endpoint.js";
import { isLoopback } from "../../shared/profile/listen-host.js";
import type { ProfileId } from "../../shared/profile/profile-schema.js";
import type { ForwardStatus } from "../../shared/status/tunnel-state.js";
import { english, sayFailure } from "../../shared/words/words.js";
import type { Carrier } from "../forward/forwarder.js";
import { Port } from "../forward/local-port.js";
import type { GatewayLink } from "../forward/session-access.js";
import { dismiss } from "../net/reject-client.js";
import { SftpChannels } from "../sftp/sftp-channel-pool.js";
import { Dialogue } from "./control-connection.js";
import { BRIDGE_PASSWORD_KEY, bridgePassword, LoginDesk } from "./login-throttle.js";
import { say } from "./reply.js";
import { MemoryShare } from "./transfer-memory.js";

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
  readonly #port: Port;
  readonly #dialogues = new Set<Dialogue>();
  readonly #memory = new MemoryShare();
  readonly #channels: SftpChannels;
  #login: BridgeLogin | undefined;
  #desk: LoginDesk | undefined;

  constructor(private readonly task: BridgeTask, private readonly link: GatewayLink) {
    this.#channels = new SftpChannels(() => link.openSftp(), link.clock);
    this.#port = new Port({ name: "control", group: "control", listen: task.listen, target: task.gateway }, link, (client) => this.#serve(client));
  }

  async listen(): Promise<void> {
    await this.#prepareLogin();
    if (isLoopback(this.task.listen.host)) await this.#port.listen();
    else this.#port.refuse({ code: "bridge.not-loopback", ...this.task.listen });
  }

  cut(): void {
    for (const dialogue of this.#dialogues) dialogue.cut();
    this.#port.cut();
  }

  windDown(): void {
    this.#port.windDown();
    for (const dialogue of this.#dialogues) dialogue.windDown();
  }

  async stop(): Promise<void> {
    for (const dialogue of this.#dialogues) dialogue.cut();
    await Promise.all([this.#port.stop(), ...[...this.#dialogues].map(({ closed }) => closed)]);
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
    return [this.#port.row(now, [...this.#dialogues].flatMap((dialogue) => dialogue.transfers(now)))];
  }

  async #prepareLogin(): Promise<void> {
    const { profile, gateway, anyLogin } = this.task;
    if (!anyLogin) this.#login ??= { username: gateway.username, password: await bridgePassword(profile, this.link.secrets) };
    this.#desk ??= new LoginDesk(this.#login ?? "any", this.link.clock);
  }

  async #serve(client: Socket): Promise<void> {
    if (this.#desk === undefined) return void client.destroy();
    const down = this.link.whyDown();
    if (down !== undefined) {
      this.#port.found(down);
      return dismiss(client, say(421, sayFailure(down, english).says).raw, this.link.clock);
    }
    const dialogue = new Dialogue(client, { link: this.link, desk: this.#desk, memory: this.#memory, channels: this.#channels, meter: this.#port.meter, found: (trouble) => this.#port.found(trouble) });
    this.#dialogues.add(dialogue);
    await dialogue.closed.finally(() => this.#dialogues.delete(dialogue));
  }
}
