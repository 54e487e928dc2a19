/** What the app's process and the stand-in's host tell each other over node's IPC; arguments go by structured clone, as in Electron. */

export interface FrameFacts {
  readonly url: string;
  readonly isTop: boolean;
}

/** A menu entry as a person sees it; `id` names it in a click. */
export interface MenuEntry {
  readonly id: number;
  readonly type: "normal" | "separator" | "submenu";
  readonly label: string;
  readonly enabled: boolean;
  readonly submenu: readonly MenuEntry[];
}

export interface TrayFacts {
  readonly icon: string;
  readonly tooltip: string;
  readonly menu: readonly MenuEntry[];
}

/** A notification of the system's as a person sees it. */
export interface NotificationFacts {
  readonly number: number;
  readonly title: string;
  readonly body: string;
}

/** A message box of the system's: what it asks, and the buttons under it. */
export interface MessageBoxFacts {
  readonly message: string;
  readonly detail: string;
  readonly buttons: readonly string[];
}

/** Told by the app's process. */
export type FromApp =
  | {
      readonly kind: "window-made";
      readonly window: number;
      readonly preload: string | undefined;
      readonly width: number;
      readonly height: number;
    }
  | { readonly kind: "load"; readonly window: number; readonly url: string; readonly mayOpenWindows: boolean }
  | { readonly kind: "show" | "hide" | "focus" | "close"; readonly window: number }
  | { readonly kind: "zoom"; readonly window: number; readonly factor: number }
  | { readonly kind: "send"; readonly window: number; readonly channel: string; readonly args: readonly unknown[] }
  | { readonly kind: "tray"; readonly tray: TrayFacts | undefined }
  | { readonly kind: "notification"; readonly notification: NotificationFacts }
  | { readonly kind: "theme"; readonly source: "system" | "light" | "dark" }
  | { readonly kind: "open-dialog"; readonly dialog: number; readonly title: string }
  | { readonly kind: "message-box"; readonly dialog: number; readonly box: MessageBoxFacts }
  | { readonly kind: "answer"; readonly question: number; readonly outcome: Outcome };

/** What the host asks the app, each with its kind of value in the answer. */
export type HostQuestion =
  | {
      readonly kind: "invoke";
      readonly window: number;
      readonly frame: FrameFacts;
      readonly channel: string;
      readonly args: readonly unknown[];
    }
  | { readonly kind: "fetch"; readonly url: string; readonly method: string }
  /** May the page go there? */
  | { readonly kind: "navigate"; readonly window: number; readonly url: string; readonly isTop: boolean }
  | { readonly kind: "permission"; readonly window: number; readonly permission: string }
  | { readonly kind: "open-window"; readonly window: number; readonly url: string };

/** Told by the host. */
export type ToApp =
  | { readonly kind: "ask"; readonly question: number; readonly asks: HostQuestion }
  | { readonly kind: "loaded"; readonly window: number; readonly error?: string }
  /** A person closes the window. */
  | { readonly kind: "close-asked"; readonly window: number }
  | { readonly kind: "closed"; readonly window: number }
  /** The system sleeps, wakes or ends, by the name that Electron gives it. */
  | { readonly kind: "power"; readonly event: string }
  /** A person puts the window away, or takes it up again. */
  | { readonly kind: "minimize-asked" | "restore-asked"; readonly window: number }
  | { readonly kind: "notification-clicked"; readonly number: number }
  | { readonly kind: "menu-click"; readonly id: number }
  | {
      readonly kind: "dialog-answered";
      readonly dialog: number;
      readonly filePaths: readonly string[];
      readonly button: number;
    };

export type Outcome = { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly message: string };

/** What the app's protocol handler gave for a `fetch`. */
export interface Fetched {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}
