import type { Environment } from "../../src/core/environment.js";
import { systemClock } from "../../src/core/system/system-clock.js";
import { DEFAULT_SETTINGS } from "../../src/shared/settings.js";
import { testCertificate } from "../support/fixtures/tls-certificates.js";

/** What the demo knows of a gateway: how to log in there, and its line in known_hosts. */
export interface DemoGateway {
  readonly password: string;
  readonly hostKeyLine: string;
}

/** What the core asks of the world, answered for the demo: the gateway's host key is known, and its password is at hand. */
export const demoEnvironment = (gateway: DemoGateway): Environment => ({
  clock: systemClock,
  prompter: {
    ask: (_profile, question) =>
      Promise.resolve(
        question.kind === "password" ? { kind: "secret", text: gateway.password, remember: false } : { kind: "cancel" },
      ),
  },
  secrets: {
    canStore: () => Promise.resolve(false),
    get: () => Promise.resolve(undefined),
    set: () => Promise.resolve(),
    remove: () => Promise.resolve(),
  },
  knownHosts: {
    file: "the demo's known hosts",
    read: () => Promise.resolve(`${gateway.hostKeyLine}\n`),
    readOthers: () => Promise.resolve([]),
    append: () => Promise.resolve(),
    rewrite: () => Promise.resolve(false),
  },
  log: {
    info: () => undefined,
    error: (sentence, bug) => {
      console.error(sentence, bug ?? "");
    },
  },
  pinCertificate: () => Promise.resolve(),
  serverCertificate: testCertificate,
  settings: () => DEFAULT_SETTINGS,
});
