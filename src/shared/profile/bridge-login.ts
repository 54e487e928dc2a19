import { z } from "zod";

/** What an FTP program logs in to a bridge with. A secret: it stands in no status, log or profile document. */
export interface BridgeLogin {
  readonly username: string;
  readonly password: string;
}

/** A password that the user sets for a bridge: one line, as FTP sends it. */
export const bridgePasswordSchema = z
  .string()
  .min(1)
  .max(256)
  .regex(/^[^\x00-\x1f\x7f]+$/);
