import type * as english from "../english/route-page.js";

export const routePage: typeof english.routePage = {
  title: "线路",
  lastWorked: (time) => `${time} 见到`,
  lastWorkedBefore: (time) => `${time} 还正常`,
  ssh: "经由 SSH，已加密",
  tls: "使用 TLS，已加密",
  plainSays: "处在网关和这台服务器之间的人可以看到传输的一切，包括 FTP 密码。",
  summaries: {
    unknown: "",
    checking: "正在检查 FTP 能否通过",
    works: "在不知道 FTP 登录的情况下所能确认的：FTP 程序可以使用",
    "works-with-note": "FTP 程序可以使用；请看下面的说明",
    fails: "",
  },
  proven: "您的 FTP 程序能够通过",
  serverLines: "写进服务器自己的设置：",
  serverLinesIn: (file) => `写进服务器自己的设置 ${file}：`,
  lines: "这些行",
  whoseLogin: "用户名和密码",
  ofFtpServer: (server) => `您自己在 FTP 服务器 ${server} 上的`,
  oldKey: "一直以来记录的",
  newKey: "现在出示的",
  keyChanged: (host) => `${host} 的主机密钥变了。`,
  keyAt: (keyType, file, line) => `${keyType}，${file} 第 ${line} 行`,
  oldFingerprint: "记录的指纹",
  newFingerprint: "新的指纹",
  removeLine: (line) => `删除第 ${line} 行…`,
  removeTitle: (host) => `忘记 ${host} 原来的密钥？`,
  removeSays: "只有服务器管理员告诉您密钥已更换，才可以这样做。有人窃听时，看起来与此完全一样。",
  removeType: (host) => `要继续，请输入 ${host}`,
  removeDo: "忘记此密钥",
  removed: "该行已删除。请重新连接：届时会就新密钥询问您，请核对。",
};

export const mendLabels: typeof english.mendLabels = {
  "use-port": ({ port }) => `改用端口 ${port}`,
  "close-tunnel": ({ name }) => `断开“${name}”`,
  "switch-mode": ({ mode }) => ({ range: "改用被动端口段", relay: "改用中继", bridge: "改用 SFTP 网桥" })[mode],
  "choose-key": () => "选择密钥…",
  "answer-question": () => "回答问题",
  reconnect: () => "按改动后的配置重新连接",
  "open-known-hosts": ({ line }) => `打开文件的第 ${line} 行`,
  "copy-server-lines": () => "复制服务器的设置行",
  "edit-profile": () => "编辑配置",
  retry: () => "重试",
};

export const spool: typeof english.spool = {
  title: "暂存在本机",
  waits: (_count, files, bytes) => `${files} 个文件（${bytes}）在本机等待发往网关。`,
};

export const transferList: typeof english.transferList = {
  title: "传输",
  none: "还没有传输",
  noFailures: "最近的传输都没有失败",
  failuresOnly: "只看失败的",
  copy: "复制传输记录",
  copied: "传输记录已复制",
  showAll: (count) => `显示全部 ${count} 个`,
  showFewer: "收起",
  isForeign: "文件名不是 UTF-8：请在配置中选择该设备的字符集（ftp.charset）。",
  moved: { fetching: "已下载", storing: "已上传", listing: "已列目录" },
  because: (outcome, said) => `${outcome}：${said}`,
  took: (bytes, duration) => `${bytes}，用时 ${duration}`,
  of: (bytes, size) => `${bytes} / ${size}`,
  progress: (name) => `${name} 的进度`,
  left: (percent, duration) => `${percent}，约剩 ${duration}`,
  columns: ["结束时间", "命令", "路径", "字节", "大小", "秒", "每秒字节", "结果", "应答", "用户"],
};
