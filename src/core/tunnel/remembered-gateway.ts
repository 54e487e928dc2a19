import type { Profile } from "../../shared/profile/profile-schema.js";
import type { Environment } from "../environment.js";
import { passwordKey } from "../ssh/auth/secret-prompt.js";
import { knownKeyTypes } from "../ssh/host-key/known-hosts.js";

/**
 * Whether an earlier run of Culvert has been let in by a gateway, as far as that is remembered: its host key is known, and
 * a password is kept, which only one that has let the user in is.
 *
 * @returns false where what is remembered cannot be read
 */
export async function isRememberedGateway(
  { id, gateway }: Profile,
  { knownHosts, secrets }: Pick<Environment, "knownHosts" | "secrets">,
): Promise<boolean> {
  try {
    const keyTypes = knownKeyTypes(await knownHosts.read(), gateway.host, gateway.port);
    return keyTypes.length > 0 && (await secrets.get(id, passwordKey(gateway))) !== undefined;
  } catch {
    return false;
  }
}
