import type * as english from "../english/tls.js";

/** TLS 失败的原因与对策。 */
export const tlsFailures: typeof english.tlsFailures = {
  "timed-out": {
    says: "服务器没有继续",
    remedy: "请检查目标端口：一开始就用 TLS（隐式）通常在 990 端口，AUTH TLS 通常在 21 端口。",
  },
  closed: {
    says: "服务器挂断了",
    remedy: "请查看 FTP 服务器的日志：它可能需要另一版本的 TLS，或客户端证书。",
  },
  "too-old": {
    says: "双方没有共同的 TLS 版本或加密算法",
    remedy:
      "请更新服务器：Culvert 至少需要 TLS 1.2。如果无法更新，请在配置中设置 ftp.oldServer：它接受 TLS 1.0 和 1.1、SHA-1 和短密钥，从网关到服务器的途中可能被破解。",
  },
  injected: {
    says: "服务器同意 TLS 之后，又有内容以明文传来",
    remedy: "这正是攻击此类连接的手法，因此什么也没有发送：请询问服务器或途中网络的管理员。",
  },
  "other-certificate": {
    says: "数据连接出示的证书与控制连接的不同",
    remedy: "可能有人插在中间，因此什么也没有传输：请询问服务器管理员。",
  },
  other: {
    says: "传来的不是 TLS，或已损坏",
    remedy: "请检查目标端口和配置中的 TLS 种类；服务器前面的防火墙或代理也可能破坏 TLS。",
  },
};

export const clientTlsFailures: typeof english.clientTlsFailures = {
  "timed-out": {
    says: "程序没有继续",
    remedy: "请检查程序中的 TLS 种类：FTP 端口用显式（AUTH TLS），另一个端口用隐式。",
  },
  closed: {
    says: "程序挂断了",
    remedy: "它可能不信任 Culvert 的证书：请在窗口中或用 culvert export 保存证书，再导入该程序。",
  },
  untrusted: {
    says: "程序不信任 Culvert 的证书",
    remedy: "请在窗口中或用 culvert export 保存证书，再导入该程序。",
  },
  "too-old": {
    says: "双方没有共同的 TLS 版本或加密算法",
    remedy: "请更新该程序：Culvert 使用 TLS 1.2 和 1.3。",
  },
  injected: {
    says: "AUTH 之后又有内容以明文传来",
    remedy: "这正是攻击此类连接的手法，因此已将其断开。总是这样做的程序有缺陷。",
  },
  other: {
    says: "传来的不是 TLS，或已损坏",
    remedy: "请检查程序中的 TLS 种类：FTP 端口用显式（AUTH TLS），另一个端口用隐式。",
  },
};

export const describeCertificateProblem: typeof english.describeCertificateProblem = (problem) =>
  ({
    "self-signed": "它只由自己担保",
    "unknown-issuer": "没有本机信任的机构为它担保",
    expired: "它已过期",
    "not-yet-valid": "它尚未生效",
    "other-name": "它属于另一个服务器名称",
    other: "无法核实",
  })[problem];
