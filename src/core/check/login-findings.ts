import type { Finding, Probe } from "../../shared/check/finding.js";
import type { Endpoint } from "../../shared/profile/endpoint.js";
import type { JumpHost } from "../../shared/profile/profile-schema.js";
import type { Failure } from "../../shared/status/failure.js";
import { plainLine } from "../../shared/text/plain-text.js";
import type { SessionWarning } from "../../shared/status/warning.js";
import { formatEndpoint } from "../../shared/words/words.js";
import type { ServerIdentity, SessionOptions } from "../ssh/session-options.js";
import type { SessionEncryption } from "../ssh/session-encryption.js";

/** What is kept of what gateways say to all who log in. */
export const MAX_BANNER_LENGTH = 2_000;

/** How far the opening has come: each step taken is a finding about its hop. */
export class LoginFindings {
  #hopIndex = -1;
  #identity: ServerIdentity | undefined;
  #isKeyAccepted = false;
  #isTrustedNow = false;
  #encryption: Finding["found"] | undefined;
  #warning: Extract<SessionWarning, { code: "key.permissions-wide" }> | undefined;
  #banner = "";
  /** What is reported of this hop once, also where it is dialled anew once the user has answered. */
  readonly #reported = new Set<string>();

  constructor(
    private readonly hops: readonly JumpHost[],
    private readonly report: (finding: Finding) => void,
  ) {}

  /** The options of an opening, which tell this of all that comes of it as well. */
  watch(options: SessionOptions): SessionOptions {
    const { prompter } = options.environment;
    return {
      ...options,
      environment: {
        ...options.environment,
        prompter: {
          ask: async (...asked) => {
            const answer = await prompter.ask(...asked);
            if (asked[1].kind === "host-key" && answer.kind === "trust") this.#isTrustedNow = true;
            return answer;
          },
        },
      },
      onServerIdentified: (identity) => {
        this.#serverIdentified(identity);
        options.onServerIdentified?.(identity);
      },
      onBanner: (text) => {
        this.#banner = `${this.#banner}\n${text}`.slice(0, 4 * MAX_BANNER_LENGTH);
        options.onBanner?.(text);
      },
      onWarning: (warning) => {
        this.#warned(warning);
        options.onWarning?.(warning);
      },
      onStep: (step) => {
        if (step === "dialling") this.#dialStarted();
        if (step === "authenticating") this.#hostKeyAccepted();
        options.onStep(step);
      },
      onEncrypted: (encryption) => {
        this.#encrypted(encryption);
        options.onEncrypted?.(encryption);
      },
    };
  }

  #dialStarted(): void {
    if (this.#hopIndex >= 0) this.loggedIn();
    this.#hopIndex++;
    this.#identity = undefined;
    this.#isKeyAccepted = this.#isTrustedNow = false;
    this.#encryption = this.#warning = undefined;
    this.#banner = "";
    this.#reported.clear();
  }

  #serverIdentified(identity: ServerIdentity): void {
    this.#identity = identity;
    this.#banner = "";
    this.#ok("gateway", { code: "gateway.answers", ...this.#endpoint, software: identity.software });
  }

  /** Told of a key file that is tried, whether or not it lets anybody in; of a known_hosts file that wants mending; and of an account without SFTP. */
  #warned(warning: SessionWarning): void {
    if (warning.code === "key.permissions-wide") this.#warning ??= warning;
    else {
      const probe = warning.code === "gateway.delays" ? "login" : "host-key";
      this.report({ probe, ...this.#hopName, outcome: "warning", found: warning });
    }
  }

  #hostKeyAccepted(): void {
    if (this.#identity === undefined) return;
    this.#isKeyAccepted = true;
    const { keyType, fingerprint } = this.#identity;
    this.#ok("host-key", {
      code: this.#isTrustedNow ? "host-key.trusted" : "host-key.known",
      ...this.#endpoint,
      keyType,
      fingerprint,
    });
    if (this.#encryption !== undefined) this.#ok("encryption", this.#encryption);
  }

  /** It comes before the step that tells that the host key was accepted */
  #encrypted({ keyExchange, cipher, hostKeyType, isPostQuantum }: SessionEncryption): void {
    const algorithms = { keyExchange, cipher, hostKeyType };
    this.#encryption = isPostQuantum
      ? { code: "encryption.post-quantum", ...this.#endpoint, ...algorithms }
      : { code: "encryption.classic", ...this.#endpoint, ...algorithms, software: this.#identity?.software ?? "" };
  }

  /** The last hop has let the user in. */
  loggedIn(): void {
    const { username } = this.#hop;
    if (this.#warning === undefined) this.#ok("login", { code: "login.accepted", ...this.#endpoint, username });
    else
      this.report({
        probe: "login",
        ...this.#hopName,
        outcome: "warning",
        found: {
          code: "login.key-open",
          ...this.#endpoint,
          username,
          file: this.#warning.file,
          mode: this.#warning.mode,
        },
      });
    const said = plainLine(this.#banner, MAX_BANNER_LENGTH);
    if (said !== "") this.#ok("login", { code: "login.banner", ...this.#endpoint, said });
  }

  /** Tell of the first step that was not taken. */
  failed(cause: Failure): void {
    const probe: Probe = this.#identity === undefined ? "gateway" : this.#isKeyAccepted ? "login" : "host-key";
    this.report({ probe, ...this.#hopName, outcome: "failed", found: { code: "failure", cause } });
  }

  #ok(probe: Probe, found: Finding["found"]): void {
    const fact = JSON.stringify(found);
    if (this.#reported.has(fact)) return;
    this.#reported.add(fact);
    this.report({ probe, ...this.#hopName, outcome: "ok", found });
  }

  get #hop(): JumpHost {
    const hop = this.hops[Math.max(this.#hopIndex, 0)];
    if (hop === undefined) throw new Error("a hop more than the profile has");
    return hop;
  }

  get #endpoint(): Endpoint {
    const { host, port } = this.#hop;
    return { host, port };
  }

  get #hopName(): { readonly of?: string } {
    return this.hops.length === 1 ? {} : { of: formatEndpoint(this.#hop) };
  }
}
