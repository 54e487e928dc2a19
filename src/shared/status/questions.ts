import { z } from "zod";
import type { ProfileId } from "../profile/profile-schema.js";
import type { KeyFacts, KnownHostKey, RefusedCertificate } from "./failure.js";
import type { TlsCertificateProblem, TlsCertificate } from "../profile/tls-certificate.js";

/** Once it has let the user in, the secret is remembered in memory: for so many minutes, or until the program ends. */
export interface ForSession {
  /** What else it opens: other questions with this key are answered with it. Never a secret. */
  readonly key: string;
  readonly minutes?: number;
}

interface GatewayEndpoint {
  readonly host: string;
  readonly port: number;
}

/** What only the user can tell while a tunnel opens. */
export type QuestionBody =
  | (GatewayEndpoint &
      KeyFacts & {
        readonly kind: "host-key";
        /** OpenSSH's picture of the key, eleven lines. */
        readonly randomart?: string;
        /** `@cert-authority` lines for this host, none of which vouches for what it showed. */
        readonly authorities?: readonly KnownHostKey[];
        /** It showed a certificate that does not count. */
        readonly certificate?: RefusedCertificate;
      })
  /** The certificate of a relay's FTP server, for which nobody vouches that the system trusts. `target` is `popeye:21`. */
  | (TlsCertificate & {
      readonly kind: "certificate";
      readonly target: string;
      readonly problem: TlsCertificateProblem;
    })
  | (GatewayEndpoint & {
      readonly kind: "password";
      readonly username: string;
      /** A proxy's, and not the gateway's. */ readonly ofProxy?: true;
      readonly again: boolean;
      readonly mayRemember: boolean;
      readonly forSession?: ForSession;
    })
  | {
      readonly kind: "passphrase";
      readonly file: string;
      readonly again: boolean;
      readonly mayRemember: boolean;
      readonly forSession?: ForSession;
    }
  /** Without any prompt it is a notice, which `texts` with none in it takes note of. */
  | (GatewayEndpoint & {
      readonly kind: "prompts";
      readonly title: string;
      readonly instruction: string;
      readonly prompts: readonly { readonly text: string; readonly echo: boolean }[];
      /** Something was asked before in this login: it was wrong, or not all. */ readonly again?: true;
    });

/** A question that stands open, and whose tunnel waits for it. */
export type Question = QuestionBody & { readonly id: string; readonly profile: ProfileId };

/** What the user may answer; `cancel` answers every kind of question and ends the attempt. */
export const answerSchema = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("cancel") }),
  /** Trust this host key or certificate, and write it to known_hosts or into the profile if `remember`. */
  z.strictObject({ kind: z.literal("trust"), remember: z.boolean() }),
  /** A password or passphrase; kept by the system's own vault if `remember`. */
  z.strictObject({ kind: z.literal("secret"), text: z.string().max(64 * 1024), remember: z.boolean() }),
  /** One text for each prompt, in their order. */
  z.strictObject({ kind: z.literal("texts"), texts: z.array(z.string().max(64 * 1024)).max(64) }),
]);
export type Answer = z.output<typeof answerSchema>;
