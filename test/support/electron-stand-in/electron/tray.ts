import { EventEmitter } from "node:events";
import { existsSync } from "node:fs";
import { app } from "./app.js";
import { tellHost } from "./host-link.js";
import { Menu } from "./menu.js";

export class Tray extends EventEmitter {
  #icon: string;
  #tooltip = "";
  #menu = new Menu([]);
  #destroyed = false;

  constructor(image: string) {
    super();
    app.mustBeReady("Cannot create Tray");
    this.#icon = readable(image);
    this.#tell();
  }

  setImage(image: string): void {
    this.#icon = readable(image);
    this.#tell();
  }

  setToolTip(tooltip: string): void {
    this.#tooltip = tooltip;
    this.#tell();
  }

  setContextMenu(menu: Menu): void {
    if (!(menu instanceof Menu)) throw new TypeError("Error processing argument at index 0, conversion failure");
    this.#menu = menu;
    this.#tell();
  }

  isDestroyed = (): boolean => this.#destroyed;

  destroy(): void {
    this.#destroyed = true;
    tellHost({ kind: "tray", tray: undefined });
  }

  #tell(): void {
    if (this.#destroyed) throw new TypeError("Object has been destroyed");
    tellHost({ kind: "tray", tray: { icon: this.#icon, tooltip: this.#tooltip, menu: this.#menu.entries } });
  }
}

function readable(image: string): string {
  if (!existsSync(image)) throw new Error(`Failed to load image from path '${image}'`);
  return image;
}
