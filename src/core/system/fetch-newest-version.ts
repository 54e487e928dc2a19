import { z } from "zod";

/** What the address that is asked for the newest version answers: JSON, `{"version":"0.2.0"}`; more fields may stand beside it. */
const feedSchema = z.object({ version: z.string().regex(/^\d{1,6}\.\d{1,6}\.\d{1,6}$/) });
const MAX_FEED_BYTES = 65_536;
/** Milliseconds. */
const FEED_TIMEOUT_MS = 30_000;

/**
 * The address that is asked for the newest version, as it was given to the build.
 *
 * @returns nothing where none was given, or one that is neither https nor http on this computer
 */
export function feedAddress(given: string): URL | undefined {
  if (!URL.canParse(given)) return undefined;
  const address = new URL(given);
  const isLocal = address.protocol === "http:" && /^(?:127\.0\.0\.1|\[::1\])$/.test(address.hostname);
  return address.protocol === "https:" || isLocal ? address : undefined;
}

/**
 * Ask once which version is the newest: a GET without cookies, parameters or a body. A redirect is not followed.
 *
 * @returns `0.2.0`
 * @throws whatever keeps it from an answer: the network, a status other than 200, or a text that is no version
 */
export async function fetchNewestVersion(feed: URL, fetchText: typeof fetch): Promise<string> {
  const response = await fetchText(feed.href, {
    redirect: "error",
    credentials: "omit",
    cache: "no-store",
    referrerPolicy: "no-referrer",
    signal: AbortSignal.timeout(FEED_TIMEOUT_MS),
  });
  if (response.status !== 200) throw new Error(`the feed answered ${response.status}`);
  return feedSchema.parse(JSON.parse(await readAtMost(response, MAX_FEED_BYTES))).version;
}

async function readAtMost({ body }: Response, most: number): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  const reader = body?.getReader();
  for (let read = await reader?.read(); read?.done === false; read = await reader?.read()) {
    chunks.push(read.value);
    bytes += read.value.length;
    if (bytes > most) {
      await reader?.cancel();
      throw new Error("the feed's answer is too long");
    }
  }
  return Buffer.concat(chunks).toString("utf8");
}

/** Whether a version, `0.2.0`, is a later one than another. */
export function isLaterVersion(version: string, than: string): boolean {
  const [one, other] = [version, than].map((text) => text.split(/[.+-]/, 3).map(Number));
  const index = one?.findIndex((number, at) => number !== other?.[at]) ?? -1;
  return index !== -1 && (one?.[index] ?? 0) > (other?.[index] ?? 0);
}
