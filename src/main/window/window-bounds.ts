import type { BrowserWindow, Rectangle } from "electron";
import { z } from "zod";

const coordinate = z.number().int().min(-100_000).max(100_000);
const length = z.number().int().min(1).max(100_000);
const windowBoundsSchema = z.object({
  x: coordinate,
  y: coordinate,
  width: length,
  height: length,
  isMaximized: z.boolean(),
});

/** Where a window was, and how large, while it was neither maximized nor minimized. */
export type WindowBounds = z.output<typeof windowBoundsSchema>;

/** The file of the bounds, in the data folder; one that cannot be read counts as none. */
export const windowBoundsOptions = { name: "window", configFileMode: 0o600, clearInvalidConfig: true } as const;

/** Keeps the window's bounds over restarts. */
export class SavedWindowBounds {
  /** @param document the file's contents, as electron-store has them */
  constructor(private readonly document: { store: object }) {}

  /** The bounds as they were last kept; nothing where none was, or it makes no sense. */
  read(): WindowBounds | undefined {
    return windowBoundsSchema.safeParse(this.document.store).data;
  }

  /**
   * Keep where a window was when it is closed: where it was asked to be, and how far it has been moved and drawn since.
   * What a window says of itself is not what it was asked for: on X11 it is off by the frame, and would creep at each start.
   */
  follow(window: Pick<BrowserWindow, "once" | "on" | "getNormalBounds" | "isMaximized">, requested: Rectangle): void {
    let settled: Rectangle | undefined;
    window.once("focus", () => {
      settled = window.getNormalBounds();
    }); // before that nobody has moved it
    window.on("close", () => {
      const bounds = settled === undefined ? requested : changedAlike(requested, settled, window.getNormalBounds());
      this.document.store = { ...bounds, isMaximized: window.isMaximized() } satisfies WindowBounds;
    });
  }
}

const changedAlike = (requested: Rectangle, from: Rectangle, to: Rectangle): Rectangle => ({
  x: requested.x + to.x - from.x,
  y: requested.y + to.y - from.y,
  width: requested.width + to.width - from.width,
  height: requested.height + to.height - from.height,
});

/** In the middle of a screen. */
export const centred = ({ width, height }: Pick<Rectangle, "width" | "height">, workArea: Rectangle): Rectangle => ({
  x: workArea.x + Math.round((workArea.width - width) / 2),
  y: workArea.y + Math.round((workArea.height - height) / 2),
  width,
  height,
});

/**
 * Bounds on a screen that may be smaller than the one they were kept on, or elsewhere.
 *
 * @param workArea the part of the screen that no panel takes up @returns no larger than the screen, and wholly on it
 */
export function fitWithin<P extends Rectangle>(bounds: P, workArea: Rectangle): P {
  const width = Math.min(bounds.width, workArea.width);
  const height = Math.min(bounds.height, workArea.height);
  return {
    ...bounds,
    width,
    height,
    x: clamp(bounds.x, workArea.x, workArea.x + workArea.width - width),
    y: clamp(bounds.y, workArea.y, workArea.y + workArea.height - height),
  };
}

const clamp = (value: number, minimum: number, maximum: number): number => Math.min(Math.max(value, minimum), maximum);
