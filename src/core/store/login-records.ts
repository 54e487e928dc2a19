import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { withFileLock } from "./file-lock.js";
import { readJsonFile } from "./read-json-file.js";

/** A penalty lasts so long at most (sshd_config(5), PerSourcePenalties: max). Milliseconds. */
const MAX_PENALTY_MS = 600_000;
/** A connection that has not logged in by now waits for its user or its server, and keeps no other from beginning. Milliseconds. */
const MAX_PENDING_MS = 10_000;

const loginRecordSchema = z.object({
  /** When the offences of this computer that a server may have counted so far are forgotten. Milliseconds since 1970. */
  forgottenAt: z.number().default(0),
  /** Connections that have begun and of which nobody was let in yet, and when. */
  pending: z.array(z.object({ id: z.string(), at: z.number() })).default([]),
  /** When the gateway last said that it takes nobody from here; and when the latest connection after that began. */
  putOffAt: z.number().optional(),
  dialledAt: z.number().optional(),
});
const loginRecordsSchema = z.record(z.string(), loginRecordSchema);

/** What became of the latest logins at a gateway. Times are the wall clock's, which all processes of a computer share. */
export type LoginRecord = z.infer<typeof loginRecordSchema>;

/** The file of all processes of a data folder. */
export const loginRecordsPath = (folder: string): string => join(folder, "login-records.json");

/**
 * What became of the latest logins, by gateway, for all processes that share a data folder: they go by one small file, which
 * holds names of gateways and times. Where it cannot be written each process goes by its own.
 */
export class LoginRecords {
  #own = new Map<string, LoginRecord>();

  /** @param file left out where no other process is to know */
  constructor(private readonly file?: string) {}

  /**
   * Look at a gateway's record and change it, while no other process does. What is over is forgotten before, of all gateways.
   *
   * @param gateway as `formatEndpoint` gives it
   * @param now the wall clock's time
   * @param change of the record itself; it may be called twice
   * @returns what `change` gives
   */
  async change<T>(gateway: string, now: number, change: (record: LoginRecord) => T): Promise<T> {
    const { file } = this;
    if (file !== undefined)
      try {
        return await withFileLock(file, async () => {
          const records = readRecords(file);
          const before = format(records);
          const result = changeOne(records, gateway, now, change);
          const after = format(records);
          if (after !== before) await writeFile(file, after, { mode: 0o600 }); // whoever reads it holds the lock
          this.#own = records;
          return result;
        });
      } catch {
        // a folder that cannot be written to: what this process knows still counts
      }
    return changeOne(this.#own, gateway, now, change);
  }
}

const format = (records: ReadonlyMap<string, LoginRecord>): string => JSON.stringify(Object.fromEntries(records));

/** A damaged file counts as none: it is worth a few seconds' knowledge. */
function readRecords(file: string): Map<string, LoginRecord> {
  const content = readJsonFile(file);
  const reading = loginRecordsSchema.safeParse(content.kind === "json" ? content.value : {});
  return new Map(reading.success ? Object.entries(reading.data) : []);
}

function changeOne<T>(
  records: Map<string, LoginRecord>,
  gateway: string,
  now: number,
  change: (record: LoginRecord) => T,
): T {
  for (const record of records.values()) forgetOld(record, now);
  const changed = records.get(gateway) ?? { forgottenAt: 0, pending: [] };
  records.set(gateway, changed);
  const result = change(changed);
  for (const [name, { forgottenAt, pending, putOffAt }] of records)
    if (forgottenAt === 0 && pending.length === 0 && putOffAt === undefined) records.delete(name);
  return result;
}

/** What is over counts no longer; nor does what lies in the future, since the computer's clock was set back. */
function forgetOld(record: LoginRecord, now: number): void {
  const isYoung = (at: number | undefined, limit: number): boolean => at !== undefined && at <= now && now - at < limit;
  record.pending = record.pending.filter(({ at }) => isYoung(at, MAX_PENDING_MS));
  if (record.forgottenAt <= now || record.forgottenAt > now + MAX_PENALTY_MS) record.forgottenAt = 0;
  if (!isYoung(record.putOffAt, MAX_PENALTY_MS)) delete record.putOffAt;
  if (!isYoung(record.dialledAt, MAX_PENALTY_MS)) delete record.dialledAt;
}
