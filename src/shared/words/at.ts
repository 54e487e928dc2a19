/** `gateway:22`; an IPv6 address gets its brackets. */
export const at = ({ host, port }: { readonly host: string; readonly port: number }): string => (host.includes(":") ? `[${host}]:${port}` : `${host}:${port}`);
