import { expect, it } from "vitest";
import { dataFolder } from "../../../src/core/store/data-folder.js";

it.each([
  ["linux", "/home/olive", {}, "/home/olive/.config/Culvert"],
  ["linux", "/home/olive", { XDG_CONFIG_HOME: "/elsewhere" }, "/elsewhere/Culvert"],
  ["linux", "/home/olive", { XDG_CONFIG_HOME: "" }, "/home/olive/.config/Culvert"],
  ["linux", "/home/olive", { XDG_CONFIG_HOME: "conf" }, "/home/olive/.config/Culvert"],
  ["darwin", "/Users/olive", {}, "/Users/olive/Library/Application Support/Culvert"],
  ["win32", "C:\\Users\\olive", { APPDATA: "D:\\Roaming" }, "D:\\Roaming\\Culvert"],
  ["win32", "C:\\Users\\olive", {}, "C:\\Users\\olive\\AppData\\Roaming\\Culvert"],
] as const)("on %s with home %s and %j the data folder is %s", (platform, home, env, folder) => {
  expect(dataFolder({ platform, home, env })).toBe(folder);
});
