import { isFileDropItem, type DropItem } from "react-aria-components";
import { MAX_FILE_BYTES, type DroppedFile } from "../../src/shared/import-export/import-candidate.js";

/** What was dropped, read here: the window may read what is dropped on it, and nothing else of the disk. Folders are passed over. */
export const readDroppedFiles = (items: readonly DropItem[]): Promise<DroppedFile[]> =>
  Promise.all(
    items.filter(isFileDropItem).map(async (item) => {
      const file = await item.getFile();
      return {
        name: file.name.slice(0, 255),
        size: file.size,
        base64: file.size > MAX_FILE_BYTES ? "" : base64Of(new Uint8Array(await file.arrayBuffer())),
      };
    }),
  );

/** In pieces: a call takes only so many arguments. */
function base64Of(bytes: Uint8Array): string {
  let latin1 = "";
  for (let at = 0; at < bytes.length; at += 0x8000) latin1 += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  return btoa(latin1);
}
