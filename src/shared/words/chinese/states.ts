import type * as english from "../english/states.js";

export const states: typeof english.states = {
  closed: "已关闭",
  opening: "正在打开…",
  open: "已打开",
  waiting: "等待重试",
  closing: "正在关闭…",
  failed: "失败",
};

export const closingAfter: typeof english.closingAfter = (transfers) => `等待 ${transfers} 个传输完成后关闭…`;

export const betweenSentences: typeof english.betweenSentences = "";

export const shortStates: typeof english.shortStates = { ...states, waiting: "等待中" };

export const steps: typeof english.steps = {
  dialling: "正在连接网关…",
  "checking-host-key": "正在核对主机密钥…",
  authenticating: "正在登录…",
  listening: "正在打开端口…",
};

export const loginWait: typeof english.loginWait = {
  gateway: (seconds) => `正在等待网关接受登录（${seconds} 秒）…`,
  agent: (seconds) => `正在等待 SSH 代理应答（${seconds} 秒）…`,
  penalty: (seconds) => `Culvert 稍候再登录，以免网关拒绝来自这台电脑的连接（${seconds} 秒）…`,
};

export const finishing: typeof english.finishing = "正在收尾";

export const forwardStates: typeof english.forwardStates = { idle: "空闲", listening: "监听中", refused: "被拒绝" };
