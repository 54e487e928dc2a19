import type * as english from "../english/route.js";
import { greetingText, isKnownServer, versionIn, type HopFactMessages } from "../hop-fact-messages.js";
import { SERVER } from "./finding-messages.js";

export const hopKinds: typeof english.hopKinds = {
  program: "您的 FTP 程序",
  "jump-host": "跳板机",
  gateway: "网关",
  "ftp-server": "FTP 服务器",
  sftp: "SFTP",
};

export const hopStates: typeof english.hopStates = {
  unknown: "尚不清楚",
  checking: "正在检查…",
  works: "可用",
  "works-with-note": "可用，但请留意",
  fails: "不可用",
};

export const plainHop: typeof english.plainHop = "网关之后的路段没有加密";

export const openButFails: typeof english.openButFails = "已打开，但 FTP 不可用";

export const transferOutcomes: typeof english.transferOutcomes = {
  done: "完成",
  refused: "被拒绝",
  cut: "中断",
};

export const hopFacts: HopFactMessages = {
  "ssh-server": ({ software }) => software,
  "ftp-server": ({ server, greeting }) =>
    isKnownServer(server) ? named(SERVER[server], versionIn(greeting)) : quote(greetingText(greeting)),
  sftp: ({ version, home }) => (home === undefined ? `SFTP ${version}` : `SFTP ${version}，起始于 ${home}`),
  "ssh-link": ({ keyExchange, cipher, hostKeyType, isPostQuantum }) =>
    `${keyExchange}${isPostQuantum ? "（抗量子）" : ""}，${cipher}，${hostKeyType}`,
  "tls-demanded": ({ said }) => `要求 TLS：${quote(said)}`,
  "tls-spoken": ({ certificate: { subject, fingerprint } }) =>
    `TLS，证书${subject === "" ? " " : `属于 ${subject}，`}SHA-256 ${fingerprint}`,
  "tls-unreadable": () => "TLS 已开始：这个连接的内容再也看不到了",
  "login-accepted": () => "FTP 登录已被接受",
  "login-refused": ({ said }) => `FTP 登录被拒绝：${quote(said)}`,
  transfer: ({ verb, path, outcome, said }) =>
    `${path === "" ? verb : `${verb} ${path}`}：${transferOutcomes[outcome]}${outcome === "done" || said === "" ? "" : `，${quote(said)}`}`,
  "passive-refused": ({ said }) => `没有给出数据端口：${quote(said)}`,
  "outside-range": ({ port, passive }) => `给出的数据端口 ${port} 在 ${passive} 之外`,
  "other-address": ({ address, dialled }) => `给出的数据地址是 ${address}，而程序连的是 ${dialled}`,
  "ports-refused": ({ refused, total }) => `${total} 个数据端口中有 ${refused} 个在本机不能使用`,
  "few-sessions": ({ count }) => `同时最多 ${count} 个 FTP 连接`,
};

const named = (title: string, version: string): string => (version === "" ? title : `${title} ${version}`);
const quote = (said: string): string => (said === "" ? "什么也没说" : `“${said}”`);
