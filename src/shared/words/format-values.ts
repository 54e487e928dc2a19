import { currentLocale } from "./words.js";

const BYTE_UNITS = ["byte", "kilobyte", "megabyte", "gigabyte", "terabyte"] as const;

/** Beyond three digits the next unit reads better, and 999.6 would round to four. */
const NEXT_UNIT_AT = 999.5;

/** Making a format is slow: each is made when it is first asked for, and kept for the language that it was made for. */
function keptFormat<Format>(make: (locale: string) => Format): () => Format {
  let latest: { readonly locale: string; readonly format: Format } | undefined;
  return () => {
    const locale = currentLocale();
    if (latest?.locale !== locale) latest = { locale, format: make(locale) };
    return latest.format;
  };
}

const sizeFormats = BYTE_UNITS.map((unit) =>
  keptFormat(
    (locale) =>
      new Intl.NumberFormat(locale, { style: "unit", unit, unitDisplay: "short", maximumSignificantDigits: 3 }),
  ),
);
const countFormat = keptFormat((locale) => new Intl.NumberFormat(locale));
const percentFormat = keptFormat((locale) => new Intl.NumberFormat(locale, { style: "percent" }));

const MINUTE = { hour: "2-digit", minute: "2-digit" } as const;
const SECOND = { ...MINUTE, second: "2-digit" } as const;
const DAY = { day: "numeric", month: "short" } as const;
const dateFormat = keptFormat((locale) => new Intl.DateTimeFormat(locale, { ...DAY, year: "numeric" }));
const minuteFormat = keptFormat((locale) => new Intl.DateTimeFormat(locale, MINUTE));
const secondFormat = keptFormat((locale) => new Intl.DateTimeFormat(locale, SECOND));
const dayMinuteFormat = keptFormat((locale) => new Intl.DateTimeFormat(locale, { ...DAY, ...MINUTE }));
const daySecondFormat = keptFormat((locale) => new Intl.DateTimeFormat(locale, { ...DAY, ...SECOND }));

/** `0 B`, `999 B`, `1.25 MB`; a kilobyte is 1,000 bytes, as Intl and the file programs of today mean it. */
export function formatBytes(bytes: number): string {
  let amount = bytes;
  let unitIndex = 0;
  while (amount >= NEXT_UNIT_AT && unitIndex < BYTE_UNITS.length - 1) {
    amount /= 1000;
    unitIndex++;
  }
  if (unitIndex === 0) return `${formatCount(Math.round(amount))} B`;
  return (sizeFormats[unitIndex]?.().format(amount) ?? String(bytes)).replace("kB", "KB");
}

/** `1.2 MB/s`; nothing where nothing moves, so that a busy row stands out. */
export const formatSpeed = (bytesPerSecond: number): string =>
  bytesPerSecond < 1 ? "" : `${formatBytes(bytesPerSecond)}/s`;

export const formatCount = (count: number): string => countFormat().format(count);

/** `150%`, or as the language writes it. */
export const formatPercent = (percent: number): string => percentFormat().format(percent / 100);

/** The time of day, with the date where it is not today's. */
export const formatTime = (moment: number, now: number): string =>
  (isSameDay(moment, now) ? minuteFormat() : dayMinuteFormat()).format(moment);

/** The time of day to the second, with the date where it is not today's. */
export const formatTimeWithSeconds = (moment: number, now: number): string =>
  (isSameDay(moment, now) ? secondFormat() : daySecondFormat()).format(moment);

/** The time of day alone. */
export const formatClock = (moment: number): string => secondFormat().format(moment);

const isSameDay = (one: number, other: number): boolean =>
  new Date(one).toDateString() === new Date(other).toDateString();

/** How long it has lasted, `0:07`, `12:40`, `1:05:09`; never below nothing, whatever the clocks say. */
export function formatElapsed(since: number, now: number): string {
  const whole = Math.max(0, Math.floor((now - since) / 1000));
  const [hours, minutes, seconds] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const twoDigits = (part: number): string => String(part).padStart(2, "0");
  return hours === 0 ? `${minutes}:${twoDigits(seconds)}` : `${hours}:${twoDigits(minutes)}:${twoDigits(seconds)}`;
}

/** How long a transfer took, `0.4 s`, `12 s`, `1:03`. */
export function formatTook(milliseconds: number): string {
  const seconds = Math.max(0, milliseconds) / 1000;
  return seconds < 60
    ? new Intl.NumberFormat(currentLocale(), {
        style: "unit",
        unit: "second",
        unitDisplay: "short",
        maximumFractionDigits: seconds < 10 ? 1 : 0,
      }).format(seconds)
    : formatElapsed(0, milliseconds);
}

/** Whole seconds until then, never below 0. */
export const secondsUntil = (moment: number, now: number): number => Math.max(0, Math.ceil((moment - now) / 1000));

const DURATION_UNITS = [
  [3_600_000, "hour"],
  [60_000, "minute"],
  [1_000, "second"],
] as const;

/** Roughly how long something lasted, `2 minutes`; at least a second. */
export function formatDuration(milliseconds: number): string {
  const [length, unit] = DURATION_UNITS.find(([length]) => milliseconds >= length) ?? [1_000, "second"];
  return new Intl.NumberFormat(currentLocale(), { style: "unit", unit, unitDisplay: "long" }).format(
    Math.max(1, Math.round(milliseconds / length)),
  );
}

/** `12 Apr 2027`. @param at milliseconds since 1970 */
export const formatDate = (at: number): string => dateFormat().format(at);
