import type * as english from "../english/questions.js";

export const sayAuthorities: typeof english.sayAuthorities = (authorities, certificate) =>
  `${authorities.map(({ file, line }) => `${file} 第 ${line} 行`).join("和 ")}为此主机信任一个证书颁发机构，但${
    certificate === undefined
      ? "服务器出示的密钥没有证书"
      : `服务器的证书${certificate.keyId === "" ? "" : `“${certificate.keyId}”`}不算数：它${CERTIFICATE_PROBLEMS[certificate.problem]}`
  }。`;

export const CERTIFICATE_PROBLEMS: typeof english.CERTIFICATE_PROBLEMS = {
  unreadable: "无法作为证书读取",
  "other-key": "属于另一个密钥",
  "wrong-kind": "种类不对：用户和主机各有各的证书",
  expired: "已过期",
  "not-yet-valid": "尚未生效",
  "wrong-principal": "的主体（principals）中没有这个用户或主机",
  "no-principals": "没有列出任何主体，因此谁也不能用",
  "critical-option": "带有未知的关键选项，因此谁都不能接受",
  "source-address":
    "也被拒绝：它只允许从某些地址使用（source-address；可用 ssh-keygen -L -f 查看），服务器看到的可能是本机的另一个地址",
  "wrong-authority": "由这里不信任的颁发机构签名",
  "bad-signature": "的签名不是其颁发机构的，或所用算法已不安全",
  revoked: "已被吊销",
  refused: "也被拒绝：服务器可能不信任其颁发机构，或已将它吊销",
};

export const questions: typeof english.questions = {
  for: (profile) => `用于“${profile}”`,
  hostKey: {
    title: "这是正确的服务器吗？",
    says: (gateway) => `Culvert 第一次遇到 ${gateway}。它出示了这个主机密钥：`,
    keyType: "密钥类型",
    fingerprint: "SHA256 指纹",
    advice: "请与服务器管理员提供的指纹核对。如果不一致，或无法核实，请取消：可能有人在窃听。",
    remember: "信任并记住",
    once: "仅信任这一次",
    picture: "密钥图案",
    pictureSays: "OpenSSH 的 VisualHostKey 和 ssh-keygen -lv 画出的是同一幅图。",
  },
  certificate: {
    title: "这是正确的 FTP 服务器吗？",
    says: (target, problem) => `${target} 使用 TLS，并出示了这张证书。需要您来确认，因为${problem}。`,
    subject: "颁发给",
    issuer: "颁发者",
    valid: "有效期",
    fingerprint: "SHA256 指纹",
    advice: "请与服务器管理员提供的指纹核对。如果不一致，或无法核实，请取消：可能有人在窃听。",
    remember: "信任并存入配置",
    once: "仅信任这一次",
  },
  password: {
    title: (who) => `${who} 的密码`,
    label: "密码",
    again: "服务器没有接受该密码。请检查后重试。",
    ofProxy: "这是通往网关途中代理服务器的密码，不是网关自己的密码。",
  },
  passphrase: {
    title: "密钥的口令",
    label: "密钥口令",
    says: (file) => `密钥文件 ${file} 已加锁。`,
    again: "该口令打不开密钥。请检查后重试。",
  },
  prompts: {
    title: (gateway) => `${gateway} 的提问`,
    answer: "回答",
  },
  remember: "在本机上记住",
  rememberSays: "由系统的密码库保管。",
  forSession: "在您退出 Culvert 之前记在内存中，供所有需要它的隧道使用。",
  forMinutes: (minutes) => `在内存中记住 ${minutes} 分钟，供所有需要它的隧道使用。`,
  show: "显示输入内容",
  hide: "隐藏输入内容",
  logIn: "登录",
  unlock: "解锁",
  send: "发送",
  goOn: "继续",
};

/** 服务器要求更改的密码。 */
export const newPassword: typeof english.newPassword = {
  title: (username) => `必须更改 ${username} 的密码`,
  label: "新密码：",
  repeat: "再输入一次：",
  differ: "两次输入不一致。请输入两次新密码。",
};
