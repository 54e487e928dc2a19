import type { ProfileResult } from "./profile-issues.js";
import { parseProfile } from "./profile-issues.js";
import type { Profile } from "./profile-schema.js";
import { FTP_MODES, withFtpMode } from "./with-ftp-mode.js";

/** A field of the profile document and what is to stand there. */
export interface FieldAssignment {
  /** `ftp.listen.port`, `forwards[0].enabled` or `forwards.0.enabled`. */
  readonly path: string;
  /** JSON, or a text as it is; `null` leaves the field out. */
  readonly value: string;
}

/** Read `ftp.listen.port=2122`. @returns nothing where there is no field or no sign between */
export function parseAssignment(text: string): FieldAssignment | undefined {
  const equals = text.indexOf("=");
  const path = text.slice(0, Math.max(0, equals)).trim();
  return /^[A-Za-z]\w*(?:\.\w+|\[\d+\])*$/.test(path) ? { path, value: text.slice(equals + 1) } : undefined;
}

/**
 * A profile with some of its fields changed, or what is wrong with that, field by field. A number that must be a text, such
 * as a name of digits, is taken as one.
 */
export function setFields(profile: Profile, assignments: readonly FieldAssignment[]): ProfileResult {
  const asJson = parseProfile(withFields(profile, assignments, readJson));
  if (asJson.ok) return asJson;
  const wrong = new Set(asJson.issues.map(({ field }) => segmentsOf(field).join(".")));
  const asText = parseProfile(
    withFields(profile, assignments, (value, path) =>
      wrong.has(segmentsOf(path).join(".")) ? readScalarsAsText(value) : readJson(value),
    ),
  );
  return asText.ok ? asText : asJson;
}

const segmentsOf = (path: string): readonly string[] => path.split(/[.[\]]+/).filter((part) => part !== "");

function withFields(
  profile: Profile,
  assignments: readonly FieldAssignment[],
  read: (value: string, path: string) => unknown,
): unknown {
  const draft = structuredClone(withMode(profile, assignments)) as unknown as Record<string, unknown>;
  for (const { path, value } of assignments) setAt(draft, segmentsOf(path), read(value, path));
  return draft;
}

/** Where the mode is changed, the other one's fields are left out and its own have their defaults, before more is set. */
function withMode({ ftp, ...profile }: Profile, assignments: readonly FieldAssignment[]): Profile {
  const last = assignments.findLast(({ path }) => path === "ftp.mode");
  const mode = FTP_MODES.find((one) => last !== undefined && one === readJson(last.value));
  if (ftp === undefined) return profile;
  return { ...profile, ftp: mode === undefined ? ftp : withFtpMode(ftp, mode, profile.gateway) };
}

/** Own fields alone are written, so that no path leads to what every object inherits. */
function setAt(holder: Record<string, unknown> | unknown[], path: readonly string[], value: unknown): void {
  const [key = "", ...rest] = path;
  if (rest.length === 0) {
    if (value === null) {
      if (Array.isArray(holder)) holder.splice(Number(key), 1);
      else Reflect.deleteProperty(holder, key);
    } else define(holder, key, value);
    return;
  }
  const inner: unknown = Object.hasOwn(holder, key) ? Reflect.get(holder, key) : undefined;
  const next = isRecord(inner) || Array.isArray(inner) ? inner : {};
  if (next !== inner) define(holder, key, next);
  setAt(next, rest, value);
}

/** An array takes the entry behind its last one, too, and no farther one. */
function define(holder: Record<string, unknown> | unknown[], key: string, value: unknown): void {
  const at = Array.isArray(holder) && /^\d+$/.test(key) ? String(Math.min(Number(key), holder.length)) : key;
  Object.defineProperty(holder, at, { value, enumerable: true, writable: true, configurable: true });
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}

function readScalarsAsText(text: string): unknown {
  const value = readJson(text);
  return typeof value === "number" || typeof value === "boolean" ? text : value;
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
