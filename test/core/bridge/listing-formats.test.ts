import { FileType, type FileInfo } from "basic-ftp";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseList } from "../../../node_modules/basic-ftp/dist/parseList.js";
import { formatListLine } from "../../../src/core/bridge/listing/list-line.js";
import {
  selectFacts,
  FACTS,
  formatFacts,
  parseFactTime,
  formatFactList,
  formatFactTime,
} from "../../../src/core/bridge/listing/mlst-facts.js";
import { toDirectoryEntry, type DirectoryEntry } from "../../../src/core/sftp/directory-entry.js";

const NOW = Date.UTC(2026, 10, 22, 14, 7, 16);

/** Any name that a listing's line can hold; those that begin with a blank no reader of LIST can tell from its padding. */
const name = fc
  .string({ unit: "grapheme", minLength: 1, maxLength: 30 })
  .filter(
    (text) =>
      !/[\0-\x1f\x7f/\u2028\u2029]/.test(text) &&
      !/^\s|\s$/.test(text) &&
      text !== "." &&
      text !== ".." &&
      !text.includes(" -> "),
  );
const second = fc.integer({ min: 0, max: 4_000_000_000 }).map((seconds) => seconds * 1000);
const word = fc.stringMatching(/^[a-z_][a-z0-9_-]{0,15}$/);
const entry = fc.record({
  name,
  kind: fc.constantFrom<DirectoryEntry["kind"]>("file", "folder"),
  size: fc.nat({ max: Number.MAX_SAFE_INTEGER }),
  mode: fc.nat({ max: 0o777 }),
  uid: fc.nat(),
  gid: fc.nat(),
  owner: word,
  group: word,
  links: fc.integer({ min: 1, max: 9999 }),
  modified: second,
});
const link = fc
  .record({ entry, target: name.filter((text) => !/[^\S ]/.test(text)) }) // basic-ftp takes any other white space for the end of the facts
  .map(({ entry: made, target }): DirectoryEntry => ({ ...made, kind: "link", target }));
const anyEntry: fc.Arbitrary<DirectoryEntry> = fc.oneof(entry, link);

const typeOf = ({ kind }: DirectoryEntry) =>
  kind === "folder" ? FileType.Directory : kind === "link" ? FileType.SymbolicLink : FileType.File;
const bits = (mode: number) => ({ user: (mode >> 6) & 7, group: (mode >> 3) & 7, world: mode & 7 });
const only = (list: readonly FileInfo[]): FileInfo => {
  const [found] = list;
  if (found === undefined || list.length !== 1) throw new Error(`${list.length} entries`);
  return found;
};

describe("a line of LIST", () => {
  it("is read by basic-ftp as what it says", () => {
    fc.assert(
      fc.property(anyEntry, (made) => {
        const read = only(parseList(`${formatListLine(made, NOW)}\r\n`));
        expect(read).toMatchObject({
          name: made.name,
          type: typeOf(made),
          size: made.size,
          user: made.owner,
          group: made.group,
          hardLinkCount: made.links,
          permissions: bits(made.mode),
        });
        expect(read.link).toBe(made.target);
      }),
    );
  });

  it("has the time of the last half year and of today's clock that runs ahead, else the year", () => {
    const at = (modified: number) =>
      formatListLine({ ...toDirectoryEntry("a", { mode: 0o100644, size: 5 }), modified }, NOW).slice(-14);
    expect(at(NOW)).toBe("Nov 22 14:07 a".slice(-14));
    expect(at(NOW + 3_600_000)).toBe("Nov 22 15:07 a");
    expect(at(Date.UTC(2026, 5, 1, 3, 4))).toBe("Jun  1 03:04 a");
    expect(at(Date.UTC(2025, 2, 3, 3, 4))).toBe("Mar  3  2025 a");
    expect(at(Date.UTC(2031, 0, 1))).toBe("Jan  1  2031 a");
  });

  it.each([
    { mode: 0o104755, says: "-rwsr-xr-x" },
    { mode: 0o102644, says: "-rw-r-Sr--" },
    { mode: 0o041777, says: "drwxrwxrwt" },
    { mode: 0o120777, says: "lrwxrwxrwx" },
  ])("writes the mode as $says", ({ mode, says }) => {
    expect(formatListLine(toDirectoryEntry("x", { mode }), NOW).slice(0, 10)).toBe(says);
  });

  it("takes the owner's and the group's name from the server's own line", () => {
    const read = toDirectoryEntry(
      "pub",
      { mode: 0o040755, uid: 1000, gid: 100, size: 4096, mtime: 5 },
      "drwxr-xr-x    2 olive    users   4096 Nov 22 14:07 pub",
    );
    expect(read).toMatchObject({ owner: "olive", group: "users", links: 2, kind: "folder", modified: 5000 });
    expect(toDirectoryEntry("pub", { uid: 1000, gid: 100 }, "pub")).toMatchObject({
      owner: "1000",
      group: "100",
      links: 1,
    });
  });
});

describe("a line of MLSD", () => {
  const all = new Set(FACTS);

  it("is read by basic-ftp as what it says, to the second", () => {
    fc.assert(
      fc.property(anyEntry, (made) => {
        const read = only(parseList(`${formatFacts(made, "/pub", all)}\r\n`));
        expect(read).toMatchObject({
          name: made.name,
          type: typeOf(made),
          user: made.owner,
          group: made.group,
          permissions: bits(made.mode),
        });
        expect(read.modifiedAt?.getTime()).toBe(made.modified);
        if (made.kind === "file") expect(read.size).toBe(made.size);
        expect(read.link).toBe(made.target === undefined || /[; ]/.test(made.target) ? undefined : made.target);
      }),
    );
  });

  it("has one unique fact for one path, and another for any other", () => {
    const unique = (folder: string, named: string) =>
      /unique=([^;]+)/.exec(formatFacts(toDirectoryEntry(named, {}), folder, all))?.[1];
    expect(unique("/a", "b")).toBe(unique("/a", "b"));
    expect(new Set([unique("/a", "b"), unique("/a", "c"), unique("/b", "b"), unique("/", "b")]).size).toBe(4);
  });

  it.each(["a;b", "a b", "a\tb"])("leaves a link's target %j unnamed, since it would end the fact", (target) => {
    expect(formatFacts({ ...toDirectoryEntry("l", { mode: 0o120777 }), target }, "/", new Set(["type"]))).toBe(
      "type=OS.unix=symlink; l",
    );
  });

  it("tells the facts that were chosen, and no others", () => {
    const chosen = selectFacts("Size;MODIFY;none;");
    expect(formatFacts(toDirectoryEntry("a b", { size: 7, mtime: 0, mode: 0o100600 }), "/", chosen)).toBe(
      "size=7;modify=19700101000000; a b",
    );
    expect(formatFactList(chosen)).toBe("type;size*;modify*;unique;UNIX.mode;UNIX.owner;UNIX.group;");
  });
});

describe("a time of MDTM and MFMT", () => {
  it("comes back as it went", () => {
    fc.assert(
      fc.property(second, (time) => {
        expect(parseFactTime(formatFactTime(time))).toBe(time);
      }),
    );
  });
  it.each(["2026112214071", "20261322000000", "20260230000000", "20260101250000", "yesterday", ""])(
    "is not read from %j",
    (text) => {
      expect(parseFactTime(text)).toBeUndefined();
    },
  );
});
