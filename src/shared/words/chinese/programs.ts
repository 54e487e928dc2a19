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
  ownValues: {
    filezilla: {
      ftp: "FTP - 文件传输协议",
      plain: "只使用明文 FTP (不安全)",
      "plain-or-tls": "如果可用，使用显式的 FTP over TLS",
    },
    winscp: {
      plain: "不加密（No encryption）",
      "plain-or-tls": "不加密（No encryption）；服务器要求时用 TLS/SSL Explicit encryption",
    },
  },
  warns: { filezilla: "它会警告明文 FTP 不安全：请按“确定”。您与网关之间由 SSH 加密。" },
  line: "命令",
  openIn: (program) => `用 ${program} 打开`,
  writeInto: (program) => `写入 ${program}`,
  writeIntoSays: (program) => `须先关闭 ${program}；它的设置会先备份。`,
  written: {
    added: (program, name) => `${program} 现在有站点“${name}”了。`,
    updated: (program, name) => `${program} 的站点“${name}”已更新。`,
    same: (program, name) => `${program} 已有站点“${name}”。`,
  },
  backup: (file) => `原来的设置：${file}`,
};
