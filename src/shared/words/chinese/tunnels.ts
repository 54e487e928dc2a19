import type * as english from "../english/tunnels.js";

export const tunnel: typeof english.tunnel = {
  connect: "连接",
  disconnect: "断开",
  retryNow: "立即重试",
  edit: "编辑",
  more: "更多操作",
  duplicate: "复制一份",
  copyOf: (name) => `${name} 副本`,
  remove: "删除…",
  openSince: (time) => `自 ${time} 起`,
  attempt: (attempt) => `第 ${attempt} 次尝试`,
  retryIn: (seconds) => (seconds === 0 ? "即将重试" : `${seconds} 秒后重试`),
  pointHere: "在 FTP 程序中填写",
  host: "主机",
  port: "端口",
  mode: "模式",
  passive: "被动",
  passiveOrActive: "被动或主动",
  user: "用户名",
  password: "密码",
  anyLogin: "任意用户名和密码",
  showPassword: "显示密码",
  hidePassword: "隐藏密码",
  changePassword: "更改密码",
  changePasswordSays: "您的 FTP 程序只在本机上用它登录；它不是网关的密码。",
  newPassword: "新密码",
  changePasswordDo: "更改",
  noPorts: "该配置还没有端口。请编辑它，添加 FTP 或其他转发。",
  portsWhenOpen: "连接后在此显示端口。",
};

export const ports: typeof english.ports = {
  table: "端口",
  name: "端口",
  local: "本地地址",
  target: "目标",
  route: "地址与目标",
  leadsTo: "通往",
  none: "无",
  state: "状态",
  connections: "连接",
  up: "上行",
  down: "下行",
  passiveRange: "被动端口段",
  count: (count) => `${count} 个端口`,
  openOf: (open) => `${open} 个打开`,
  total: (total) => `共 ${total} 个`,
  latestFailed: "最近一次连接失败。",
  tally: { listening: "个监听中", refused: "个被拒绝", idle: "个空闲" },
};

export const transfers: typeof english.transfers = {
  count: (count) => `${count} 个传输`,
  one: "1 个传输",
  none: "没有传输",
  lasting: (duration) => `已 ${duration}`,
  inFolder: (folder) => `在 ${folder}`,
  unnamed: { folder: "当前文件夹", file: "由服务器命名" },
};

export const remove: typeof english.remove = {
  title: (name) => `删除“${name}”？`,
  says: "将删除该配置及为它保存的密码和口令。服务器上的文件不受影响。",
  saysOpen: "会先关闭它的隧道，再删除该配置及为它保存的密码和口令；服务器上的文件不受影响。",
  confirm: "删除",
};
