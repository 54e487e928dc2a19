/** An X server that hangs must not keep the user waiting. Milliseconds. */
const ANSWER_LIMIT_MS = 2_000;

/**
 * Whether a tray of the older kind is there, which Electron falls back to where no StatusNotifier host answers: on X11, who
 * owns the selection of the System Tray Protocol Specification. A session of Wayland shows no such icon.
 */
export async function hasXEmbedTray(env: NodeJS.ProcessEnv): Promise<boolean> {
  const display = env["DISPLAY"];
  if (!isSet(display) || isSet(env["WAYLAND_DISPLAY"])) return false;
  const { createClient } = await import("x11"); // seldom needed, and large
  return await new Promise((resolve) => {
    let end = (): void => undefined;
    const answer = (isThere: boolean): void => {
      clearTimeout(limit);
      resolve(isThere);
      end();
    };
    const limit = setTimeout(() => answer(false), ANSWER_LIMIT_MS);
    const connecting = createClient({ display }, (refused, connected) => {
      if (refused) return answer(false);
      const { client } = connected;
      end = () => client.terminate();
      client.InternAtom(1, `_NET_SYSTEM_TRAY_S${screenOf(display)}`, (unnamed, atom) => {
        if (unnamed || atom === 0) return answer(false);
        client.GetSelectionOwner(atom, (failed, owner) => answer(!failed && owner !== 0));
      });
    });
    connecting.on("error", () => answer(false));
  });
}

const isSet = (value: string | undefined): value is string => value !== undefined && value !== "";

/** `:97.1` is screen 1. */
const screenOf = (display: string): string => /:\d+\.(\d+)$/.exec(display)?.[1] ?? "0";
