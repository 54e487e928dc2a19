import { readFile } from "node:fs/promises";
import { extname, join, relative, resolve, sep } from "node:path";

/** The scheme of the app's own pages: a standard, secure origin of its own, so that no `file://` privilege is needed. */
export const APP_SCHEME = "culvert";
export const APP_PAGE = `${APP_SCHEME}://app/index.html`;

/** Whether an address is a page of the app; what the window may show, and who may ask over IPC. */
export function isAppPage(address: string): boolean {
  if (!URL.canParse(address)) return false;
  const { protocol, host, username, password } = new URL(address);
  return protocol === `${APP_SCHEME}:` && host === "app" && username === "" && password === "";
}

/** Nothing but the app's own files; no inline script, no frame, no connection anywhere. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join("; ");

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".woff2": "font/woff2",
  ".json": "application/json",
};

/**
 * Serve the window's files out of one folder, for `protocol.handle`.
 *
 * @param folder the built renderer @returns 404 for whatever is not a file of a known type inside it, however the path is written
 */
export const serveFolder =
  (folder: string) =>
  async (request: Request): Promise<Response> => {
    const file =
      isAppPage(request.url) && request.method === "GET"
        ? resolveInFolder(folder, new URL(request.url).pathname)
        : undefined;
    const type = file === undefined ? undefined : CONTENT_TYPES[extname(file)];
    if (file === undefined || type === undefined) return notFound();
    try {
      return new Response(await readFile(file), { headers: { ...HEADERS, "content-type": type } });
    } catch {
      return notFound();
    }
  };

const HEADERS = {
  "content-security-policy": CONTENT_SECURITY_POLICY,
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
  "cross-origin-opener-policy": "same-origin",
};
const notFound = (): Response => new Response("Not found", { status: 404, headers: HEADERS });

function resolveInFolder(folder: string, pathname: string): string | undefined {
  try {
    const file = resolve(join(folder, decodeURIComponent(pathname)));
    const within = relative(folder, file);
    return within === "" || within === ".." || within.startsWith(`..${sep}`) || resolve(within) === within
      ? undefined
      : file;
  } catch {
    return undefined; // a malformed %-escape
  }
}
