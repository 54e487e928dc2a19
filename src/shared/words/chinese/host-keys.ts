import type * as english from "../english/host-keys.js";

export const hostKeys: typeof english.hostKeys = {
  says: (file) =>
    `您在 Culvert 中信任过的服务器。它们记录在 ${file} 中，OpenSSH 也会读取该文件；您或其他程序写入的行不在此列出。`,
  none: "Culvert 还没有记录任何主机密钥。当您选择“信任并记住”时才会记录。",
  host: "服务器",
  key: "密钥",
  added: "信任日期",
  hidden: "已散列的名称",
  hiddenSays: "该文件隐藏主机名称，而这一个不属于您的任何配置。",
  remove: (host) => `移除 ${host} 的密钥`,
  confirmTitle: (host) => `移除 ${host} 的密钥？`,
  confirmSays: "下次遇到这台服务器时，Culvert 会重新询问。",
  confirm: "移除",
  authorities: "证书颁发机构",
  authoritiesSay: "出示其中一个机构所签证书的服务器，无需询问即被认识。这些行由信任它们的人写入；Culvert 只读取。",
  servers: "服务器",
  line: "所在行",
};
