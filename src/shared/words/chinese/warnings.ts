import { formatEndpoint } from "../../profile/endpoint.js";
import type * as english from "../english/warnings.js";

export const sayWarning: typeof english.sayWarning = (warning) => {
  switch (warning.code) {
    case "key.permissions-wide":
      return {
        says: `本机上的其他人可能能使用您的密钥 ${warning.file}：它的权限是 ${warning.mode}。`,
        remedy: `请设为仅您可用：chmod 600 ${warning.file}。`,
      };
    case "host-key.line-damaged":
      return {
        says: `${warning.file} 的第 ${warning.line} 行写有此网关，但其密钥不完整或已损坏：该行已被跳过。`,
        remedy: "请从文件中删除该行。",
      };
    case "host-key.not-saved":
      return {
        says: `无法把您信任的主机密钥写入 ${warning.file}（${warning.detail}），下次会再次询问。`,
        remedy: "请使该文件可由您写入，或指定另一个文件。",
      };
    case "gateway.delays":
      return {
        says: `${formatEndpoint(warning)} 上的账户不能运行 SFTP，因此服务器仍会推迟发送小数据包：传输大量小文件会更慢。`,
        remedy: `请允许该账户运行 SFTP，或把网关更新到 OpenSSH 10，或在配置中取消勾选“让网关立即发送小数据包”（gateway.noDelay）。`,
      };
    case "ftp.open-to-all":
      return {
        says: `网络上的每台计算机都能连接 ${warning.listen}，而那里的 FTP 是明文。`,
        remedy: "请在 ftp.allow 中写明允许的地址或网络，例如“192.168.7.0/24”；如果确实对所有计算机开放，请写“any”。",
      };
  }
};
