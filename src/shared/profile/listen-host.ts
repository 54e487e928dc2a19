/** An address of every interface, in whichever way it is written. */
export const isEverywhere = (host: string): boolean => ["", "*", "0.0.0.0", "0"].includes(host) || isEverywhere6(host);

/** Whether a host is this computer alone: nobody else reaches what listens there. */
export const isLoopback = (host: string): boolean => host.toLowerCase() === "localhost" || host === "::1" || LOOPBACK_4.test(host);

/** What a program on this computer dials to reach what listens there: everywhere is no address to dial. */
export const dialledHere = (host: string): string => (isEverywhere6(host) ? "::1" : isEverywhere(host) ? "127.0.0.1" : host);

const isEverywhere6 = (host: string): boolean => /^[0:]*:[0:]*$/.test(host);

const LOOPBACK_4 = /^127(?:\.(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)){3}$/;
