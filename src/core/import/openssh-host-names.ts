import { userInfo } from "node:os";
import type { ConfiguredHost, ConfiguredHosts } from "../../shared/import-export/configured-host.js";
import { readSource } from "./read-source.js";

/** More names nobody looks through as they type. */
const MAX_HOSTS = 500;

/** The hosts that a configuration of OpenSSH names, and who uses this computer. A file that is not there has none. */
export async function opensshHostNames(file = "~/.ssh/config"): Promise<ConfiguredHosts> {
  const { candidates } = await readSource(file, { username: currentUsername(), findName: () => undefined }); // asks the network for nothing, however many names there are
  const hosts = candidates.flatMap(({ source, draft }): readonly ConfiguredHost[] => {
    const { gateway } = draft;
    return source === "openssh" && gateway !== undefined ? [{ name: draft.name, draft: { ...draft, gateway } }] : [];
  });
  return { username: currentUsername(), hosts: hosts.slice(0, MAX_HOSTS) };
}

function currentUsername(): string {
  try {
    return userInfo().username;
  } catch {
    return ""; // a user id without a name
  }
}
