import { randomBytes } from "node:crypto";

/** A name for STOU that nobody has yet. */
export const uniqueName = (): string => `ftp-${randomBytes(6).toString("hex")}`;
