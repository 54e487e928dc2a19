import { Resvg } from "@resvg/resvg-js";

/** A square picture: four bytes a pixel, red green blue alpha with the alpha multiplied in, rows from the top; and the same as a PNG file. */
export interface Picture {
  readonly size: number;
  readonly pixels: Uint8Array;
  readonly png: Buffer;
}

/** A file that the drawing gives; the path is from the folder `assets`. */
export interface Drawn {
  readonly path: string;
  readonly bytes: Buffer;
}

/** @param size width and height in pixels */
export function render(svg: string, size: number): Picture {
  const image = new Resvg(svg, { fitTo: { mode: "width", value: size } }).render();
  return { size, pixels: image.pixels, png: image.asPng() };
}
