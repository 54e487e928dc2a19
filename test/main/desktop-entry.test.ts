import { mkdirSync, writeFileSync } from "node:fs";
import { expect, it, onTestFinished } from "vitest";
import { desktopEntryName } from "../../src/main/desktop-entry.js";
import { tempFolder } from "../support/fixtures/temp-folder.js";

it("names a program as its desktop entry does, the user's own before the system's, else as its file", () => {
  const folder = tempFolder();
  onTestFinished(() => folder.remove());
  const write = (path: string, id: string, text: string): void => {
    mkdirSync(folder.file(`${path}/applications`), { recursive: true });
    writeFileSync(folder.file(`${path}/applications/${id}`), text);
  };
  write(
    "system",
    "filezilla.desktop",
    "[Desktop Entry]\nName[de]=Dateizilla\nName=FileZilla\n[Desktop Action new]\nName=New\n",
  );
  write("system", "org.gnome.Nautilus.desktop", "[Desktop Entry]\nName = Files\n");
  write("user", "org.gnome.Nautilus.desktop", "[Desktop Entry]\nName=My files\n");
  const env = {
    XDG_DATA_HOME: folder.file("user"),
    XDG_DATA_DIRS: `${folder.file("nowhere")}:${folder.file("system")}`,
  };
  expect(
    ["filezilla.desktop", "org.gnome.Nautilus.desktop", "gftp.desktop"].map((id) => desktopEntryName(id, env)),
  ).toEqual(["FileZilla", "My files", "gftp"]);
});
