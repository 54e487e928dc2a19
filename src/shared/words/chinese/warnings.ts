import type * as english from "../english/warnings.js";

export const sayWarning: typeof english.sayWarning = ({ file, mode }) => ({
  says: `本机上的其他人可能能使用您的密钥 ${file}：它的权限是 ${mode}。`,
  remedy: `请设为仅您可用：chmod 600 ${file}。`,
});
