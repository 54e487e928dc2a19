import type * as english from "../english/kind-names.js";

export const modes: typeof english.modes = {
  relay: { name: "中继", says: "通常的选择。任何 FTP 服务器都无需改动：需要数据连接时，再为它单独开一条通路。" },
  range: {
    name: "被动端口段",
    says: "传统做法：控制端口和每个被动端口一对一转发。服务器的端口段必须固定；它的 TLS 可以直接通过。",
  },
  bridge: { name: "SFTP 网桥", says: "在网关的 SFTP 前面架一个本地 FTP 服务器。完全不需要 FTP 服务器。" },
  none: { name: "不用 FTP", says: "只用下面的其他转发。" },
};

export const methods: typeof english.methods = {
  agent: "SSH 代理",
  key: "密钥文件",
  "keyboard-interactive": "服务器自己的提问",
  password: "密码",
};

export const forwardKinds: typeof english.forwardKinds = {
  local: "本地：从本机通往那里",
  remote: "远程：从网关通往这里",
  dynamic: "动态：本机上的 SOCKS 代理",
};

export const forwardUses: typeof english.forwardUses = {
  imap: { name: "收邮件（IMAP）", says: "" },
  pop3: { name: "收邮件（POP3）", says: "" },
  submission: { name: "发邮件（SMTP）", says: "" },
  vnc: { name: "VNC", says: "在查看器中填写：localhost:50" },
  rdp: { name: "远程桌面（RDP）", says: "" },
  rsync: { name: "rsync", says: "" },
  cvs: { name: "CVS", says: "" },
  subversion: { name: "Subversion", says: "" },
  git: { name: "Git daemon", says: "" },
  http: { name: "网站（HTTP）", says: "" },
  postgresql: { name: "PostgreSQL", says: "" },
  mysql: { name: "MySQL", says: "客户端请填 127.0.0.1：填 localhost 时它会去找套接字" },
  socks: { name: "SOCKS", says: "" },
  x: { name: "X 显示", says: "在网关上：DISPLAY=localhost:10。在 Windows 上请改为通往 127.0.0.1 的 6000 端口" },
};

export const movings: typeof english.movings = { fetching: "下载", storing: "上传", listing: "列目录" };
