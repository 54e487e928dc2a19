import type * as english from "../english/terminal.js";

export const terminal: typeof english.terminal = {
  program: "让 FTP 走 SSH。请把 FTP 程序指向 127.0.0.1 和所示端口。",
  helpSaysMore: "（culvert --help 有更多说明）",
  up: "打开隧道并保持，直到被中断",
  upProfiles: "配置的标识或名称（见 culvert list）",
  list: "列出配置",
  passwordHash: "读取一个密码，输出网桥用户在配置中代替它的内容",
  newPassword: "密码：",
  newPasswordAgain: "再输入一次：",
  passwordsDiffer: "两次输入不一致。",
  passwordUnfit: "密码须为一行，1 到 256 个字符，不含控制字符。",
  completion: "输出在你的 shell 中补全 culvert 命令的脚本",
  completionShell: "要在哪个 shell 中使用",
  profilesOption: "读取此配置文档，而不是应用自己的配置",
  knownHostsOption: "用于核对主机密钥的 known_hosts 文件（默认 ~/.ssh/known_hosts，或应用中的设置）",
  acceptNewOption: "接受未知的（绝不接受已变更的）主机密钥",
  whileDownOption: "连接断开期间 FTP 程序连进来时怎么办：立即拒绝（refuse），或最多等待这么多秒",
  closeTimeOption: "关闭时最多等待进行中的传输多少秒",
  keepaliveOption: "每隔多少秒询问安静的网关是否还在；0 表示从不询问",
  standardOutput: "标准输出",
  jsonOption: "在标准输出上每行一个 JSON 对象",
  wholeSeconds: (shortest, longest) => `请给出 ${shortest} 到 ${longest} 之间的整数秒数。`,
  lastTransfers: (profile, transfers, seconds) =>
    `${profile}：正在等待 ${transfers} 个传输完成，最多 ${seconds} 秒。再次中断可立即结束。`,
  gatewaySays: (profile, lines) => `${profile}：网关说：\n${lines}`,
  settingsWrong: (file, fields) => `${file}：以下设置无法读取，已使用默认值：${fields}。`,
  noProfiles: "还没有任何配置：请在窗口中新建（npm start），或用 --profiles 指定文件。",
  listHead: ["配置", "名称", "网关", "FTP", "客户端连接到"],
  portsHead: ["端口", "客户端连接到", "通往", "状态", "连接", "上行", "下行"],
  connections: (open, total) => `${open} 个打开，共 ${total} 个`,
  passivePorts: (count) => `${count} 个被动端口`,
  portsOfForward: (name, count) => `${name}，${count} 个端口`,
  fileMissing: "没有这个文件",
  fileNotJson: "不是 JSON",
  bridgeLogin: (profile, listen, username, password) =>
    `${profile}：用 FTP 登录 ${listen}，用户名 ${username}，密码 ${password} 。`,
  bridgeLoginSet: (profile, listen, username) =>
    `${profile}：用 FTP 登录 ${listen}，用户名 ${username}，密码为 CULVERT_BRIDGE_PASSWORD 中的密码。`,
  bridgeLoginKept: (profile, listen, username, file) =>
    `${profile}：用 FTP 登录 ${listen}，用户名 ${username}，密码在 ${file} 中。`,
  bridgeLoginNotKept: (profile, listen, username, file) =>
    `${profile}：无法用 FTP 以 ${username} 登录 ${listen}：密码无法写入 ${file}。请使该文件可写，或设置 CULVERT_BRIDGE_PASSWORD。`,
  exposed: (profile, listen, clients) =>
    `${profile}：${clients.includes("any") ? "网络上的每台计算机" : clients.join("、")}可以用 FTP 连接 ${listen}，它们与本机之间是明文。`,
  exposedFirewall: (profile, lines) =>
    `${profile}：如果本机的防火墙把它们挡在外面，用这个放行：\n${lines.map((line) => `  ${line}`).join("\n")}`,
  exposedPorts: (profile) =>
    `${profile}：数据端口每次传输都不同：如果有防火墙，请设置 ftp.dataPorts，例如“50000-50019”。`,
  hostKey: (profile, gateway, { keyType, fingerprint }) =>
    `${profile}：还不认识 ${gateway} 的主机密钥。\n  ${keyType} ${fingerprint}\n请与服务器管理员提供的指纹核对。`,
  trust: "信任并记住它吗（yes / no）？",
  trustOrPicture: "信任并记住它吗（yes / no / picture 显示图案）？",
  picture: ["picture", "p", "图案"],
  yes: ["yes", "y", "是"],
  passwordRefused: "密码被拒绝了。",
  passphraseWrong: "密钥口令不对。",
  password: (profile, who) => `${profile}：${who} 的密码：`,
  proxyPassword: (profile, who) => `${profile}：代理服务器 ${who} 的密码：`,
  passphrase: (profile, file) => `${profile}：${file} 的密钥口令：`,
};
