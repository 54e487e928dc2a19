import { describe, expect, it } from "vitest";
import { settingsLocations } from "../../../src/core/import/settings-locations.js";

const found = (
  machine: Partial<Parameters<typeof settingsLocations>[0]> & {
    readonly platform: NodeJS.Platform;
    readonly home: string;
  },
  isThere: (path: string) => boolean = () => true,
): string[] => settingsLocations({ env: {}, isThere, ...machine }).map(({ source, path }) => `${source} ${path}`);

describe("where programs keep their settings", () => {
  it("is each program's own folder on Linux, the older places too", () => {
    expect(found({ platform: "linux", home: "/home/olive" })).toEqual([
      "openssh /home/olive/.ssh/config",
      "putty /home/olive/.putty/sessions",
      "putty /home/olive/.config/putty/sessions",
      "filezilla /home/olive/.config/filezilla/sitemanager.xml",
      "filezilla /home/olive/.filezilla/sitemanager.xml",
      "winscp /home/olive/.config/WinSCP.ini",
    ]);
  });

  it("follows XDG_CONFIG_HOME, and APPDATA on Windows, where the registry is asked too", () => {
    expect(found({ platform: "linux", home: "/home/olive", env: { XDG_CONFIG_HOME: "/conf" } })).toContain(
      "filezilla /conf/filezilla/sitemanager.xml",
    );
    const windows = found({ platform: "win32", home: "C:\\Users\\olive", env: { APPDATA: "D:\\Roaming" } });
    expect(windows).toEqual(
      expect.arrayContaining([
        "openssh C:\\Users\\olive\\.ssh\\config",
        "filezilla D:\\Roaming\\FileZilla\\sitemanager.xml",
        "winscp D:\\Roaming\\WinSCP.ini",
        "kitty D:\\Roaming\\KiTTY\\Sessions",
        "putty registry:putty",
        "kitty registry:kitty",
        "winscp registry:winscp",
      ]),
    );
    expect(found({ platform: "win32", home: "C:\\Users\\olive" })).toContain(
      "winscp C:\\Users\\olive\\AppData\\Roaming\\WinSCP.ini",
    );
  });

  it("names only what is there", () => {
    expect(found({ platform: "darwin", home: "/Users/olive" }, (path) => path.endsWith(".ssh/config"))).toEqual([
      "openssh /Users/olive/.ssh/config",
    ]);
    expect(found({ platform: "win32", home: "C:\\Users\\olive" }, () => false)).toEqual([
      "putty registry:putty",
      "kitty registry:kitty",
      "winscp registry:winscp",
    ]);
  });
});
