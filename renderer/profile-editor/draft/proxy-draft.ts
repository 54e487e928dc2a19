import { portOf } from "./typed-text.js";
import type { Proxy } from "../../../src/shared/profile/profile-schema.js";

/** A proxy while it is being edited; what was typed stays while another kind is tried. */
export interface ProxyDraft {
  readonly kind: Proxy["kind"] | "none";
  readonly host: string;
  readonly port: string;
  readonly username: string;
}

export const noProxy: ProxyDraft = { kind: "none", host: "", port: "", username: "" };

/** Where such a proxy usually listens. */
export const USUAL_PORT: Record<Proxy["kind"], string> = { http: "3128", socks5: "1080" };

export const proxyDraft = (proxy: Proxy | undefined): ProxyDraft =>
  proxy === undefined
    ? noProxy
    : { kind: proxy.kind, host: proxy.host, port: String(proxy.port), username: proxy.username ?? "" };

/** The proxy as the profile document has it. */
export const proxyOf = ({ kind, host, port, username }: ProxyDraft & { readonly kind: Proxy["kind"] }) => ({
  kind,
  host: host.trim(),
  port: portOf(port) ?? Number(USUAL_PORT[kind]),
  ...(username.trim() === "" ? {} : { username: username.trim() }),
});
