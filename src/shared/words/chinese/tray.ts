import type * as english from "../english/tray.js";

export const tray: typeof english.tray = {
  noProfiles: "还没有配置",
  tunnel: (name, state) => `${name}：${state}`,
  more: (count) => `另外 ${count} 条隧道`,
  open: "打开 Culvert",
  log: "日志…",
  look: "在窗口中显示",
  switchOn: (forward) => `启用${forward}`,
  switchOff: (forward) => `停用${forward}`,
  connect: "连接",
  retryNow: "立即重试",
  disconnect: "断开",
  disconnectNow: "立即断开",
  disconnectAll: "全部断开",
  settings: "设置…",
  quit: "退出 Culvert",
  allClosed: "Culvert：所有隧道均已关闭",
  someOpen: (open, all) => `Culvert：${all} 条隧道中 ${open} 条已打开`,
  inTrouble: (count) => `，${count} 条有问题`,
};
