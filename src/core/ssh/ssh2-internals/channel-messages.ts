import type { Channel, Client } from "ssh2";
import type { ChannelEnds } from "./protocol.js";

/** Asked before ssh2 acts on what the gateway says of channels; `false` keeps it from ssh2. */
export interface ChannelMessageGuard {
  /** The gateway asks for something that will be answered. */
  onRequest(): boolean;
  /** The gateway opens a channel, or confirms one. @param maxPacketBytes the bytes that it takes in one packet */
  onOpen(maxPacketBytes: number): boolean;
  /** @param window what it might still have sent */
  onData(bytes: number, window: number): boolean;
}

interface Handlers {
  readonly GLOBAL_REQUEST: (...args: readonly unknown[]) => void;
  readonly CHANNEL_OPEN: (protocol: unknown, opened: { readonly packetSize: number }) => void;
  readonly CHANNEL_OPEN_CONFIRMATION: (protocol: unknown, opened: { readonly packetSize: number }) => void;
  readonly CHANNEL_DATA: (protocol: unknown, channel: number, data: Buffer) => void;
  readonly CHANNEL_EXTENDED_DATA: (protocol: unknown, channel: number, data: Buffer, type: number) => void;
}

interface Ssh2Internals {
  readonly _protocol: { readonly _handlers: Handlers };
  readonly _chanMgr: { get(channel: number): (Channel & Partial<ChannelEnds>) | undefined };
}

/** @returns whether ssh2 fits; else nothing is asked and all goes to ssh2 */
export function guardChannelMessages(client: Client, messages: ChannelMessageGuard): boolean {
  const { _protocol: protocol, _chanMgr: channels } = client as unknown as Partial<Ssh2Internals>;
  const handlers = protocol?._handlers;
  if (handlers === undefined || typeof channels?.get !== "function") return false;
  const {
    GLOBAL_REQUEST: request,
    CHANNEL_OPEN: open,
    CHANNEL_OPEN_CONFIRMATION: confirm,
    CHANNEL_DATA: data,
    CHANNEL_EXTENDED_DATA: extended,
  } = handlers;
  if ([request, open, confirm, data, extended].some((handle) => typeof handle !== "function")) return false;
  const fits = (channel: number, { length }: Buffer): boolean => {
    const window = channels.get(channel)?.incoming?.window;
    return window === undefined || messages.onData(length, window);
  };
  Object.assign(handlers, {
    GLOBAL_REQUEST: (...args) => {
      if (messages.onRequest()) request(...args);
    },
    CHANNEL_OPEN: (from, opened) => {
      if (messages.onRequest() && messages.onOpen(opened.packetSize)) open(from, opened);
    },
    CHANNEL_OPEN_CONFIRMATION: (from, opened) => {
      if (messages.onOpen(opened.packetSize)) confirm(from, opened);
    },
    CHANNEL_DATA: (from, channel, chunk) => {
      if (fits(channel, chunk)) data(from, channel, chunk);
    },
    CHANNEL_EXTENDED_DATA: (from, channel, chunk, type) => {
      if (fits(channel, chunk)) extended(from, channel, chunk, type);
    },
  } satisfies Handlers);
  return true;
}

/** Told once ssh2 has acted on what the gateway says. */
export interface MessageObserver {
  /** Bytes of a channel. @param channel nothing where ssh2 knows none of that number */
  onData(channel: Channel | undefined): void;
  /** Anything else of which somebody might keep a part. */
  onOther(): void;
}

/** Their fields are numbers alone: nobody can keep bytes of them. */
const NUMERIC_MESSAGES = new Set([
  "CHANNEL_WINDOW_ADJUST",
  "CHANNEL_SUCCESS",
  "CHANNEL_FAILURE",
  "CHANNEL_EOF",
  "CHANNEL_CLOSE",
]);

/** @returns whether ssh2 fits; else nothing is told */
export function observeMessages(client: Client, observer: MessageObserver): boolean {
  const { _protocol: protocol, _chanMgr: channels } = client as unknown as Partial<Ssh2Internals>;
  const handlers = protocol?._handlers as unknown as
    Record<string, ((...args: readonly unknown[]) => void) | undefined> | undefined;
  if (typeof handlers?.["CHANNEL_DATA"] !== "function" || typeof channels?.get !== "function") return false;
  for (const [name, handle] of Object.entries(handlers)) {
    if (handle === undefined || NUMERIC_MESSAGES.has(name)) continue;
    handlers[name] =
      name !== "CHANNEL_DATA"
        ? (...args) => {
            observer.onOther();
            handle(...args);
          }
        : (from, id, data) => {
            handle(from, id, data);
            observer.onData(channels.get(id as number));
          };
  }
  return true;
}
