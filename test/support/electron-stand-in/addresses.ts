/**
 * Chromium does not know the app's own scheme, so the stand-in shows `culvert://app/x` as `http://app.culvert.localhost/x`:
 * as secure a context, and an origin of its own. Nothing listens there; every request is answered by the app's handler.
 */
export function shownAddress(address: string): string {
  const { protocol, host, pathname, search, hash } = new URL(address);
  return `http://${host}.${protocol.slice(0, -1)}.localhost${pathname}${search}${hash}`;
}

/** The way back; `undefined` for an address that is none of the app's. */
export function appAddress(shown: string): string | undefined {
  const match = /^http:\/\/([a-z0-9-]+)\.([a-z0-9-]+)\.localhost(\/.*)?$/.exec(shown);
  return match === null ? undefined : `${match[2] ?? ""}://${match[1] ?? ""}${match[3] ?? "/"}`;
}
