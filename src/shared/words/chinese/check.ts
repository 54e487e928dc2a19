import type * as english from "../english/check.js";

export const check: typeof english.check = {
  command: "我的 FTP 程序能用吗？逐项探测，给出结果和办法",
  commandProfile: "配置的标识或名称（见 culvert list）",
  reportOption: "给别人看的报告：主机名、地址和用户名都已遮盖",
  ftpLoginHalf: "CULVERT_FTP_USER 和 CULVERT_FTP_PASSWORD 要一起设置，或者都不设置。",
  outcomes: { ok: "正常", warning: "可用，但要留意", failed: "不行", skipped: "未知" },
  verdicts: {
    works: "您的 FTP 程序可以使用。",
    "works-with-warnings": "就所见而言，您的 FTP 程序可以使用；请看标有 ! 的说明。",
    fails: "您的 FTP 程序还不能使用：请从上到下解决标有 ✗ 的问题。",
  },
  verdictsWithoutFtp: {
    works: "隧道可以使用。",
    "works-with-warnings": "就所见而言，隧道可以使用；请看标有 ! 的说明。",
    fails: "隧道还不能使用：请从上到下解决标有 ✗ 的问题。",
  },
  settingsIn: (title, path) => `${title}，写在 ${path}：`,
  then: (command) => `然后：${command}`,

  button: "用我的 FTP 登录检查",
  buttonWithoutLogin: "全面检查",
  title: "我的 FTP 程序能用吗？",
  titleWithoutFtp: "隧道能用吗？",
  about: (profile) => `“${profile}”`,
  intro:
    "Culvert 会沿着您的 FTP 程序要走的路一步步走一遍，并指出会在哪里停住。服务器上什么都不会改变。您与网关之间的传输是加密的；网关之后，则看 FTP 服务器如何。",
  ftpUser: "FTP 用户名",
  ftpPassword: "FTP 密码",
  ftpLoginSays: "许多 FTP 服务器登录后才给出数据端口。只用这一次，不会保存；留空则尝试匿名登录。",
  start: "检查",
  again: "重新检查",
  cancel: "停止",
  close: "关闭",
  running: "正在检查…",
  cancelled: "检查已停止。",
  findings: "结果",
  passed: (count) => `${count} 步无需处理`,
  copyReport: "复制报告",
  reportCopied: "报告已复制，名称均已遮盖。",
  lines: "这些行",
};
