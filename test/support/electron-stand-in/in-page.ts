/**
 * What the stand-in runs inside a page: each function is sent as text, so it stands on nothing outside itself.
 *
 * As in Electron, the preload runs in a world of its own, which shares the document with the page but none of its objects;
 * `contextBridge` copies values between the two and lets functions be called across. The worlds talk by events whose names
 * the page does not know.
 */

/** One end of the bridge between the two worlds. */
export interface Bridge {
  expose(name: string, api: unknown): void;
}

/** Opens one end; both worlds run it. @param door the secret name of the events */
export function openBridge(me: "preload" | "page", door: string): Bridge {
  type Message =
    | { kind: "expose"; name: string; api: unknown }
    | { kind: "call"; fn: number; args: unknown[] }
    | { kind: "return"; value: unknown }
    | { kind: "throw"; message: string }
    | { kind: "settle"; promise: number; ok: boolean; value: unknown };
  const dispatch = window.dispatchEvent.bind(window);
  const functions: ((...args: unknown[]) => unknown)[] = [];
  const promises = new Map<number, { resolve: (value: unknown) => void; reject: (error: Error) => void }>();
  let promised = 0;
  let returned: Message | undefined;

  const say = (message: Message): void =>
    void dispatch(new CustomEvent(door + (me === "page" ? "preload" : "page"), { detail: JSON.stringify(message) }));

  function pack(value: unknown): unknown {
    if (value === undefined) return { $: "undefined" };
    if (typeof value === "function")
      return { $: "function", id: functions.push(value as (...args: unknown[]) => unknown) - 1 };
    if (typeof value === "symbol" || typeof value === "bigint") throw new Error("An object could not be cloned.");
    if (typeof value !== "object" || value === null) return value;
    if (value instanceof Promise) {
      const promise = ++promised;
      value.then(
        (result) => say({ kind: "settle", promise, ok: true, value: pack(result) }),
        (error: unknown) =>
          say({ kind: "settle", promise, ok: false, value: error instanceof Error ? error.message : String(error) }),
      );
      return { $: "promise", id: promise };
    }
    if (Array.isArray(value)) return value.map(pack);
    return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, pack(part)]));
  }

  function unpack(value: unknown): unknown {
    if (typeof value !== "object" || value === null) return value;
    if (Array.isArray(value)) return value.map(unpack);
    const { $: kind, id } = value as { $?: string; id?: number };
    if (kind === "undefined") return undefined;
    if (kind === "function") return (...args: unknown[]) => callAcross(id ?? -1, args);
    if (kind === "promise") return new Promise((resolve, reject) => promises.set(id ?? -1, { resolve, reject }));
    return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, unpack(part)]));
  }

  function callAcross(fn: number, args: unknown[]): unknown {
    say({ kind: "call", fn, args: args.map(pack) });
    const answer = returned;
    if (answer?.kind === "return") return unpack(answer.value);
    throw new Error(answer?.kind === "throw" ? answer.message : "The other world did not answer");
  }

  function freeze(value: unknown): unknown {
    if (typeof value === "object" && value !== null) Object.values(value).forEach(freeze);
    return Object.freeze(value);
  }

  window.addEventListener(door + me, (event) => {
    const message = JSON.parse((event as CustomEvent<string>).detail) as Message;
    switch (message.kind) {
      case "expose":
        Object.defineProperty(window, message.name, {
          value: freeze(unpack(message.api)),
          enumerable: true,
          writable: false,
          configurable: false,
        });
        break;
      case "call": {
        let answer: Message;
        try {
          answer = { kind: "return", value: pack(functions[message.fn]?.(...message.args.map(unpack))) };
        } catch (thrown) {
          answer = { kind: "throw", message: thrown instanceof Error ? thrown.message : String(thrown) };
        }
        say(answer);
        break;
      }
      case "return":
      case "throw":
        returned = message;
        break;
      case "settle": {
        const waiting = promises.get(message.promise);
        promises.delete(message.promise);
        if (message.ok) waiting?.resolve(unpack(message.value));
        else waiting?.reject(new Error(String(message.value)));
      }
    }
  });
  return { expose: (name, api) => say({ kind: "expose", name, api: pack(api) }) };
}

/** What `electron` means in a sandboxed preload, over the binding that reaches the host. @returns the preload's `require` */
export function preloadRequire(bridge: Bridge, bindingName: string): (name: string) => unknown {
  type Listener = (event: unknown, ...args: unknown[]) => void;
  const scope = globalThis as unknown as Record<string, unknown>;
  const reachHost = scope[bindingName] as (text: string) => void;
  const waiting = new Map<number, { resolve: (value: unknown) => void; reject: (error: Error) => void }>();
  const listeners = new Map<string, Listener[]>();
  let asked = 0;

  scope["standInHear"] = (
    message: { channel: string; args: unknown[] } | { call: number; ok: boolean; value: unknown },
  ): void => {
    if ("channel" in message) {
      for (const listener of [...(listeners.get(message.channel) ?? [])]) listener({}, ...message.args);
      return;
    }
    if (message.ok) waiting.get(message.call)?.resolve(message.value);
    else waiting.get(message.call)?.reject(new Error(String(message.value)));
    waiting.delete(message.call);
  };

  const ipcRenderer = {
    invoke(channel: string, ...args: unknown[]): Promise<unknown> {
      try {
        structuredClone(args);
      } catch {
        throw new Error("An object could not be cloned.");
      }
      const call = ++asked;
      const text = JSON.stringify({ call, channel, args }, (_key, value: unknown) =>
        value === undefined ? { $: "undefined" } : value,
      );
      return new Promise((resolve, reject) => {
        waiting.set(call, { resolve, reject });
        reachHost(text);
      });
    },
    on(channel: string, listener: Listener) {
      listeners.set(channel, [...(listeners.get(channel) ?? []), listener]);
      return ipcRenderer;
    },
    off(channel: string, listener: Listener) {
      listeners.set(
        channel,
        (listeners.get(channel) ?? []).filter((other) => other !== listener),
      );
      return ipcRenderer;
    },
  };
  const exposed = new Set<string>();
  const contextBridge = {
    exposeInMainWorld(name: string, api: unknown): void {
      if (exposed.has(name) || name in window)
        throw new Error("Cannot bind an API on top of an existing property on the window object");
      exposed.add(name);
      bridge.expose(name, api);
    },
  };
  return (name) => {
    if (name !== "electron") throw new Error(`module not found: ${name}`);
    return { contextBridge, ipcRenderer };
  };
}

/** `window.open` where the app denies every new window: it gives nothing, and the host is told of nothing it would do. */
export function refuseWindows(): void {
  Object.defineProperty(window, "open", { value: () => null });
}
