import type * as english from "../english/warnings.js";

export const sayWarning: typeof english.sayWarning = (warning) => {
  const { file } = warning;
  switch (warning.code) {
    case "key.permissions-wide":
      return {
        says: `本机上的其他人可能能使用您的密钥 ${file}：它的权限是 ${warning.mode}。`,
        remedy: `请设为仅您可用：chmod 600 ${file}。`,
      };
    case "host-key.line-damaged":
      return {
        says: `${file} 的第 ${warning.line} 行写有此网关，但其密钥不完整或已损坏：该行已被跳过。`,
        remedy: "请从文件中删除该行。",
      };
    case "host-key.not-saved":
      return {
        says: `无法把您信任的主机密钥写入 ${file}（${warning.detail}），下次会再次询问。`,
        remedy: "请使该文件可由您写入，或指定另一个文件。",
      };
  }
};
