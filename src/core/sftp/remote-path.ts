/**
 * The absolute path that a client means. `..` is taken off the written path, as shells do, and never leads above the
 * root; `~` alone or before a slash is the login folder. What comes out has no `.`, `..`, `//` or trailing slash.
 *
 * @param folder the current folder, absolute
 * @param home the login folder, absolute
 */
export function resolvePath(folder: string, path: string, home: string): string {
  const isFromHome = path === "~" || path.startsWith("~/");
  const absolutePath = isFromHome ? `${home}/${path.slice(1)}` : path.startsWith("/") ? path : `${folder}/${path}`;
  const segments: string[] = [];
  for (const segment of absolutePath.split("/")) {
    if (segment === "..") segments.pop();
    else if (segment !== "" && segment !== ".") segments.push(segment);
  }
  return `/${segments.join("/")}`;
}

/** `/pub/a.txt` is `a.txt` in `/pub`; the root is nothing in itself. */
export function splitPath(path: string): { readonly folder: string; readonly name: string } {
  const slash = path.lastIndexOf("/");
  return { folder: slash <= 0 ? "/" : path.slice(0, slash), name: path.slice(slash + 1) };
}

/** A name in a folder. */
export const joinPath = (folder: string, name: string): string => (folder === "/" ? `/${name}` : `${folder}/${name}`);

/** A path in a 257: quotes inside are doubled (RFC 959, appendix II). */
export const quotedPath = (path: string): string => `"${path.replaceAll('"', '""')}"`;

/** Whether a name can travel on a line of a control or a listing: FTP has no way to write these (RFC 3659, section 2.2). */
export const fitsOnLine = (name: string): boolean => !/[\0\r\n]/.test(name);
