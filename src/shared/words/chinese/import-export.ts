import type * as english from "../english/import-export.js";

const q = (what: string): string => `“${what}”`;

export const importNotes: typeof english.importNotes = {
  "file-missing": () => "没有这个文件或文件夹：请检查路径。",
  "file-unreadable": (what) => `无法读取（${what}）：请确认它是文件，并且您有读取权限。`,
  "file-too-large": (what) => `它有 ${what}，远大于任何设置文件，因此没有读取。`,
  "file-binary": () => "其中有不是文本的字节：请选择程序导出的文件或其设置文件。",
  "file-not-recognised": () =>
    "Culvert 不认识这种文件。它能读取 OpenSSH 配置、PuTTY 与 KiTTY 会话、WinSCP.ini、FileZilla 的 sitemanager.xml 以及自己的配置文档。",
  "folder-without-sessions": () =>
    "此文件夹中没有文件：请指定存放 PuTTY 会话的文件夹，例如 ~/.putty/sessions，或 KiTTY 的 Sessions 文件夹。",
  "nothing-found": () => "这里没有可导入的内容。",
  "too-many": (what) => `内容超过 Culvert 从一个文件能接收的数量（${what}）：后面的已略去。请拆分文件，分几次导入。`,
  "xml-malformed": () => "XML 在此处损坏或被截断：请重新导出该文件。",
  "xml-doctype": () =>
    "该文件含有文档类型声明，XML 可借此引用其他文件和实体：Culvert 不解析它们，也不读取该文件。如果您信任它，请删除那一行。",
  "json-malformed": () => "JSON 在此处损坏或被截断：请用编辑器改正，或重新导出。",
  "document-version": (what) => `这是版本 ${what} 的配置文档，而这个 Culvert 只读版本 1：请更新 Culvert。`,
  "registry-missing": (what) =>
    `在这里无法读取 Windows 注册表（${what}）。如果在另一台电脑上，请在那里用 regedit 导出会话，再指定那个 .reg 文件。`,
  "document-refused": (what) => `文档中有一个配置不完整。${what} 请改正后重新导入。`,
  "line-malformed": () => "无法读懂这一行，已跳过。",
  "session-without-host": (what) => `${q(what)}没有指定主机，已跳过。`,
  "protocol-unknown": (what) => `${what} 不能作为 FTP 或 SFTP 通过 SSH，已跳过。`,
  "include-missing": (what) => `没有文件与所包含的${q(what)}相符。`,
  "include-not-followed": (what) => `拖入的文件只读取它本身：它包含的${q(what)}没有读取。请改用按钮选择该文件。`,
  "include-loop": (what) => `${what} 又包含了自己；只读取一次。`,
  "include-too-deep": (what) => `${what} 嵌套太深，没有读取。`,
  "setting-lost": (what) => `${what} 没有带过来。`,
  "match-lost": (what) => `${q(`Match ${what}`)}之下的设置没有带过来。`,
  "password-lost": () => "不导入已保存的密码：连接时会向您询问。",
  "ftp-password-lost": () => "不导入已保存的密码：那是 FTP 服务器的密码，仍由您的 FTP 程序提供。",
  "proxy-lost": (what) => `代理（${what}）没有带过来。`,
  "ftp-proxy-lost": (what) => `FTP 站点从其网关到达：对它们而言，代理（${what}）没有带过来。`,
  "jump-lost": (what) => `跳板机${q(what)}没有带过来：无法读懂，或者绕成了圈。`,
  "name-not-completed": (what) =>
    `ssh 会补全这个主机名（CanonicalizeHostname），但 Culvert 没有找到 ${what}：名称保持原样。请在配置中写出完整名称，或在能找到它的网络中重新导入。`,
  "token-lost": (what) => `${q(what)}取决于只有 ssh 知道的内容，没有带过来。`,
  "forward-lost": (what) => `转发 ${what} 没有带过来：配置中没有这种转发，或其端口已被另一个占用。`,
  "forward-malformed": (what) => `无法读懂转发${q(what)}，已略去。`,
  "socket-lost": (what) => `转发${q(what)}在本机的 Unix 套接字上监听，已略去。`,
  "ftp-login-lost": (what) => `请照旧在 FTP 程序中以${q(what)}登录：配置不保存 FTP 登录信息。`,
  "ftp-tls": () => "该站点要求 TLS：中继会用 TLS 连接服务器，并请您确认一次证书。请把 FTP 程序设为普通 FTP。",
  "ftp-tls-at-once": () =>
    "该站点一开始就使用 TLS：中继会用 TLS 连接服务器，并请您确认一次证书。请把 FTP 程序设为普通 FTP。",
  "scp-lost": () => "该站点使用 SCP：Culvert 在同一服务器上使用 SFTP。",
  "section-twice": (what) => `${q(what)}出现了两次：已合并读取。`,
  "value-twice": (what) => `${q(what)}设置了两次：以第一次为准。`,
  "encoding-guessed": (what) => `此处不是 UTF-8：文件按 ${what} 读取，请留意带重音符号的名称。`,
  "name-cleaned": (what) => `名称中有无法显示的字符；现在是${q(what)}。`,
  "username-assumed": (what) => `没有给出用户名：与 ssh 一样，假定为${q(what)}。`,
  "aliases-joined": (what) => `${q(what)}通往同一处，因此是同一个配置。`,
  "forward-narrowed": (what) => `${what} 上的转发原先面向整个网络监听；现在只在本机监听。`,
  "forward-open": (what) => `该转发在 ${what} 监听，其他人可能连得上。`,
  "remote-narrowed": (what) => `网关 ${what} 上的转发原先面向网关所在的整个网络监听；现在只在网关本机监听。`,
  "remote-open": (what) => `该转发在网关的 ${what} 监听，其他人可能连得上。`,
  "listen-narrowed": (what) => `原本监听 ${what}，其他人可能可以访问；现在仅监听环回地址。`,
  "remote-off": (what) => `一个远程转发会让网关访问本机的 ${what}：它已关闭，需要时请自行开启。`,
  "bridge-users-left-out": () => "它的网桥原有用户，其密码可能为他人所知；现在需要为它生成的密码。",
  "bridge-closed": () => "它的桥接原本允许任何人登录；现在需要为它生成的密码。",
  "start-off": () => "原本会在 Culvert 启动时打开；现在不会，除非您重新设置。",
  "old-server": (what) => `${what} 放行了旧算法：配置中已打开“旧服务器”开关，仅对那台服务器放行 SHA-1 和 CBC。`,
  "range-made": (what) => `这些转发正是 FTP 的做法：已变为端口段模式，端口 ${what}。`,
  "relay-made": (what) => `只有控制端口（${what}）传不了文件：已变为中继模式，由它找到数据连接。`,
  "folder-in-name": () => "其文件夹写在名称前面。",
  "may-be-ftp": (what) => `这些转发可能用于 FTP（${what}）：除非您选择作为 FTP 导入，否则仍是普通转发。`,
};

export const exportNotes: typeof english.exportNotes = {
  "relay-as-control-port": (what) =>
    `其他程序没有 Culvert 的中继：只转发通往 ${what} 的控制端口，列目录和传输会卡住。要让其他程序照做，请使用端口段模式。`,
  "bridge-left-out": () => "其他程序没有 Culvert 的网桥：这里写出的只是登录网关。",
  "first-key-only": () => "PuTTY 只能用一个密钥：只写出第一个。",
  "first-jump-only": () => "PuTTY 只能用一台跳板机：只写出第一台。",
  "socket-left-out": () => "PuTTY 只转发端口：通往 Unix 套接字的转发已略去。",
  "off-left-out": (what) => `PuTTY 没有停用的转发：${what} 已略去。`,
  "any-port-left-out": (what) => `PuTTY 不能让服务器自选端口：通往 ${what} 的转发已略去。`,
  "jump-login-left-out": () => "PuTTY 以其默认设置登录跳板机：该配置在跳板机上的登录方式已略去。",
  "proxy-left-out": (what) => `PuTTY 只能用跳板机或代理之一：代理 ${what} 已略去。`,
  "old-server-left-out": () => "PuTTY 使用旧算法前会自己询问：旧服务器开关已略去。",
  "agent-left-out": (what) => `PuTTY 向 Pageant 或 SSH_AUTH_SOCK 的代理索取其全部密钥：${what} 已略去。`,
  "ways-left-out": () => "PuTTY 有自己的登录顺序：代理程序、密钥、提示、密码。",
  "site-behind-tunnel": (what) => `该站点通往 ${what}，即隧道监听之处：请先打开隧道。`,
  "puts-key-as-ppk": (what) => `PuTTY 使用自己格式的密钥：如果 ${what} 是其他格式，请用 PuTTYgen 转换。`,
  "nothing-to-set": () => "服务器上无需任何设置：只有端口段模式需要固定的被动端口。",
  "no-ftp": () => "该配置不传输 FTP，因此没有可写的内容。",
  "range-left-out": (what) => `该服务器只能设一个被动端口段：${what} 已略去。`,
  "name-address-to-all": (what) => `此后服务器会向所有客户端公布 ${what}：不经隧道连接的客户端必须忽略该地址。`,
};

export const importSources: typeof english.importSources = {
  openssh: "OpenSSH",
  putty: "PuTTY",
  kitty: "KiTTY",
  winscp: "WinSCP",
  filezilla: "FileZilla",
  culvert: "Culvert",
};
export const exportFormats: typeof english.exportFormats = {
  openssh: "OpenSSH：命令与配置",
  putty: "PuTTY：注册表文件",
  winscp: "WinSCP：站点",
  filezilla: "FileZilla：站点",
  vsftpd: "vsftpd 服务器设置",
  proftpd: "ProFTPD 服务器设置",
  "pure-ftpd": "Pure-FTPd 服务器设置",
  culvert: "Culvert：配置文档",
};
export const conflictChoices: typeof english.conflictChoices = {
  "keep-both": "两个都保留",
  replace: "替换",
  skip: "跳过",
};
export const standings: typeof english.standings = {
  new: "新配置",
  conflict: "已存在",
  same: "已有相同的",
  invalid: "不完整",
};
export const takings: typeof english.takings = {
  added: "已添加",
  replaced: "已替换",
  skipped: "已跳过",
  same: "已存在",
  "needs-gateway": "缺少网关",
  invalid: "不完整",
};

export const sayListener: typeof english.sayListener = ({ kind, listen, target = "", enabled }) => {
  const says = ((): string => {
    switch (kind) {
      case "bridge":
        return `监听 ${listen}，通往网关上的文件`;
      case "dynamic":
        return `监听 ${listen}，通往程序所指定的任何地址（SOCKS）`;
      case "remote":
        return `监听网关的 ${listen}，通往本机的 ${target}`;
      default:
        return `监听 ${listen}，通往 ${target}`;
    }
  })();
  return enabled ? says : `${says}（已关闭）`;
};

export const exchange: typeof english.exchange = {
  import: "从 OpenSSH、PuTTY、WinSCP、FileZilla 或配置文档导入配置",
  importFiles:
    "文件、存放 PuTTY 或 KiTTY 会话的文件夹，或（在 Windows 上）registry:putty、registry:kitty 和 registry:winscp",
  importProfilesOption: "导入到此配置文档，而不是应用自己的存储",
  dryRunOption: "只显示将会导入什么",
  onConflictOption: "已有同名配置时怎么办：keep-both、replace 或 skip",
  gatewayOption: "FTP 站点的 SSH 网关，user@host 或 user@host:port",
  asFtpOption: "把可能是 FTP 做法的转发作为 FTP 导入",
  gatewayWrong: (text) => `${q(text)}不是网关：请写成 user@host 或 user@host:port。`,
  export: "把配置写成其他程序的设置，或 FTP 服务器需要的设置行",
  exportProfile: "配置的 id 或名称（见 culvert list）",
  asOption: "写成什么",
  intoOption: "把站点写入这台计算机上某个程序的设置，该程序须已关闭",
  asOrInto: "请说明要写出什么：--as 格式，或 --into 程序。",
  outputOption: "写入此文件，而不是标准输出",
  line: (file, line) => (line === undefined ? file : `${file} 第 ${line} 行`),
  needsGateway: "这是 FTP 站点：请用 --gateway user@host 指定通往它的 SSH 网关。",
  wouldBe: (name, what) => `${name}：将会${what}`,
  was: (name, what, id) => `${name}：${what}${id === undefined ? "" : `（${id}）`}`,
  count: (taken, left) => `导入 ${taken} 个，略去 ${left} 个。`,
  countOfPart: (taken) => `导入 ${taken} 个；文件中其余的已略去。`,
  nothingStored: "没有存储任何内容。",
  atStart: (opens) => (opens ? "Culvert 启动时打开" : "不会自行打开"),
};

export const importing: typeof english.importing = {
  says: "接管您已有的设置：在您看过之前不会存储任何内容。",
  sources: "来自本机",
  sourcesSay: "OpenSSH 配置、PuTTY 与 KiTTY 会话、WinSCP.ini、FileZilla 的 sitemanager.xml 以及 Culvert 自己的文档。",
  choose: "选择文件…",
  drop: "或把文件拖到这里",
  found: (count) => (count === 0 ? "没有找到内容" : `找到 ${count} 个配置`),
  notes: "关于该文件",
  gateway: "FTP 站点的 SSH 网关",
  gatewayHint: "user@host 或 user@host:port。FTP 站点需要网关，并从那里到达其服务器。",
  gatewayWrong: "请写成 user@host 或 user@host:port。",
  onConflict: "如果已经存在",
  asFtp: "这些转发用于 FTP",
  needsGateway: "缺少网关",
  take: (count) => `导入 ${count} 个配置`,
  done: (count) => `已导入 ${count} 个配置。`,
  doneSays: "密码没有导入：连接时 Culvert 会询问 SSH 网关的密码，FTP 服务器的密码由您的 FTP 程序询问。",
};

export const exporting: typeof english.exporting = {
  menu: "导出…",
  title: "导出",
  format: "写成",
  text: "文本",
  save: "保存到文件…",
  saved: (file) => `已写入 ${file}。`,
  close: "关闭",
};
