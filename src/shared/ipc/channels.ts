import type { CallName, NewsName } from "./contract.js";

/** The channels that the two processes use, made from the contract's names and nowhere else; apart from it, so that the preload carries no schemas. */
export const callChannel = (name: CallName): string => `ask:${name}`;
export const newsChannel = (name: NewsName): string => `news:${name}`;
