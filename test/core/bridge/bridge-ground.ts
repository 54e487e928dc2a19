import { openBridge, type Bridge, type BridgeOptions } from "../../support/bridge.js";
import { FtpTalk } from "../../support/ftp-talk.js";
import { startSftpGateway, type SftpGateway, type SftpGatewayOptions } from "../../support/sftp-gateway.js";
import { tempFolder, type TempFolder } from "../../support/temp-folder.js";

/** What a bridge's tests stand on: ssh2's own SFTP server, a bridge to it, and a folder. */
export interface Ground {
  readonly gateway: SftpGateway;
  readonly bridge: Bridge;
  readonly folder: TempFolder;
  /** A client that is logged in, in the folder. */
  talk(): Promise<FtpTalk>;
  clear(): Promise<void>;
}

export async function standOn(options: SftpGatewayOptions = {}, bridgeOptions: BridgeOptions = {}): Promise<Ground> {
  const gateway = await startSftpGateway(options);
  const bridge = await openBridge(gateway, bridgeOptions);
  const folder = tempFolder();
  const talks: FtpTalk[] = [];
  return {
    gateway, bridge, folder,
    async talk() {
      const talk = await FtpTalk.logIn(bridge);
      talks.push(talk);
      await talk.say(`CWD ${folder.path}`);
      return talk;
    },
    async clear() {
      for (const talk of talks) talk.close();
      await bridge.close();
      await gateway.close();
      folder.remove();
    },
  };
}
