import { contextBridge, ipcRenderer, type IpcRendererEvent } from "electron";
import { callChannel, newsChannel } from "../shared/ipc/channels.js";
import type { Culvert, News, NewsName } from "../shared/ipc/contract.js";

/** All that the window can reach: the calls and the news of the contract, and nothing of Electron. */
const culvert: Culvert = {
  ask: (name, ask) => ipcRenderer.invoke(callChannel(name), ask),
  hear: <N extends NewsName>(name: N, listener: (news: News[N]) => void) => {
    const hear = (_event: IpcRendererEvent, news: News[N]): void => listener(news);
    ipcRenderer.on(newsChannel(name), hear);
    return () => void ipcRenderer.off(newsChannel(name), hear);
  },
};

contextBridge.exposeInMainWorld("culvert", culvert);
