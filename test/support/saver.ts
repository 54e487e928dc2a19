import Conf from "conf";
import { ProfileStore, profileFile } from "../../src/core/profile-store.js";
import { profile, type ProfileDocument } from "../../src/shared/profile.js";

/**
 * A process that saves one profile again and again, and prints the number of each save once it is done:
 * `saver <folder> <id> <saves>`. A test kills it amid that, or runs two of them at once.
 */
const [folder = "", id = "", saves = "0"] = process.argv.slice(2);
const store = new ProfileStore(profileFile(folder), () => new Conf<ProfileDocument>({ cwd: folder, configName: "profiles" }));
const forwards = Array.from({ length: 50 }, (_, place) => ({ kind: "local" as const, name: `forward ${place}`, listen: { port: 20_000 + place }, target: { host: "popeye", port: 21 } }));
for (let save = 1; save <= Number(saves); save++) {
  store.save(profile.parse({ id, name: `save ${save}`, gateway: { host: "www.spinach.com", username: "olive" }, forwards }));
  process.stdout.write(`${save}\n`);
}
