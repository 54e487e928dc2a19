/** An address of every interface, in whichever way it is written. */
export const isWildcardHost = (host: string): boolean =>
  ["", "*", "0.0.0.0", "0"].includes(host) || isIpv6WildcardHost(host);

/** Whether a host is this computer alone: nobody else reaches what listens there. */
export const isLoopback = (host: string): boolean =>
  host.toLowerCase() === "localhost" || host === "::1" || IPV4_LOOPBACK.test(host);

/** What a program on this computer dials to reach what listens there: everywhere is no address to dial. */
export const dialHostFor = (host: string): string =>
  isIpv6WildcardHost(host) ? "::1" : isWildcardHost(host) ? "127.0.0.1" : host;

const isIpv6WildcardHost = (host: string): boolean => /^[0:]*:[0:]*$/.test(host);

const IPV4_LOOPBACK = /^127(?:\.(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)){3}$/;
