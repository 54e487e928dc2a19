import type * as english from "../english/destination.js";

export const destinationProblems: typeof english.destinationProblems = {
  empty: () => "请写出服务器，例如 olive@www.spinach.com。",
  "too-long": () => "作为服务器地址太长了。",
  "address-invalid": (what) => `${what} 不是有效地址：请检查其中的数字。`,
  "host-malformed": (what) => `${what} 不是主机名或地址：请去掉空格以及 / 或 @ 之类的符号。`,
  "host-missing": () => "缺少服务器名称：请写成 olive@www.spinach.com。",
  "port-invalid": (what) => `${what === "" ? "那" : what} 不是端口：请给出 1 到 65535 之间的整数。`,
  "username-malformed": (what) => `“${what}”不能作为用户名。`,
  "scheme-unknown": (what) => `${what} 不是 SSH 或 FTP 的地址：请用 ssh://、sftp:// 或 ftp://。`,
  "forward-malformed": (what) => `${what} 不是转发：请写成 -L 2121:popeye:21。`,
  "value-missing": (what) => `${what} 后面缺少值。`,
  "session-named": (what) =>
    `“${what}” 是 PuTTY 保存的会话：请先导入它（在窗口中，或用 culvert import），或者直接写出服务器。`,
};

export const destinationNotes: typeof english.destinationNotes = {
  "not-understood": (what) => `未采用：${what}`,
  "password-dropped": () => "密码不会保存：需要时会询问。",
  "ftp-user": (what) => `${what} 是您 FTP 程序的用户名：请在那里填写。`,
  "listens-here-only": (what) => `${what} 会向整个网络开放：改为只在本机监听。`,
  "tls-asked": (what) => `${what} 要求在隧道内使用 TLS：SSH 已经加密。`,
};

export const destination: typeof english.destination = {
  label: "去哪里？随意粘贴",
  says: "olive@www.spinach.com、ssh 命令、网址、PuTTY 或 WinSCP 的会话，或 ~/.ssh/config 中的名称。",
  preview: "读出的内容",
  key: "密钥文件",
  target: "FTP 服务器",
  forwards: "转发",
  path: "文件夹",
  pathNotKept: "不保存文件夹：请在您的 FTP 程序中打开它。",
  gatewayMissing: (ftpServer) => `${ftpServer} 是 FTP 服务器：请写出通往它的 SSH 网关。`,
  usernameAssumed: (username) => `用户名取为 ${username}。`,
  fields: "全部字段…",
};
