import type * as english from "../english/log.js";

export const foreignName: typeof english.foreignName = (client, file) => ({
  says: `${client} 使用的文件名不是 UTF-8，例如“${file}”。`,
  remedy: "如果该设备无法改用 UTF-8，请在配置的“设备”中选择它的字符集（ftp.charset）。",
});

export const activityMessages: typeof english.activityMessages = {
  started: ({ version }) => `Culvert ${version} 已启动。`,
  opening: ({ name }) => `正在打开 ${name}。`,
  opened: ({ name }) => `${name} 已打开。`,
  closed: ({ name }) => `${name} 已关闭。`,
  restored: ({ name }, lasted) => `${name} 在断开 ${lasted}后恢复。`,
  lost: ({ name }, _, cause) => `${name} 断开了，正在重试。${cause.says}`,
  "put-off": ({ name }, _, cause) => `${name} 未能打开，正在重试。${cause.says}`,
  failed: ({ name }, _, cause) => `${name} 失败。${cause.says}${cause.remedy}`,
  "port-refused": ({ name, port }, _, cause) => `${name}，${port}：${cause.says}${cause.remedy}`,
  "port-troubled": ({ name, port }, _, cause) => `${name}，${port}：最近一次连接失败。${cause.says}`,
  "transfer-failed": ({ name, verb, path, outcome, said }) =>
    `${name}：${path === "" ? verb : `${verb} ${path}`} ${outcome === "refused" ? "被拒绝" : "中途断开"}${said === "" ? "。" : `：${said}`}`,
  "spool-filled": ({ name }) => `${name} 把文件暂存在本机，待能发往网关时再发送。`,
  "spool-emptied": ({ name }) => `${name}：本机已没有等待发送的文件。`,
  "spool-troubled": ({ name }, _, cause) => `${name}：${cause.says}${cause.remedy}`,
  "name-foreign": ({ name, client, file }) => {
    const { says, remedy } = foreignName(client, file);
    return `${name}：${says}${remedy}`;
  },
  "route-failed": ({ name }, _, cause) => `${name} 已打开，但 FTP 不可用。${cause.says}${cause.remedy}`,
  asked: ({ name, question }) => `${name}：${asks[question]}`,
};

export const asks: typeof english.asks = {
  certificate: "还不认识一台 FTP 服务器的证书：请核对它的指纹。",
  "host-key": "第一次遇到这台服务器：请核对它的主机密钥。",
  password: "服务器要求输入密码。",
  passphrase: "密钥已加锁：需要它的口令。",
  prompts: "服务器有问题要问。",
};

export const notices: typeof english.notices = {
  lost: (name) => `${name}：连接断了`,
  restored: (name) => `${name} 已恢复`,
  failed: (name) => `${name} 失败`,
  routeFailed: (name) => `${name}：FTP 不可用`,
  hostKeyChanged: (name) => `${name}：主机密钥变了！`,
  question: (name) => `${name} 在等您`,
  lostFor: (duration) => `断开了 ${duration}。`,
  asks,
  newVersion: (version) => ({ title: `Culvert ${version} 已发布`, body: "点击此处查看下载方式。" }),
  inTray: "Culvert 在托盘中继续运行",
  inTraySays: "点击托盘图标可再次打开窗口，其菜单中可以退出。",
};

export const log: typeof english.log = {
  title: "日志",
  says: "Culvert 启动以来发生的事。",
  of: "隧道",
  all: "全部隧道",
  empty: "还没有发生任何事。",
  entries: "发生的事",
  copy: "复制",
  copied: "已复制",
  masked: "在副本中隐藏主机名和用户名",
  showFile: "显示日志文件",
};
