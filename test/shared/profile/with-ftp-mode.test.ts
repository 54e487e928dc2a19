import { describe, expect, it } from "vitest";
import { profileSchema, type Ftp, type ProfileDraft } from "../../../src/shared/profile/profile-schema.js";
import { DEFAULT_PASSIVE, withFtpMode } from "../../../src/shared/profile/with-ftp-mode.js";

const profileWith = (ftp: ProfileDraft["ftp"]) =>
  profileSchema.parse({ id: "a", name: "A", gateway: { host: "gw.example", username: "olive" }, ftp });

describe("FTP in another mode", () => {
  const listen = { host: "127.0.0.1", port: 2199 };
  const target = { host: "popeye", port: 2100 };
  const modes: Record<Ftp["mode"], ProfileDraft["ftp"]> = {
    relay: { mode: "relay", target, listen, allowOtherUsers: true },
    range: { mode: "range", target, listen, passive: "2534-2536", allowOtherUsers: true },
    bridge: { mode: "bridge", listen, allowOtherUsers: true },
  };

  it.each(
    Object.keys(modes).flatMap((from) => Object.keys(modes).map((to) => [from, to] as [Ftp["mode"], Ftp["mode"]])),
  )("from %s to %s is a whole profile that listens where it did", (from, to) => {
    const { ftp, ...profile } = profileWith(modes[from]);
    if (ftp === undefined) throw new Error("it has FTP");
    const changed = profileSchema.parse({ ...profile, ftp: withFtpMode(ftp, to, profile.gateway) });
    expect(changed.ftp).toMatchObject({ mode: to, listen, allowOtherUsers: true });
    if (from === to) expect(changed.ftp).toEqual(ftp);
    if (changed.ftp?.mode === "range") expect(changed.ftp.passive).toBe(from === to ? "2534-2536" : DEFAULT_PASSIVE);
    if (changed.ftp !== undefined && changed.ftp.mode !== "bridge")
      expect(changed.ftp.target).toEqual(from === "bridge" ? { host: "gw.example", port: 21 } : target);
  });

  it.each([
    ["relay", "bridge"],
    ["bridge", "relay"],
  ] as const)("from %s to %s meets the same clients as before", (from, to) => {
    const clients = {
      clientTls: "required",
      implicitTlsPort: 2990,
      ownCertificate: "/etc/ssl/ftp.pem",
      allow: ["192.168.1.0/24"],
      dataPorts: "50000-50019",
      announce: "203.0.113.7",
    } as const;
    const login = from === "bridge" ? { login: { any: true } } : {};
    const { ftp, gateway } = profileWith({ ...modes[from], ...clients, ...login } as ProfileDraft["ftp"]);
    if (ftp === undefined) throw new Error("it has FTP");
    const changed = withFtpMode(ftp, to, gateway);
    expect(changed).toMatchObject(clients);
    expect(changed).not.toHaveProperty("login");
    expect(withFtpMode(changed, "range", gateway)).not.toHaveProperty("allow");
  });
});
