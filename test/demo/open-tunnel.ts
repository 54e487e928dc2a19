import type { Environment } from "../../src/core/environment.js";
import { Tunnels } from "../../src/core/tunnel/tunnels.js";
import { profileSchema, type ProfileDraft } from "../../src/shared/profile/profile-schema.js";
import { describeFailure } from "../../src/shared/words/words.js";

/** Open one profile's tunnel with the app's own core. @throws with the failure in words */
export async function openTunnel(draft: ProfileDraft, environment: Environment): Promise<Tunnels> {
  const tunnels = new Tunnels(environment);
  tunnels.setProfiles([profileSchema.parse(draft)]);
  const open = new Promise<void>((resolve, reject) =>
    tunnels.onChange(() => {
      const [status] = tunnels.status();
      if (status?.state.kind === "open") resolve();
      if (status?.state.kind === "failed" || status?.state.kind === "waiting")
        reject(new Error(describeFailure(status.state.cause).says));
    }),
  );
  tunnels.open(draft.id);
  await open.catch(async (thrown: unknown) => {
    await tunnels.closeAll();
    throw thrown;
  });
  return tunnels;
}
