import { expect, it } from "vitest";
import { markOf, marksIn } from "./marks.js";

const mark = markOf("password");

it.each([
  { how: "as it is", text: `a ${mark} b` },
  { how: "in base64, at offset 0", text: Buffer.from(mark).toString("base64") },
  { how: "in base64, within more", text: Buffer.from(`x${mark}yz`).toString("base64") },
  { how: "in base64, within more again", text: Buffer.from(`xy${mark}z`).toString("base64url") },
  { how: "in hex", text: Buffer.from(`x${mark}`).toString("hex") },
  { how: "in UTF-16", text: Buffer.from(`x${mark}`, "utf16le") },
])("a mark is found $how", ({ text }) => {
  expect(marksIn(text, [mark, markOf("other")])).toEqual([mark]);
});
