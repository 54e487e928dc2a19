import { mkdirSync } from "node:fs";
import { app, dialog, net, protocol, session } from "electron";
import { StatusListener } from "../core/status-service/status-listener.js";
import { checkOpenTunnel } from "../core/tunnel/check-open-tunnel.js";
import { dataFolder } from "../core/store/data-folder.js";
import { failureOf } from "../shared/status/failure.js";
import { joinMessage, describeFailure } from "../shared/words/words.js";
import { connectWindowIpc } from "./ipc/connect-window-ipc.js";
import { handleLifecycle } from "./lifecycle/handle-lifecycle.js";
import { recordActivity } from "./lifecycle/record-activity.js";
import { syncStores } from "./lifecycle/sync-stores.js";
import { whenOnline } from "./lifecycle/when-online.js";
import { createServices, type Services } from "./services.js";
import { showTunnelsInTray } from "./lifecycle/show-tunnels-in-tray.js";
import { APP_SCHEME, serveFolder } from "./window/app-url-scheme.js";
import { refusePermissions } from "./window/app-window.js";

/** The composition root: what the app does from its first moment on, in this order. The parts are made in `services.ts`. */
const folder = dataFolder();
mkdirSync(folder, { recursive: true, mode: 0o700 });
app.setName("Culvert");
app.setPath("userData", folder); // named here and not by Electron, so that the command line finds the same folder
staySmall();
protocol.registerSchemesAsPrivileged([{ scheme: APP_SCHEME, privileges: { standard: true, secure: true } }]);

if (app.requestSingleInstanceLock()) void app.whenReady().then(start).catch(showStartFailure);
else app.quit();

/** Of Chromium's processes only those are kept that an app needs which is a tray icon most of the time, with a window of text and lines. */
function staySmall(): void {
  app.disableHardwareAcceleration();
  app.commandLine.appendSwitch("disable-software-rasterizer"); // nor 3D by the processor
  app.commandLine.appendSwitch("enable-features", "NetworkServiceInProcess2"); // no page comes from a network; where Chromium has no such feature it is ignored
}

async function start(): Promise<void> {
  const services = await createServices(folder);
  const { log, paths, tunnels, store } = services;
  process.on("uncaughtException", (bug) => log.error("A bug", bug));
  process.on("unhandledRejection", (bug) => log.error("A bug", bug));
  log.info(`Culvert ${app.getVersion()} starts`);
  refusePermissions(session.defaultSession);
  protocol.handle(APP_SCHEME, serveFolder(paths.page));

  tunnels.setProfiles(store.profiles());
  syncStores(services);
  recordActivity(services);
  connectWindowIpc(services);
  const tray = showTunnelsInTray(services, folder);
  handleLifecycle(services, tray);
  answerStatus(services);

  openAtStart(services);
  void showFirstWindow(services);
}

/** An app that has no tray and no window would only keep the next one from starting. */
function showStartFailure(bug: unknown): void {
  dialog.showErrorBox("Culvert", joinMessage(describeFailure(failureOf(bug))));
  app.exit(1);
}

function openAtStart({ store, settings, tunnels, clock }: Services): void {
  const open = (): void => {
    for (const { id, openAtStart } of store.profiles()) if (openAtStart) tunnels.open(id);
  };
  if (settings.settings().waitForNetwork) whenOnline(() => net.isOnline(), clock, open);
  else open();
}

/** It stays in the tray if the user wants it to and there is one, unless there is something to do in the window first. */
async function showFirstWindow({ store, settings, window, trayHost }: Services): Promise<void> {
  const mayHide = settings.settings().startHidden && store.profiles().length > 0 && store.trouble === undefined;
  if (!mayHide || !(await trayHost.isPresent())) window.show();
}

/** `culvert status` asks the app how its tunnels stand, `culvert check` for a check of one that is open. */
function answerStatus({ tunnels, environment, log }: Services): void {
  const opening = StatusListener.open(folder, "app", {
    statuses: () => tunnels.status(),
    check: (request, signal) => checkOpenTunnel(tunnels, environment, request, signal),
  }).catch((thrown: unknown) => {
    log.error("No other process can ask for the tunnels", thrown);
  });
  app.on("quit", () => void opening.then((listener) => listener?.close()));
}
