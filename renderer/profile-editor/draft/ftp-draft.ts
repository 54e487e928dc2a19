import { LOOPBACK } from "../../../src/shared/profile/field-schemas.js";
import { DEFAULT_CONTROL_PORT, type Ftp } from "../../../src/shared/profile/profile-schema.js";
import { deviceDraft, deviceFieldsOf, USUAL_DEVICES, type DeviceDraft } from "./device-draft.js";
import {
  clientTlsDraft,
  clientTlsOf,
  NO_TLS,
  tlsDraft,
  tlsOf,
  USUAL_CLIENT_TLS,
  type ClientTlsDraft,
  type TlsDraft,
} from "./tls-draft.js";
import { orDefault, portOf } from "./typed-text.js";

/** How a profile carries FTP, or that it carries none. */
export type FtpMode = Ftp["mode"] | "none";

/** How FTP is carried, with the boxes of all modes side by side. */
export interface FtpDraft {
  readonly mode: FtpMode;
  readonly host: string;
  readonly port: string;
  readonly listenHost: string;
  readonly listenPort: string;
  readonly passive: string;
  readonly anyLogin: boolean;
  /** Addresses and networks, with commas between. */
  readonly allow: string;
  readonly dataPorts: string;
  readonly allowOtherUsers: boolean;
  /** Whether a relay makes the next data connection ready before it is asked for. */
  readonly ahead: boolean;
  readonly tls: TlsDraft;
  readonly clientTls: ClientTlsDraft;
  readonly devices: DeviceDraft;
  /** What has no box here, kept as it was read. */
  readonly kept: Readonly<Record<string, unknown>>;
}

/** Fields of FTP that are set in the document alone, by the modes that have them. */
const KEPT_FIELDS: Readonly<Record<Ftp["mode"], readonly string[]>> = {
  range: [],
  relay: ["announce"],
  bridge: ["announce", "users", "existing", "wholeOnly"],
};

/** What a new profile starts with: it asks nothing of the server. */
const FIRST_MODE: FtpMode = "relay";

/** FTP of a new profile, in a relay. */
export const emptyFtp: FtpDraft = {
  mode: FIRST_MODE,
  host: "",
  port: "21",
  listenHost: LOOPBACK,
  listenPort: String(DEFAULT_CONTROL_PORT),
  passive: "",
  anyLogin: false,
  allow: "",
  dataPorts: "",
  kept: {},
  allowOtherUsers: false,
  ahead: true,
  tls: NO_TLS,
  clientTls: USUAL_CLIENT_TLS,
  devices: USUAL_DEVICES,
};

/** The boxes of a profile's FTP. */
export function ftpDraft(ftp: Ftp | undefined): FtpDraft {
  if (ftp === undefined) return { ...emptyFtp, mode: "none" };
  const common = {
    listenHost: ftp.listen.host,
    listenPort: String(ftp.listen.port),
    allowOtherUsers: ftp.allowOtherUsers ?? false,
    allow: ftp.mode === "range" ? "" : (ftp.allow ?? []).join(", "),
    dataPorts: ftp.mode === "range" ? "" : (ftp.dataPorts ?? ""),
    clientTls: ftp.mode === "range" ? USUAL_CLIENT_TLS : clientTlsDraft(ftp),
    kept: Object.fromEntries(Object.entries(ftp).filter(([field]) => KEPT_FIELDS.bridge.includes(field))),
  };
  if (ftp.mode === "bridge")
    return {
      ...emptyFtp,
      ...common,
      mode: "bridge",
      anyLogin: ftp.login?.any ?? false,
      devices: deviceDraft(ftp),
    };
  return {
    ...emptyFtp,
    ...common,
    mode: ftp.mode,
    host: ftp.target.host,
    port: String(ftp.target.port),
    passive: ftp.mode === "range" ? ftp.passive : "",
    ahead: ftp.mode !== "relay" || ftp.ahead !== false,
    tls: ftp.mode === "relay" ? tlsDraft(ftp) : NO_TLS,
  };
}

/** FTP as the profile document has it. */
export function ftpOf({
  mode,
  host,
  port,
  passive,
  anyLogin,
  ahead,
  tls,
  devices,
  ...listener
}: FtpDraft & { readonly mode: Ftp["mode"] }) {
  const common = listenerOf(mode, listener);
  if (mode === "bridge")
    return { mode, ...common, ...(anyLogin ? { login: { any: true } } : {}), ...deviceFieldsOf(devices) };
  const target = { host: host.trim(), port: portOf(port) };
  if (mode === "range") return { mode, target, ...common, passive: passive.trim() };
  return { mode, target, ...common, ...(ahead ? {} : { ahead }), ...tlsOf(tls) };
}

function listenerOf(
  mode: Ftp["mode"],
  {
    listenHost,
    listenPort,
    allowOtherUsers,
    allow,
    dataPorts,
    clientTls,
    kept,
  }: Pick<FtpDraft, "listenHost" | "listenPort" | "allowOtherUsers" | "allow" | "dataPorts" | "clientTls" | "kept">,
) {
  const clients = allowedOf(allow);
  return {
    listen: { host: orDefault(listenHost), port: portOf(listenPort) },
    ...(allowOtherUsers ? { allowOtherUsers } : {}),
    ...(mode === "range" ? {} : clientTlsOf(clientTls)),
    ...Object.fromEntries(Object.entries(kept).filter(([field]) => KEPT_FIELDS[mode].includes(field))),
    ...(mode === "range" || clients.length === 0 ? {} : { allow: clients }),
    ...(mode === "range" || dataPorts.trim() === "" ? {} : { dataPorts: dataPorts.trim() }),
  };
}

/** The addresses and networks that a box holds. */
export const allowedOf = (text: string): string[] => text.split(/[\s,;，；]+/).filter((entry) => entry !== "");
