import { z } from "zod";

/** Every way in which a field can be wrong; each has its sentence and remedy in `words.ts`. */
export const PROFILE_PROBLEMS = [
  "field-missing",
  "field-unknown",
  "field-wrong-type",
  "choice-unknown",
  "id-malformed",
  "id-taken",
  "name-missing",
  "host-missing",
  "host-malformed",
  "host-with-port",
  "username-missing",
  "username-malformed",
  "port-not-a-number",
  "port-out-of-range",
  "file-missing",
  "auth-empty",
  "range-empty",
  "range-malformed",
  "range-reversed",
  "ranges-overlap",
  "range-too-long",
  "ports-malformed",
  "range-lengths-differ",
  "control-port-in-range",
  "listen-port-taken-twice",
  "socket-malformed",
  "fingerprint-malformed",
  "allow-missing",
  "allow-empty",
  "allow-malformed",
  "allow-everything",
  "any-login-exposed",
  "announce-malformed",
  "data-port-too-low",
  "users-empty",
  "user-taken-twice",
  "users-with-any-login",
  "password-hash-malformed",
  "rights-malformed",
  "spool-folder-malformed",
  "spool-missing",
  "byte-count-malformed",
  "version-unknown",
] as const;
export type ProfileProblem = (typeof PROFILE_PROBLEMS)[number];

/** Types the problem where a zod schema takes any string as its error. */
export const problem = (name: ProfileProblem): ProfileProblem => name;
export const requiredText = (missing: ProfileProblem) =>
  z
    .string({ error: (issue) => (issue.input === undefined ? missing : problem("field-wrong-type")) })
    .min(1, { error: missing, abort: true }); // an empty field is told as missing, and not as malformed too

export const hasNoControlCharacters = (value: string): boolean => !/[\0-\x1f\x7f]/.test(value);
const isHost = (value: string): boolean =>
  /^[A-Za-z0-9._:%\-\u0080-\uffff]+$/.test(value) && !value.startsWith("-") && value.length <= 255;
/** One colon: an IPv6 address has two at least. */
const includesPort = (value: string): boolean => /^[^:]*:[^:]*$/.test(value);
export const hostSchema = requiredText("host-missing")
  .refine(isHost, problem("host-malformed"))
  .refine((value) => !isHost(value) || !includesPort(value), problem("host-with-port"));
const portFrom = (minimum: number) =>
  z
    .number({ error: (issue) => (issue.input === undefined ? problem("field-missing") : problem("port-not-a-number")) })
    .int(problem("port-not-a-number"))
    .min(minimum, problem("port-out-of-range"))
    .max(65_535, problem("port-out-of-range"));
export const portSchema = portFrom(1);
/** 0 leaves the choice to whoever listens. */
export const portOrZeroSchema = portFrom(0);

/** Where a listener stands unless the profile says otherwise. */
export const LOOPBACK = "127.0.0.1";
export const booleanSchema = z.boolean(problem("field-wrong-type"));
