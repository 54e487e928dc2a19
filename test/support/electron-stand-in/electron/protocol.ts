import type { Fetched } from "../wire.js";
import { app } from "./app.js";
import { answerHost } from "./host-link.js";

type Serve = (request: Request) => Response | Promise<Response>;

const privileged = new Set<string>();
const handlers = new Map<string, Serve>();

export const protocol = {
  registerSchemesAsPrivileged(schemes: readonly { scheme: string; privileges?: { standard?: boolean } }[]): void {
    if (app.isReady()) throw new Error("protocol.registerSchemesAsPrivileged should be called before app is ready");
    for (const { scheme, privileges } of schemes) if (privileges?.standard === true) privileged.add(scheme);
  },

  handle(scheme: string, serve: Serve): void {
    app.mustBeReady("protocol.handle called");
    if (handlers.has(scheme)) throw new Error(`Failed to register protocol: ${scheme}`);
    if (!privileged.has(scheme))
      throw new Error(`The stand-in shows only a standard scheme, and ${scheme} was not registered as one`);
    handlers.set(scheme, serve);
  },
};

answerHost("fetch", async ({ url, method }): Promise<Fetched> => {
  const serve = handlers.get(new URL(url).protocol.slice(0, -1));
  if (serve === undefined) throw new Error("net::ERR_UNKNOWN_URL_SCHEME");
  const response = await serve(new Request(url, { method }));
  return {
    status: response.status,
    headers: Object.fromEntries(response.headers),
    body: new Uint8Array(await response.arrayBuffer()),
  };
});
