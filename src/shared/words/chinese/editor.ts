import type * as english from "../english/editor.js";

export const editor: typeof english.editor = {
  titleNew: "新建配置",
  titleEdit: "编辑配置",
  save: "保存",
  saveAndConnect: "保存并连接",
  nameHint: "大力水手的网站",
  name: "名称",
  gateway: "SSH 网关",
  gatewaySays: "您能通过 SSH 到达的服务器。",
  host: "主机",
  port: "端口",
  username: "用户名",
  ftp: "FTP",
  mode: "FTP 如何传输",
  ftpServer: "FTP 服务器（网关所知的名称）",
  ftpServerHint: {
    relay: "网关连接它时用的名称；两者是同一台机器时填 localhost。",
    range: "请填它的真实名称而不是 localhost，这样数据连接也能找到它。",
  },
  passive: "被动端口段",
  passiveHint: "服务器设定的被动端口。服务器须公布地址 127.0.0.1。",
  listen: "本地地址",
  listenSays: "FTP 程序连接到",
  listenPort: "本地端口",
  listensForAll: "网络上的任何人都能连接到那里。",
  listensForAllSays: "他们与本机之间的 FTP 是明文，除非他们的程序使用 TLS。若只供本机上的程序使用，请填 127.0.0.1。",
  ahead: "提前准备下一次传输",
  aheadSays: "传输大量小文件时更快。如果 FTP 服务器因此出现问题，请关闭此项。",
  allow: "可以连接的计算机",
  allowHint: "地址或网络，用逗号隔开：192.168.7.20, 192.168.8.0/24。对所有计算机开放请写 any。",
  dataPorts: "数据端口",
  dataPortsHint: "供只放行部分端口的防火墙使用。不填则每次传输端口不同。",
  allowsSome: (clients) => `${clients.join("、")}可以连接到那里。`,
  firewall: "本机防火墙的放行命令",
  anyLogin: "允许任意用户名和密码",
  anyLoginSays: "这样一来，隧道打开期间本机上的任何程序都能访问您的文件。",
  allowOtherUsers: "允许本机其他用户的程序连接",
  allowOtherUsersSays: "供以单独用户运行的 FTP 程序使用。只有 Linux 能区分用户：在其他系统上，其他用户的程序总能连接。",
  more: "更多",
  group: "分组",
  groupHint: "此处文字相同的配置在列表中排在一起；不分组则留空。",
  openAtStart: "Culvert 启动时打开此隧道",
  restored: "窗口关闭时这些内容尚未保存。",
  missing: (count) => `有 ${count} 项需要您处理。`,
  isOpen: "该隧道已打开：名称和其他转发的改动立即生效，其余从下次连接起生效。",
};

export const discard: typeof english.discard = {
  title: "放弃更改？",
  says: "您在此配置中所做的更改尚未保存。",
  keep: "继续编辑",
  confirm: "放弃",
};

export const changedElsewhere: typeof english.changedElsewhere = {
  title: (name) => `“${name}”已在别处更改`,
  says: "您编辑此配置期间，命令行或 Culvert 的其他部分更改了它。两个版本只能保留一个。",
  takeOther: "采用另一版本",
  saveMine: "保存我的版本",
};

export const removedElsewhere: typeof english.removedElsewhere = {
  title: (name) => `“${name}”已在别处删除`,
  says: "您编辑此配置期间，命令行或 Culvert 的其他部分删除了它。",
  takeOther: "保持删除",
  saveMine: "重新保存我的版本",
};

export const login: typeof english.login = {
  title: "登录方式",
  says: "从上到下依次尝试。不存在的密钥文件会被跳过。",
  add: "添加",
  up: (what) => `上移${what}`,
  down: (what) => `下移${what}`,
  remove: (what) => `移除${what}`,
  choose: "选择…",
  file: "密钥文件",
  socket: "代理套接字",
  socketHint: "系统默认",
  identity: "只用代理中的这个密钥",
  certificate: "它的证书",
  certificateHint: "密钥旁边的 id_ed25519-cert.pub",
  identityHint: "任意密钥；或公钥文件 ~/.ssh/id_ed25519.pub",
  kept: "已为此配置保存密码或密钥口令。",
  forget: "忘记它",
};

export const noDelay: typeof english.noDelay = {
  ask: "让网关立即发送小数据包",
  says: "网关的 OpenSSH 早于 10 时，传输大量小文件更快。每个会话会启动一次该账户的 SFTP，随即结束。",
};

export const oldServer: typeof english.oldServer = {
  title: "旧服务器",
  off: "否：只用目前安全的算法",
  on: "是：放行较弱的算法",
  allow: "放行已不安全的算法",
  says: "仅对这台服务器，且仅当它不支持更好的算法时：用 SHA-1 签名的密钥交换、主机密钥和 RSA 登录，DSA 主机密钥，CBC 模式的加密，以及 SHA-1 校验。途中有足够能力的人就可能读取或篡改内容。",
};

export const revokedHostKeys: typeof english.revokedHostKeys = {
  title: "已吊销的主机密钥",
  none: "无列表",
  file: "已吊销主机密钥的列表",
  says: "服务器出示此列表中的密钥时会被拒绝，即使您以前信任过它。可以是 ssh-keygen -k 生成的文件（KRL），或每行一个公钥；缺少该文件时不会建立连接。",
  choose: "选择…",
};

export const devices: typeof english.devices = {
  title: "设备",
  summary: (charset, most) =>
    most === undefined ? `文件名使用 ${charset}` : `文件名使用 ${charset}；断线期间最多暂存 ${most}`,
  charset: "设备文件名的字符集",
  charsetSays: "供不支持 UTF-8 的设备使用。服务器上的文件名始终是 UTF-8；设备字符集中没有的字符列为 %u5199; 的形式",
  charsets: { "utf-8": "UTF-8", latin1: "Latin-1 (Windows-1252)", "shift-jis": "Shift-JIS" },
  spoolFolder: "暂存文件夹",
  spoolFolderSays: "位于本机，在无法连接网关时使用。不填则不暂存。",
  spoolMost: "上限",
  spoolAccepts: "无法连接网关时也接收文件",
  spoolAcceptsSays: "文件完整写入本机后，设备就会得到“已存储”的答复。",
  acceptsWarning: "等待发送的文件只存在于本机，且未加密。",
  acceptsRemedy: "如果在连接恢复前本机磁盘损坏，这些文件就会丢失，而设备并不知情。全部发送完之前请勿关闭本机。",
};

export const clientTls: typeof english.clientTls = {
  title: "与 FTP 程序之间的 TLS",
  mode: "FTP 程序与 Culvert 之间的加密",
  modes: {
    usual: "默认",
    off: "关闭",
    offered: "提供",
    required: "必需",
  },
  says: {
    usual: "对本机上的程序关闭，对其他计算机提供。",
    off: "程序用明文 FTP 与 Culvert 通信。程序发起的 TLS 会被拒绝。",
    offered: "程序可以使用显式 TLS（AUTH TLS），也可以使用明文 FTP。",
    required: "没有 TLS 就不能登录，也不能传输文件。",
  },
  implicitPort: "隐式 TLS 的端口",
  implicitPortSays: "第二个本地端口，供只懂 ftps:// 的程序使用。如果没有这样的程序，请留空。",
  ownCertificate: "您自己的证书",
  ownCertificateSays:
    "含有证书及其密钥的 PEM 文件。留空：Culvert 为本机生成一个证书，您可以在隧道页面保存它，再导入各程序。",
  closeNotify: "上传必须以 close_notify 结束",
  closeNotifySays: "只有程序从不发送它时才关闭此项：那样的话，中途被切断的上传看起来也是完整的。",
  certificate: "证书（SHA-256）",
  kind: "TLS",
  kinds: (mode, implicitPort) =>
    [
      ...(mode === "off" ? [] : [mode === "required" ? "显式，必需" : "显式，如果程序支持"]),
      ...(implicitPort === undefined ? [] : [`隐式，端口 ${implicitPort}`]),
    ].join("；"),
  save: "保存证书",
  saved: (file) => `已保存为 ${file}`,
};

export const relayTls: typeof english.relayTls = {
  title: "到 FTP 服务器的 TLS",
  mode: "TLS",
  modes: { auto: "在服务器要求时", explicit: "始终，用 AUTH TLS", implicit: "从第一个字节开始", never: "从不" },
  says: {
    auto: "您的 FTP 程序与 Culvert 用普通 FTP。如果服务器不用 TLS 就不让登录，Culvert 便与它用 TLS。",
    explicit: "您的 FTP 程序与 Culvert 用普通 FTP，Culvert 与服务器用 TLS，命令和数据都是。",
    implicit: "990 端口上的 FTPS 服务器要求这样。",
    never: "要求 TLS 的服务器会拒绝您。",
  },
  certificate: "服务器的证书",
  certificateSays: "SHA-256 指纹。留空时由系统判断，或询问您一次；服务器换了证书后请清空。",
  clientCertificate: "您的证书",
  clientCertificateSays: "一个含有证书和私钥的 PEM 文件，供要求证书的服务器使用。",
  closeNotify: "文件必须按 TLS 的方式结束",
  closeNotifySays: "仅对从不这样做的服务器关闭：此后途中被截断的文件看起来也会是完整的。",
  oldServer: "放行已不安全的 TLS",
  oldServerSays: "TLS 1.0 和 1.1、SHA-1 和短密钥。网关与 FTP 服务器之间的人就可能读取或篡改内容。",
};

export const proxy: typeof english.proxy = {
  title: "代理服务器",
  says: "当网络不放行其他流量时，由它把连接带到第一台 SSH 服务器，并由它解析那台服务器的名称。",
  none: "无",
  kind: "类型",
  kinds: { none: "不用代理服务器", http: "HTTP（CONNECT）", socks5: "SOCKS 5" },
  username: "用户名（如果需要）",
  usernameHint: "随后会询问它的密码",
};

export const jump: typeof english.jump = {
  title: "跳板机",
  says: "通往网关途中的服务器，按经过的顺序排列。",
  none: "无",
  add: "添加跳板机",
  one: (index) => `跳板机 ${index}`,
};

export const forwards: typeof english.forwards = {
  title: "其他转发",
  says: "让邮件、VNC、rsync 等也经由同一网关传输。",
  none: "无",
  add: "添加转发",
  one: (index) => `转发 ${index}`,
  nameHint: "邮件",
  kind: "类型",
  enabled: "启用",
  empty: "空白，自行填写",
  port: "端口或端口段",
  listen: { local: "本机监听", remote: "网关监听", dynamic: "本机监听" },
  target: { local: "通往", remote: "通往本机的" },
  hints: {
    local: { listen: "", listenPort: "例如 5900-5910", target: "网关所知的主机，或网关上 Unix 套接字的路径。" },
    remote: {
      listen: "网关的一个地址，或网关上 Unix 套接字的路径。",
      listenPort: "0：由网关选择",
      target: "本机所知的主机，或本机上 Unix 套接字的路径。",
    },
    dynamic: { listen: "程序把它当作 SOCKS 5 或 4a 代理；名称由网关解析。", listenPort: "", target: "" },
  },
};
