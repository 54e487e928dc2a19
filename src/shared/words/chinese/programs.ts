import type * as english from "../english/programs.js";

export const programs: typeof english.programs = {
  chooser: "程序",
  names: {
    any: "任意 FTP 程序",
    filezilla: "FileZilla",
    winscp: "WinSCP",
    dreamweaver: "网页制作（Dreamweaver）",
    explorer: "Windows 资源管理器",
    curl: "curl",
    lftp: "lftp",
  },
  where: {
    any: "",
    filezilla: "文件 > 站点管理器 > 新站点",
    winscp: "登录 > 新建站点",
    dreamweaver: "站点 > 管理站点 > 服务器 > 基本；被动模式在“更多选项”中",
    explorer: "输入到地址栏",
    curl: "在终端中",
    lftp: "在终端中",
  },
  fields: {
    host: "主机",
    port: "端口",
    user: "用户",
    address: "地址",
    protocol: "协议",
    encryption: "加密",
    transfer: "传输模式",
  },
  values: {
    ftp: "FTP",
    plain: "无，普通 FTP",
    "plain-or-tls": "普通 FTP；服务器要求时用显式 TLS",
    passive: "被动",
    either: "被动或主动",
    on: "使用被动式 FTP",
  },
  line: "命令",
  openIn: (program) => `用 ${program} 打开`,
};
