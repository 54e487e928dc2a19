/** The text of a `.reg` file that sets values of one key: numbers as double words, texts as strings. @param key whole, `HKEY_CURRENT_USER\\...` */
export const formatRegText = (key: string, values: Readonly<Record<string, string | number>>): string =>
  [
    "Windows Registry Editor Version 5.00",
    "",
    `[${key}]`,
    ...Object.entries(values).map(([name, value]) => `"${name}"=${formatRegValue(value)}`),
    "",
    "",
  ].join("\r\n");

const formatRegValue = (value: string | number): string =>
  typeof value === "number" ? `dword:${value.toString(16).padStart(8, "0")}` : `"${value.replace(/["\\]/g, "\\$&")}"`;

/** A `.reg` file's bytes as regedit and `reg.exe` read and write them: UTF-16, little end first, with one byte order mark. */
export const encodeRegText = (text: string): Buffer => Buffer.from(`\ufeff${text.replace(/^\ufeff/, "")}`, "utf16le");
