import type { TakenPort } from "../../check/finding.js";
import { formatEndpoint } from "../../profile/endpoint.js";
import type * as english from "../english/finding-messages.js";
import type { FindingMessages, ServerTitles } from "../finding-messages.js";
import { sayWarning } from "./warnings.js";

export const probes: typeof english.probes = {
  name: "名称",
  gateway: "网关",
  "host-key": "主机密钥",
  encryption: "加密",
  login: "登录",
  forwarding: "转发",
  target: "FTP 服务器",
  tls: "TLS",
  "ftp-login": "FTP 登录",
  passive: "被动模式",
  address: "所报地址",
  range: "被动端口段",
  "extended-passive": "扩展被动模式",
  data: "数据连接",
  "target-name": "目标的名称",
  sftp: "SFTP",
  home: "主文件夹",
  sessions: "会话数",
  forward: "转发",
  "local-ports": "本地端口",
  "system-ports": "系统自用端口",
  "range-length": "端口段长度",
};

export const findings: FindingMessages = {
  "not-reached": ({ because }) => ok(`未知：要先通过“${probes[because]}”。`),
  "timed-out": () => ({
    says: "没有及时得到应答。",
    remedy: "请再试一次；如果仍然如此，请查看 FTP 服务器的日志，以及网关与它之间的防火墙。",
  }),
  "hung-up": () => ({
    says: "服务器没有应答，而是断开了连接。",
    remedy: "它的日志会说明原因：可能限制了连接数，或在密码错误后屏蔽了地址。",
  }),
  "name.address": ({ host }) => ok(`${host} 本来就是地址。`),
  "name.by-proxy": ({ host, proxy }) => ok(`${host} 由代理 ${proxy} 查找。`),
  "name.found": ({ host, addresses }) => ok(`${host} 是 ${list(addresses)}。`),
  "gateway.answers": ({ software, ...gateway }) =>
    ok(`${formatEndpoint(gateway)} 有应答${software === "" ? "" : `（${software}）`}。`),
  "host-key.known": ({ keyType, fingerprint }) => ok(`就是您认识的那一个：${keyType} ${fingerprint}。`),
  "host-key.trusted": ({ keyType, fingerprint }) => ok(`从现在起您信任它：${keyType} ${fingerprint}。`),
  "host-key.line-damaged": (found) => sayWarning(found),
  "host-key.not-saved": (found) => sayWarning(found),
  "gateway.delays": (found) => sayWarning(found),
  "encryption.post-quantum": ({ keyExchange, cipher }) =>
    ok(`密钥由 ${keyExchange} 交换，量子计算机也破不了；由 ${cipher} 加密。`),
  "encryption.classic": ({ keyExchange, cipher, software, ...gateway }) => ({
    says: `密钥由 ${keyExchange} 交换，由 ${cipher} 加密。现在录下它的人，等有了量子计算机就可能读出内容，首先是 FTP 密码。服务器没有 Culvert 支持的后量子密钥交换。`,
    remedy: `请更新 ${formatEndpoint(gateway)} 的 SSH 服务器${software === "" ? "" : `（${software}）`}：OpenSSH 从 9.9 起有 mlkem768x25519-sha256。如果它的 sshd_config 里设了 KexAlgorithms，请把这个名称加在最前面。`,
  }),
  "login.accepted": ({ username, ...gateway }) => ok(`${formatEndpoint(gateway)} 让 ${username} 登录了。`),
  "login.key-open": ({ username, file, mode, ...gateway }) => ({
    says: `${formatEndpoint(gateway)} 让 ${username} 登录了。本机上的其他人可能能使用您的密钥 ${file}：它的权限是 ${mode}。`,
    remedy: `请设为仅您可用：chmod 600 ${file}。`,
  }),
  "login.banner": ({ said, ...gateway }) => ok(`${formatEndpoint(gateway)} 在登录时说：“${said}”。`),
  "forwarding.allowed": ({ target }) => ok(`网关可以转发到 ${target}。`),
  "target.answers": ({ target, server, greeting }) => ok(`${target} 有应答：${SERVER[server]}，“${greeting}”。`),
  "target.silent": ({ target }) => ({
    says: `${target} 接受了连接，却什么也不说。`,
    remedy:
      "请检查目标端口。一开始就用 TLS 的服务器（990 端口）会这样等待：请把到服务器的 TLS 设为隐式；网页服务器也会这样，但它不是 FTP 服务器。",
  }),
  "target.turns-away": ({ target, said }) => ({
    says: `${target} 拒绝所有人：它说的是“${said}”。`,
    remedy: "可能达到了连接数上限，或拒绝网关的地址：请查看它的设置。",
  }),
  "tls.not-demanded": ({ isOffered }) =>
    ok(
      isOffered
        ? "提供但不强制：请把程序设为普通 FTP，到网关的路上由 SSH 加密。"
        : "不强制：请把程序设为普通 FTP，到网关的路上由 SSH 加密。",
    ),
  "tls.passes": ({ said, certificate: { subject, fingerprint } }) =>
    ok(
      `服务器要求 TLS（“${said}”），在端口段模式下它端到端通过：请把程序设为显式 TLS。服务器的证书（您的程序会询问，Culvert 不作验证）：${subject === "" ? "" : `${subject}，`}SHA-256 ${fingerprint}。`,
    ),
  "tls.spoken": ({ said, isTrusted, certificate: { subject, fingerprint } }) => ({
    says: `${said === "" ? "" : `服务器要求 TLS（“${said}”）：`}Culvert 与它使用 TLS，您的程序仍用普通 FTP。服务器的证书：${subject === "" ? "" : `${subject}，`}SHA-256 ${fingerprint}。`,
    remedy: isTrusted ? "" : "没有本机信任的机构为它担保：您的程序首次连接时会询问您。在此之前不会向它发送 FTP 密码。",
  }),
  "tls.expires": ({ isOver, until, certificate: { subject, fingerprint } }) => ({
    says: `TLS 可用，但服务器的证书${isOver ? "已于" : "将于"} ${new Date(until).toISOString().slice(0, 10)} 过期：${subject === "" ? "" : `${subject}，`}SHA-256 ${fingerprint}。`,
    remedy: "请 FTP 服务器的管理员更新它；如果配置或您的程序中存有旧证书，之后会询问新的证书。",
  }),
  "tls.refused": ({ said }) => ({
    says: `服务器要求 TLS 却不提供：对 AUTH TLS 它说的是“${said}”。`,
    remedy: "请查看 FTP 服务器的 TLS 设置和证书；它的日志会说明更多。",
  }),
  "tls.failed": ({ detail }) => ({
    says: `服务器要求 TLS，但握手失败（${detail}）。`,
    remedy: "请查看 FTP 服务器的证书和 TLS 版本：Culvert 在这里使用 TLS 1.2 和 1.3。使用更早 TLS 的程序也许仍能连上。",
  }),
  "ftp-login.accepted": ({ username }) => ok(`FTP 服务器让 ${username} 登录了。`),
  "ftp-login.no-name": ({ said }) => ({
    says: `不允许匿名登录（“${said}”），因此看不到数据端口。`,
    remedy:
      "请提供 FTP 用户名和密码后重新检查：填在窗口的两个输入框里，或用 CULVERT_FTP_USER 和 CULVERT_FTP_PASSWORD。只用一次，不会保存。",
  }),
  "ftp-login.refused": ({ username, said }) => ({
    says: `FTP 服务器不让 ${username} 登录：它说的是“${said}”。`,
    remedy: "请检查 FTP 用户名和密码；它们属于 FTP 服务器，可能与网关的不同。",
  }),
  "passive.granted": ({ ports }) =>
    ok(
      ports.length === 1
        ? `PASV 有应答，端口是 ${list(ports)}。`
        : `PASV 有应答，端口例如 ${list(ports.slice(0, 4))}。`,
    ),
  "passive.unreadable": ({ said }) => ({
    says: `对 PASV 的应答里没有数据端口：“${said}”。`,
    remedy: "请把服务器的被动端口设为 1023 以上，并检查让它报出的地址。",
  }),
  "extended-passive.granted": () => ok("EPSV 有应答。"),
  "extended-passive.refused": ({ said }) => ({
    says: `EPSV 被拒绝（“${said}”）。`,
    remedy: "多数程序这时会改用 PASV。不会改用的程序，需要在服务器上放行，或把它的主机设为 127.0.0.1 而不是 ::1。",
  }),
  "address.dialled": ({ address }) => ok(`服务器报出 ${address}，正是您的程序连接的地址：数据会经过隧道。`),
  "address.replaced": ({ address }) => ok(`服务器报出 ${address}；中继会换成自己的地址，所以报什么都可以。`),
  "address.elsewhere": ({ address, dialled }) => ({
    says: `服务器为数据报出 ${address}，而您的程序连接的是 ${dialled}：FileZilla、WinSCP 等程序会直接连接 ${address}，绕过隧道，且不加密。`,
    remedy: `请让服务器报出 ${dialled}，或使用中继模式，它不需要服务器做任何设置。`,
  }),
  "range.inside": ({ ports, passive }) =>
    ok(`它给出的${ports.length === 1 ? "端口" : ` ${ports.length} 个端口都`}在 ${passive} 之内。`),
  "range.outside": ({ outside, passive }) => ({
    says: `服务器给出了 ${passive} 之外的端口：${list(outside.slice(0, 6))}。连到它们的数据连接不会有结果。`,
    remedy: `请把服务器的被动端口段设为 ${passive}，或按服务器的来改配置；中继模式两者都不需要。`,
  }),
  "data.carried": ({ bytes, port }) => ok(`经端口 ${port} 收到一份列表：${bytes} 字节。`),
  "data.unreachable": ({ target }, { why }) => ({
    says: `到 ${target} 的数据连接失败了。${why.says}`,
    remedy:
      why.remedy === "" ? "" : `控制连接正常而数据连接不通：防火墙或网关的规则可能只放行了控制端口。${why.remedy}`,
  }),
  "data.refused": ({ target, said }) => ({
    says: `到 ${target} 的数据连接已建立，但服务器不肯使用：它说的是“${said}”。`,
    remedy: "FTP 服务器会比较两条连接的地址。请用服务器的真实名称作为目标，让两者走同一条路，或让服务器接受其他地址。",
  }),
  "target-name.true": ({ host }) => ok(`${host}：控制连接和数据连接到达同一个地址。`),
  "target-name.localhost": ({ host, carries, mode }) => ({
    says:
      carries === true
        ? `目标写的是 ${host}，${mode === "relay" ? "可以使用。" : "目前可以使用。"}`
        : `目标写的是 ${host}：FTP 服务器在控制连接到达的地址上打开数据端口，而 ${host} 可能是另一个地址，甚至另一台机器。`,
    remedy:
      carries === true && mode === "relay"
        ? ""
        : "请改写为网关所知的 FTP 服务器真实名称或地址：这样控制和数据走同一条路，即使服务器不监听回环地址，或 localhost 意为 ::1，也没有问题。",
  }),
  "sftp.there": ({ gateway }) => ok(`${gateway} 提供 SFTP。`),
  "home.listed": ({ path, names }) => ok(`${path} 可以列出：${names} 个名称。`),
  "home.unlistable": ({ path, detail }) => ({
    says: `无法列出主文件夹 ${path}（${detail}）。`,
    remedy: "您的 FTP 程序起初会什么也看不到：请网关管理员建立该文件夹，或允许您读取。",
  }),
  "sessions.ample": ({ count }) => ok(`至少可以同时有 ${count} 个 FTP 连接。`),
  "sessions.few": ({ gateway, count }) => ({
    says: `${gateway} 同时只允许 ${count} 个 FTP 连接。`,
    remedy: `请让 FTP 程序最多使用 ${count} 个连接（FileZilla：站点管理器 > 传输设置），或调大服务器 sshd_config 中的 MaxSessions。`,
  }),
  "forward.reached": ({ target }) => ok(`网关可以到达 ${target}。`),
  "forward.gateway-listens": ({ place: path, target }) => ok(`网关可以监听 ${path}，并且 ${target} 在本机有应答。`),
  "forward.proxy": () => ok("SOCKS 代理：通往哪里由各程序自己决定。"),
  "forward.in-use": () => ok("正在使用：该配置的隧道是打开的。"),
  "local-ports.free": ({ count }) => ok(count === 1 ? "本地端口空闲。" : `${count} 个本地端口全部空闲。`),
  "local-ports.own": ({ count }) => ok(`由 Culvert 自己占用：有一条使用这 ${count} 个端口的隧道是打开的。`),
  "local-ports.taken": ({ taken, count }, { whyTaken }) => ({
    says: `${count} 个本地端口中有 ${taken.length} 个不能使用。${taken
      .slice(0, MAX_NAMED)
      .map((port, index) => sayTaken(port, whyTaken[index]?.says ?? ""))
      .join("")}${taken.length > MAX_NAMED ? `还有 ${taken.length - MAX_NAMED} 个。` : ""}`,
    remedy: takenRemedy(taken, whyTaken[0]?.remedy ?? ""),
  }),
  "system-ports.clear": ({ first, last }) => ok(`端口段避开了本系统分给其他程序的端口（${first}-${last}）。`),
  "system-ports.overlap": ({ first, last, passive }) => ({
    says: `${passive} 处在本系统随时分给任何程序的端口之中（${first}-${last}）：偶尔会有一个被占用，传输就会失败。`,
    remedy: `请在两边都选 ${first} 以下的端口段，或使用中继模式。`,
  }),
  "range-length.ample": ({ count }) => ok(`${count} 个端口：可以同时进行同样多的传输。`),
  "range-length.short": ({ count, server }) => ({
    says: `${count} 个端口：同时只能进行 ${count} 个传输。${FALLS_OUT.has(server) ? `再多时，${SERVER[server]} 会悄悄给出端口段之外的端口，传输就会挂起。` : "再多一个会被服务器拒绝。"}`,
    remedy: "请限制 FTP 程序同时传输的数目，加长端口段，或使用中继模式。",
  }),
};

const ok = (says: string) => ({ says, remedy: "" });
const list = (items: readonly (string | number)[]): string => items.join("、");

export const SERVER: ServerTitles = {
  vsftpd: "vsftpd",
  proftpd: "ProFTPD",
  "pure-ftpd": "Pure-FTPd",
  "filezilla-server": "FileZilla Server",
  iis: "Microsoft IIS",
  pyftpdlib: "pyftpdlib",
  unknown: "某个 FTP 服务器",
};

/** Those that take any port once their range is used up. */
const FALLS_OUT: ReadonlySet<string> = new Set(["proftpd", "pyftpdlib"]);
const MAX_NAMED = 4;

function sayTaken({ holder, cause }: TakenPort, why: string): string {
  if (holder === undefined || !("host" in cause && "port" in cause)) return why;
  const process = holder.pid === undefined ? "" : `（进程 ${holder.pid}）`;
  if (holder.profile !== undefined) return `${formatEndpoint(cause)} 由 Culvert 自己占用，用于“${holder.profile}”。`;
  if (holder.isCulvert) return `${formatEndpoint(cause)} 由 Culvert 自己占用${process}。`;
  return `${formatEndpoint(cause)} 由 ${holder.program ?? "另一个程序"}${process}占用。`;
}

function takenRemedy(taken: readonly TakenPort[], first: string): string {
  const holder = taken
    .map((port) => port.holder)
    .find((one) => one?.program !== undefined || one?.profile !== undefined);
  if (holder?.profile !== undefined)
    return `请断开“${holder.profile}”，或给两者之一换别的本地端口；中继模式不需要固定的数据端口。`;
  return holder?.program === undefined
    ? first
    : `如果不需要 ${holder.program}，请结束它；或在配置中换一个本地端口。数据端口的号码不能改：这种情况下可用中继模式，它不需要固定端口。`;
}
