import type * as english from "../english/first-run.js";

export const firstRun: typeof english.firstRun = {
  title: "一键让 FTP 走 SSH",
  says: "Culvert 让您现有的 FTP 程序经由 SSH 服务器传输，您与网关之间没有任何明文。",
  question: "或者从您已有的开始",
  relay: { name: "可以通过 SSH 到达的 FTP 服务器", says: "最常见的情况。服务器无需改动。" },
  bridge: { name: "只有 SSH", says: "不需要 FTP 服务器：Culvert 对您的程序说 FTP，对服务器说 SFTP。" },
  range: { name: "使用 TLS 或固定被动端口的 FTP 服务器", says: "控制端口和被动端口一对一转发，其中的加密直接通过。" },
  import: { name: "其他程序中的设置", says: "从 PuTTY、OpenSSH、WinSCP 或 FileZilla 导入。" },
  defaults: "其余都有默认值：会尝试您的 SSH 密钥和代理，缺什么再问您。",
  more: "更多设置…",
};
