import fc from "fast-check";
import { posix } from "node:path";
import { describe, expect, it } from "vitest";
import { fitsOnLine, joinPath, quotedPath, resolvePath, splitPath } from "../../../src/core/sftp/remote-path.js";

const step = fc.constantFrom("", ".", "..", "~", "a", "b c", "naïve", "...", "-x", 'q"uote', "/");
const written = fc.array(step, { maxLength: 8 }).map((steps) => steps.join("/"));
const folder = fc.array(fc.constantFrom("a", "b", "c d"), { maxLength: 4 }).map((steps) => `/${steps.join("/")}`);

/** The model: node's own paths, with the home folder put in for the tilde first. */
function model(current: string, asked: string, home: string): string {
  const expanded = asked === "~" || asked.startsWith("~/") ? home + asked.slice(1) : asked;
  const path = posix.resolve(current, expanded === "" ? "." : expanded);
  return path.length > 1 ? path.replace(/\/$/, "") : path;
}

describe("resolvePath", () => {
  it.each([
    { asked: "a.txt", path: "/home/olive/a.txt" },
    { asked: "", path: "/home/olive" },
    { asked: "/", path: "/" },
    { asked: "..", path: "/home" },
    { asked: "../../../..", path: "/" },
    { asked: "//pub//x//", path: "/pub/x" },
    { asked: "~", path: "/root" },
    { asked: "~/www", path: "/root/www" },
    { asked: "~olive", path: "/home/olive/~olive" },
    { asked: " two  blanks ", path: "/home/olive/ two  blanks " },
    { asked: "./a/./b/..", path: "/home/olive/a" },
  ])("takes $asked in /home/olive for $path", ({ asked, path }) => {
    expect(resolvePath("/home/olive", asked, "/root")).toBe(path);
  });

  it("does what node's posix paths do, whatever is written", () => {
    fc.assert(
      fc.property(folder, written, folder, (current, asked, home) => {
        expect(resolvePath(current, asked, home)).toBe(model(current, asked, home));
      }),
    );
  });

  it("gives an absolute path that is its own resolution, without an empty step", () => {
    fc.assert(
      fc.property(folder, written, (current, asked) => {
        const path = resolvePath(current, asked, "/root");
        expect(resolvePath("/elsewhere", path, "/root")).toBe(path);
        expect(path).toMatch(/^\/(?:[^/]+(?:\/[^/]+)*)?$/);
      }),
    );
  });

  it("is put together again from its two parts", () => {
    fc.assert(
      fc.property(folder, written, (current, asked) => {
        const path = resolvePath(current, asked, "/");
        const { folder: above, name } = splitPath(path);
        expect(path === "/" ? "/" : joinPath(above, name)).toBe(path);
      }),
    );
  });
});

describe("quotePath", () => {
  it("doubles the quotes inside, as a client undoes it", () => {
    expect(quotedPath('/a "b" c')).toBe('"/a ""b"" c"');
  });
});

it.each(["\0", "\r", "\n", "\r\n"])("a name with %j does not fit on a line of FTP", (sign) => {
  expect([fitsOnLine(`a${sign}226 Done`), fitsOnLine("a b\t\xff")]).toEqual([false, true]);
});
