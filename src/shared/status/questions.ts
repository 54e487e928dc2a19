import { z } from "zod";
import type { ProfileId } from "../profile/profile-schema.js";
import type { KeyFacts, KnownHostKey, RefusedCertificate } from "./failure.js";

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
  | (GatewayEndpoint & {
      readonly kind: "password";
      readonly username: string;
      /** A proxy's, and not the gateway's. */ readonly ofProxy?: true;
      readonly again: boolean;
      readonly mayRemember: boolean;
    })
  | { readonly kind: "passphrase"; readonly file: string; readonly again: boolean; readonly mayRemember: boolean }
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
  /** Trust this host key, and write it to known_hosts if `remember`. */
  z.strictObject({ kind: z.literal("trust"), remember: z.boolean() }),
  /** A password or passphrase; kept by the system's own vault if `remember`. */
  z.strictObject({ kind: z.literal("secret"), text: z.string().max(64 * 1024), remember: z.boolean() }),
  /** One text for each prompt, in their order. */
  z.strictObject({ kind: z.literal("texts"), texts: z.array(z.string().max(64 * 1024)).max(64) }),
]);
export type Answer = z.output<typeof answerSchema>;
