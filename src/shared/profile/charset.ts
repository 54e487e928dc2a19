import { z } from "zod";
import { problem } from "./field-schemas.js";

/** The charsets in which a bridge's clients may write names: as the gateway has them, Windows-1252 with all of Latin-1, and Windows' Shift-JIS. */
export const CHARSETS = ["utf-8", "latin1", "shift-jis"] as const;
export type CharsetName = (typeof CHARSETS)[number];

/** How the devices of a bridge write names; UTF-8 where it is left out. */
export const charsetSchema = z.enum(CHARSETS, problem("choice-unknown")).optional();
