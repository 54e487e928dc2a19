import { formatEndpoint, looksLikeSocket } from "../../profile/endpoint.js";
import type { AlgorithmPart, AuthAttempt } from "../../status/failure.js";
import type { PortHolder } from "../../status/port-holder.js";
import { loginRemedy, type LoginRemedy } from "../login-remedy.js";
import { describeSystemError, type SystemErrorWords } from "../errno-codes.js";
import type { Causes, FailureOf, FailureMessages, UserMessage } from "../message-types.js";
import { sayRefused } from "./field-issue-messages.js";
import { importSources } from "./import-export.js";
import { CERTIFICATE_PROBLEMS, sayAuthorities } from "./questions.js";
import { clientTlsFailures, describeCertificateProblem, tlsFailures } from "./tls.js";

const SPOOL_PROBLEMS: Readonly<Record<string, string>> = {
  damaged: "本机磁盘上的内容与上传的不一致",
  size: "在网关上的大小不同",
  taken: "该名字已存在",
  unsure: "改名时连接中断，现在那里没有该文件：可能已被取走",
};

export const failures: FailureMessages = {
  "ssh.unreachable": (failure) =>
    failure.disconnect === undefined
      ? UNREACHABLE[failure.cause](formatEndpoint(failure))
      : {
          says: `${formatEndpoint(failure)} 在登录完成前断开了连接：它说的是${quote(failure.disconnect.said)}（原因代码 ${failure.disconnect.reason}）。`,
          remedy: "请向服务器管理员询问：服务器日志里有原因。",
        },
  "ssh.not-ssh": (failure) => ({
    says: `${formatEndpoint(failure)} 上应答的不是 SSH：它说的是${quote(failure.heard)}。`,
    remedy: failure.wasSsh
      ? "这里以前应答的是 SSH，现在可能是别的东西代它应答，例如酒店网络的登录页面：请打开浏览器登录网络。Culvert 会自动重试。"
      : "请检查网关端口：SSH 通常在 22 端口，这个端口上可能是网页或 FTP 服务器。",
  }),
  "ssh.busy": (failure) => ({
    says: `${formatEndpoint(failure)} ${BUSY[failure.cause].says}：它说的是${quote(failure.said)}。`,
    remedy: BUSY[failure.cause].remedy,
  }),
  "ssh.incompatible": (failure) => ({
    says: sayIncompatible(failure),
    remedy: failure.oldServerHelps
      ? OLD_SERVER_HELPS
      : "服务器的 SSH 可能太旧或太严格：请更新它，或请管理员放行其他算法。",
  }),
  "ssh.login-refused": (failure) => ({
    says: `${formatEndpoint(failure)} 没有让 ${failure.username} 登录。${sayTries(failure.tried)}${failure.cutOff ? "随后服务器因尝试次数过多而断开。" : ""}${failure.said === undefined ? "" : `服务器说的是${quote(failure.said)}。`}`,
    remedy: LOGIN_REMEDY[loginRemedy(failure)](failure.offered),
  }),
  "ssh.question-cancelled": (failure) => ({
    says: `已取消连接 ${formatEndpoint(failure)}。`,
    remedy: "准备好答案后再重新连接。",
  }),
  "ssh.lost": (failure) => ({
    says: `与 ${formatEndpoint(failure)} 的 SSH 连接断了（${LOSS[failure.cause]}${failure.detail === undefined ? "" : `：${failure.detail}`}）。`,
    remedy: failure.atOnce
      ? "登录一成功就被断开，原因可能在账户上：例如它的 ChrootDirectory 不属于 root，或其他人可写。服务器日志里有原因。Culvert 会自动重试。"
      : "Culvert 会自动重试。如果经常发生，请检查网络和服务器日志。",
  }),
  "host-key.unknown": (failure) => ({
    says: `还不认识 ${formatEndpoint(failure)} 的主机密钥：${failure.keyType} ${failure.fingerprint}。`,
    remedy: `${failure.authorities === undefined ? "" : sayAuthorities(failure.authorities, failure.certificate)}请与服务器管理员提供的指纹核对。如果一致，重新连接并选择信任（命令行：--accept-new）。`,
  }),
  "host-key.changed": (failure) => ({
    says: `${formatEndpoint(failure)} 的主机密钥变了！它现在出示 ${failure.keyType} ${failure.fingerprint}，而 ${failure.kept.map(({ keyType, fingerprint, file, line }) => `${file} 第 ${line} 行记录的是 ${keyType} ${fingerprint}`).join("，")}。`,
    remedy: `可能有人在窃听。请向服务器管理员确认密钥是否更换过；确认之后才删除 ${failure.kept.map(({ file, line }) => `${file} 第 ${line} 行`).join("和 ")}，再重新连接。`,
  }),
  "host-key.revoked": (failure) => ({
    says: `${formatEndpoint(failure)} 的主机密钥（${failure.keyType} ${failure.fingerprint}）在 ${failure.kept.file} 第 ${failure.kept.line} 行被标记为已吊销。`,
    remedy: "请不要连接，向服务器管理员索取新的密钥。",
  }),
  "host-key.revoked-by-list": (failure) => ({
    says: `${formatEndpoint(failure)} 的主机密钥（${failure.keyType} ${failure.fingerprint}）已被列表 ${failure.file} 吊销。`,
    remedy: "请不要连接，向服务器管理员索取新的密钥。",
  }),
  "host-key.list-unreadable": (failure) => ({
    says: `无法读取已吊销主机密钥的列表 ${failure.file}${failure.detail === "" ? "：它不是这种列表，或不完整" : `（${describeSystemError(failure.detail, SYSTEM)}）`}。`,
    remedy: "没有它就无法知道服务器的密钥是否已被吊销。请让该文件可读，换一份新的，或从配置中去掉它。",
  }),
  "proxy.unreachable": (failure) => ({
    says: `代理服务器 ${formatEndpoint(failure)} ${PROXY_UNREACHABLE[failure.cause]}。`,
    remedy: "还没有尝试连接网关。请检查配置中代理服务器的名称、端口和种类，以及本机是否在它所在的网络中。",
  }),
  "proxy.not-a-proxy": (failure) => ({
    says: `${formatEndpoint(failure)} 上应答的不是配置所写的那种代理服务器：它说的是${quote(failure.heard)}。`,
    remedy: "请检查代理服务器的端口，以及它使用 HTTP 还是 SOCKS 5。",
  }),
  "proxy.login-refused": (failure) =>
    failure.username === undefined
      ? {
          says: `代理服务器 ${formatEndpoint(failure)} 要求登录。`,
          remedy: "请在配置中填写您在代理服务器上的用户名，随后会询问它的密码（命令行：CULVERT_PROXY_PASSWORD）。",
        }
      : {
          says: `代理服务器 ${formatEndpoint(failure)} 没有让 ${failure.username} 通过。`,
          remedy:
            "请检查代理服务器的用户名，并重新输入它自己的密码，而不是网关的密码（命令行：CULVERT_PROXY_PASSWORD）。",
        },
  "proxy.refused": (failure) => ({
    says: `代理服务器 ${formatEndpoint(failure)} 没有开通到 ${failure.target} 的通路（${failure.detail}）。`,
    remedy: PROXY_REMEDY[failure.cause],
  }),
  "host-key.file-unreadable": (failure) => ({
    says: `无法读写已知主机文件 ${failure.file}（${describeSystemError(failure.detail, SYSTEM)}）。`,
    remedy: "请让您的账户可以读写该文件，或指定另一个文件。",
  }),
  "forward.port-taken": ({ holder = {}, ...failure }) => ({
    says: sayHolder(formatEndpoint(failure), holder),
    remedy:
      holder.profile === undefined
        ? "请关闭那个程序，或断开占用此端口的另一条隧道；也可换一个本地端口。数据端口的号码不能改：这种情况下可用中继模式，它不需要固定端口。"
        : `请断开“${holder.profile}”，或给两者之一换一个本地端口。数据端口的号码不能改：这种情况下可用中继模式，它不需要固定端口。`,
  }),
  "forward.port-forbidden": (failure) => ({
    says: `系统不允许监听 ${formatEndpoint(failure)}。`,
    remedy:
      failure.port < 1024
        ? "1024 以下的端口需要特权：请选更大的端口，例如 2121。"
        : "该端口可能被系统保留（Windows 上可用 netsh interface ipv4 show excludedportrange protocol=tcp 查看）。请换一个端口。",
  }),
  "forward.address-missing": (failure) => ({
    says: `${failure.host} 不是本机的地址，因此无法监听 ${formatEndpoint(failure)}。`,
    remedy: "请监听 127.0.0.1，或本机拥有的地址。",
  }),
  "forward.cannot-listen": (failure) => ({
    says: `监听 ${formatEndpoint(failure)} 失败（${describeSystemError(failure.detail, SYSTEM)}）。`,
    remedy:
      failure.detail === "EMFILE"
        ? "请允许 Culvert 打开更多文件（ulimit -n，或其服务的 LimitNOFILE=），或减少转发的端口：中继模式只需一个。"
        : "请换一个本地端口或地址。",
  }),
  "forward.none-listening": () => ({
    says: "该配置的端口一个也没能打开。",
    remedy: "请查看每个端口的原因；最常见的是隧道已在另一个程序中打开。",
  }),
  "forward.gateway-refused": (failure) => ({
    says: `网关没有监听它的 ${formatEndpoint(failure)}（${failure.detail}）。`,
    remedy:
      "该端口在网关上可能已被占用或小于 1024；否则请网关管理员放行（sshd_config：AllowTcpForwarding、PermitListen，要让别人连接还需 GatewayPorts）。",
  }),
  "forward.gateway-socket-refused": (failure) => ({
    says: `网关没有监听它的套接字 ${failure.socket}（${failure.detail}）。`,
    remedy:
      "那里可能留有同名的旧文件：请删除它，或请网关管理员在 sshd_config 中设置 StreamLocalBindUnlink yes。否则可能是您无权写入该文件夹，或 AllowStreamLocalForwarding 不允许。",
  }),
  "forward.target-unreachable": (failure) => ({
    says: `网关传来了一个连接，但 ${failure.target} ${TARGET[failure.cause]}。`,
    remedy: "请启动应在那里应答的程序，或检查转发的目标：它是从本机看到的名称和端口。",
  }),
  "channel.refused": (failure) =>
    CHANNEL[failure.cause](
      failure.through === undefined ? "网关" : `跳板机 ${failure.through} `,
      failure.target,
      failure.detail === "" ? "" : `（${failure.detail}）`,
    ),
  "ftp.not-ftp": (failure) => ({
    says: `${failure.target} 上应答的不是 FTP：它说的是${quote(failure.heard)}。`,
    remedy:
      "请检查目标端口：FTP 通常在 21 端口。服务器若一开始就用 TLS（通常在 990 端口），请把到服务器的 TLS 设为 implicit（隐式）。",
  }),
  "ftp.tls-demanded": (failure) => ({
    says: `${failure.target} 要求必须使用 TLS：它说的是${quote(failure.said)}。`,
    remedy:
      "请让中继与它使用 TLS：在配置中把到服务器的 TLS 设为 auto（自动）或 explicit（显式）。若服务器要求 TLS 却拒绝中继，可在端口段模式中由您的程序自己使用 TLS。",
  }),
  "ftp.tls-refused": (failure) => ({
    says:
      failure.said === ""
        ? `${failure.target} 不按配置的要求使用 TLS。`
        : `${failure.target} 不按配置的要求使用 TLS：它说的是${quote(failure.said)}。`,
    remedy: "请在配置中把到服务器的 TLS 设为 auto（自动），只在服务器要求时使用；或请服务器放行 AUTH TLS 和 PROT P。",
  }),
  "ftp.tls-failed": (failure) => ({
    says: `与 ${failure.target} 的 TLS 失败：${tlsFailures[failure.cause].says}${failure.detail === "" ? "" : `（${failure.detail}）`}。`,
    remedy: tlsFailures[failure.cause].remedy,
  }),
  "ftp.certificate-unknown": (failure) => ({
    says: `${failure.target} 的证书不受信任：${describeCertificateProblem(failure.problem)}。它出示的是 ${failure.fingerprint}。`,
    remedy:
      "请与服务器管理员提供的指纹核对；然后在询问时信任它（关闭并重新打开隧道会再次询问），或用 --accept-new 接受，或写入配置的 ftp.certificate。",
  }),
  "ftp.certificate-changed": (failure) => ({
    says: `${failure.target} 的证书已改变：配置中的是 ${failure.kept}，它出示的是 ${failure.fingerprint}。`,
    remedy:
      "可能有人在窃听，也可能服务器换了证书。请询问管理员；只有确认换了，才清空配置中的证书一栏（ftp.certificate），随后会询问新的证书。",
  }),
  "ftp.client-certificate": (failure) => ({
    says: `无法使用 ${failure.file} 中给 FTP 服务器的证书（${describeSystemError(failure.detail, SYSTEM)}）。`,
    remedy: "请指定一个同时含有您的证书及其私钥的 PEM 文件（ftp.clientCertificate）。",
  }),
  "ftp.own-certificate": (failure) => ({
    says: `无法使用 ${failure.file} 中给 FTP 程序的证书（${describeSystemError(failure.detail, SYSTEM)}）。`,
    remedy:
      "请指定一个同时含有证书及其私钥、且没有口令的 PEM 文件（ftp.ownCertificate）。若从数据文件夹中删除 tls-certificate.pem，Culvert 会重新生成自己的证书；各程序需要重新信任它。",
  }),
  "ftp.client-tls-failed": (failure) => ({
    says: `与 ${failure.client} 上的 FTP 程序的 TLS 失败：${clientTlsFailures[failure.cause].says}${failure.detail === "" ? "" : `（${failure.detail}）`}。`,
    remedy: clientTlsFailures[failure.cause].remedy,
  }),
  "ftp.passive-refused": (failure) => ({
    says: `${failure.target} 不肯打开数据端口：它说的是${quote(failure.said)}。`,
    remedy:
      "请在 FTP 服务器上允许被动模式（PASV 或 EPSV），端口大于 1023。只懂 PORT 的服务器，若就运行在网关上且网关允许远程转发（AllowTcpForwarding yes），也能使用。",
  }),
  "ftp.client-unreachable": (failure) => ({
    says: `FTP 程序没有在 ${failure.client} 接受数据连接。`,
    remedy: "请把该程序设为被动模式，或在本机防火墙中放行。",
  }),
  "ftp.no-greeting": ({ target, cause }) => ({
    says: cause === "timed-out" ? `${target} 接受了连接，却什么也不说。` : `${target} 接受了连接，又一言不发地断开了。`,
    remedy:
      cause === "timed-out"
        ? "请检查目标端口。一开始就用 TLS 的服务器（990 端口）会这样等待：它需要端口段模式。"
        : "它的日志会说明原因：可能限制了连接数，或在密码错误后屏蔽了地址。",
  }),
  "ftp.turned-away": ({ target, said }) => ({
    says: `${target} 拒绝所有人：它说的是${quote(said)}。`,
    remedy: "可能达到了连接数上限，或拒绝网关的地址：请查看它的设置。",
  }),
  "ftp.login-refused": ({ target, said, byBridge }) => ({
    says: byBridge
      ? `${target} 上的网桥拒绝了您的 FTP 程序登录。`
      : `${target} 拒绝了 FTP 登录：它说的是${quote(said)}。`,
    remedy: byBridge
      ? "请在 FTP 程序中填写 Culvert 为此配置显示的用户名和密码；它们不是网关的。"
      : "请检查 FTP 程序中的用户名和密码；它们属于 FTP 服务器，可能与网关的不同。",
  }),
  "ftp.outside-range": ({ target, port, passive }) => ({
    says: `${target} 给出的数据端口是 ${port}，在 ${passive} 之外：那里没有通路。`,
    remedy: `请把服务器的被动端口段设为 ${passive}，或把配置改成服务器的端口段；中继模式两者都不需要。`,
  }),
  "ftp.other-address": ({ target, address, dialled }) => ({
    says: `${target} 给出的数据地址是 ${address}，而您的程序连的是 ${dialled}：它可能绕过隧道，不加密地直连。`,
    remedy: `请让服务器报出 ${dialled}，或使用中继模式，它不需要改动服务器。`,
  }),
  "bridge.home-unlistable": ({ gateway, path, detail }) => ({
    says: `无法列出 ${gateway} 上的主文件夹 ${path}（${detail}）。`,
    remedy: "您的 FTP 程序起初会什么也看不到：请网关管理员建立该文件夹，或允许您读取。",
  }),
  "bridge.no-sftp": (failure) => NO_SFTP[failure.cause](failure),
  "relay.not-ftp": (failure) => notFtp("中继", failure.speaks),
  "bridge.not-ftp": (failure) => notFtp("网桥", failure.speaks),
  "ftp.other-user": (failure) => ({
    says: `本机另一用户（用户 ID ${failure.uid}）的程序连到了 FTP 端口，已被拒绝。`,
    remedy:
      "如果这是有意的（例如 FTP 程序以单独的用户运行），请在配置中勾选“允许本机其他用户的程序连接”（ftp.allowOtherUsers）。",
  }),
  "ftp.not-allowed": (failure) => ({
    says: `${failure.client} 连到了 FTP 端口，已被切断：配置不允许它连接。`,
    remedy: "如果是您的设备，请把它的地址或网络加入配置的 ftp.allow。",
  }),
  "bridge.login-refused": (failure) => ({
    says: `${failure.client} 用错误的用户名或密码尝试登录网桥${failure.user === undefined ? "" : `（用户 ${failure.user}）`}。`,
    remedy: "如果是您的设备，请重新设置它的用户名和密码；否则请把它的地址从 ftp.allow 中去掉。",
  }),
  "spool.set-aside": (failure) => ({
    says:
      failure.path === ""
        ? `暂存区中有网关没有接收的文件：它们在 ${failure.file} 中。`
        : `${failure.user === undefined ? "" : `${failure.user} 的 `}${failure.path} 已暂存在本机，但网关不接收（${SPOOL_PROBLEMS[failure.detail] ?? failure.detail}）：它在 ${failure.file}。`,
    remedy: "消除原因后，请依次把它的 .data 和 .json 移到上一级文件夹，一分钟内就会发送。",
  }),
  "spool.unusable": (failure) => ({
    says:
      failure.process === undefined
        ? `暂存区 ${failure.folder} 无法保存任何文件（${describeSystemError(failure.detail, SYSTEM)}）。`
        : `暂存区 ${failure.folder} 正由另一个 Culvert（进程 ${failure.process}）使用。`,
    remedy:
      failure.process === undefined
        ? "请允许 Culvert 的用户写入该文件夹，或在 ftp.spool 中改用其他文件夹。"
        : "请在那里关闭该隧道，或在 ftp.spool 中改用其他文件夹。",
  }),
  "bridge.not-loopback": (failure) => ({
    says: `网桥不会监听 ${formatEndpoint(failure)}：FTP 以明文传送密码和文件。`,
    remedy: "请让配置监听 127.0.0.1，使它们不离开本机；或在 ftp.allow 中写明哪些计算机可以连接，并为它们设置登录。",
  }),
  "profile.not-found": (failure) => ({
    says: `没有名为 ${failure.asked} 的配置。`,
    remedy:
      failure.known.length === 0
        ? "还没有任何配置：请在窗口中或用 culvert add 新建，或用 --profiles 指定文件。"
        : `${failure.suggestion === undefined ? "" : `您是指 ${failure.suggestion} 吗？`}现有配置：${failure.known.join("、")}。`,
  }),
  "profile.invalid": (failure) => ({ says: sayRefused(failure.refused), remedy: "请改正上述字段后重试。" }),
  "store.unreadable": (failure) => ({
    says: `无法读写配置文件 ${failure.file}（${describeSystemError(failure.detail, SYSTEM)}）。`,
    remedy: "请确认文件存在、您有读写权限，并且内容是 JSON 格式的配置文档。",
  }),
  "store.newer": (failure) => ({
    says: `配置文件 ${failure.file} 由更新版本的 Culvert 写入（版本 ${failure.version}）：当前版本不会改动它。`,
    remedy: "请更新 Culvert，或启动较新的版本。",
  }),
  "export.unwritable": (failure) => ({
    says: `无法写入 ${failure.file}（${describeSystemError(failure.detail, SYSTEM)}）。`,
    remedy: "请指定一个存在且您有权写入的文件夹中的文件。",
  }),
  "export.program-running": ({ program }) => ({
    says: `${importSources[program]} 正在运行：它会用自己的站点覆盖新写入的站点。`,
    remedy: `请退出 ${importSources[program]} 后再试。`,
  }),
  "export.program-missing": ({ program }) => ({
    says: `这台计算机上没有 ${importSources[program]} 的设置。`,
    remedy: `请安装 ${importSources[program]}，启动一次再退出；或者把站点导出为文件，再在该程序中导入。`,
  }),
  "export.sites-unreadable": ({ program, file, line, detail }) => ({
    says: `${file} 不是 ${importSources[program]} 写出的样子${line === undefined ? "" : `（第 ${line} 行）`}${
      detail === undefined ? "" : `（${describeSystemError(detail, SYSTEM)}）`
    }，已保持原样。`,
    remedy: `请看看 ${importSources[program]} 是否仍能显示您的站点；或者把站点导出为文件，再在该程序中导入。`,
  }),
  "store.damaged": (failure) => ({
    says: `配置文件已损坏。能读出的都在这里；原文件保存为 ${failure.keptAs}。${sayRefused(failure.refused)}`,
    remedy: "没有丢弃任何内容：可用编辑器打开那份副本，找回缺少的部分。",
  }),
  "settings.unreadable": (failure) => ({
    says: `无法读写设置文件 ${failure.file}（${describeSystemError(failure.detail, SYSTEM)}）。`,
    remedy: "请确认您有读写它的权限；在此之前 Culvert 继续使用现有设置。",
  }),
  "settings.newer": (failure) => ({
    says: `设置文件 ${failure.file} 由更新版本的 Culvert 写入（版本 ${failure.version}）：当前版本按能读懂的部分运行，不会改动它。`,
    remedy: "要更改设置，请更新 Culvert，或启动较新的版本。",
  }),
  "settings.damaged": (failure) => ({
    says: `设置文件已损坏（${failure.fields.join("、")}）：读不出的项目已恢复默认值。原文件保存为 ${failure.keptAs}。`,
    remedy: "请检查各项设置，重新设定缺少的部分。",
  }),
  "settings.login-item": (failure) => ({
    says: `无法设置 Culvert 是否在登录时启动（${describeSystemError(failure.detail, SYSTEM)}）。`,
    remedy: "请在系统自带的登录启动项设置中设定。",
  }),
  internal: (failure) => ({
    says: `Culvert 内部出错（${failure.detail}）。`,
    remedy: "这是程序缺陷：请附上日志报告给我们。",
  }),
};

const quote = (said: string): string => (said === "" ? "空话" : `“${said.replace(/\.$/, "")}”`);

const LOSS: Causes<"ssh.lost", string> = {
  closed: "服务器关闭了它",
  silent: "服务器不再应答",
  reset: "网络中断",
  protocol: "收到无法理解的消息",
};

const BUSY: Causes<"ssh.busy", UserMessage> = {
  "too-many-connections": {
    says: "暂时不接受更多连接",
    remedy:
      "此刻登录的人太多：请稍等。如果一直这样，请管理员在 sshd_config 中调大 MaxStartups 和 PerSourceMaxStartups。",
  },
  penalised: {
    says: "暂时不接受来自你的地址的连接",
    remedy:
      "这是对登录失败的惩罚（sshd_config：PerSourcePenalties），失败可能来自这台电脑，也可能来自同一地址后的另一台；十分钟内会解除：请等待，不要反复尝试。",
  },
};

const TARGET: Causes<"forward.target-unreachable", string> = {
  "name-not-found": "这个名称本机找不到",
  refused: "拒绝了它",
  "timed-out": "没有及时应答",
  "no-route": "从本机无法到达",
  reset: "中断了它",
  missing: "不存在",
  forbidden: "您无权打开",
};

const UNREACHABLE: Causes<"ssh.unreachable", (gateway: string) => UserMessage> = {
  "name-not-found": (gateway) => ({
    says: `找不到 ${gateway} 中的名称。`,
    remedy: "请检查网关名称是否拼写正确，以及本机是否联网。",
  }),
  refused: (gateway) => ({
    says: `${gateway} 拒绝了连接。`,
    remedy: "请检查网关端口，以及它的 SSH 服务器是否在运行。",
  }),
  "timed-out": (gateway) => ({
    says: `${gateway} 没有及时应答。`,
    remedy: "请检查网关的名称和端口；数据包可能被防火墙丢弃。",
  }),
  "no-route": (gateway) => ({ says: `从这里无法到达 ${gateway}。`, remedy: "请检查本机是否联网，以及是否需要 VPN。" }),
  reset: (gateway) => ({
    says: `${gateway} 在登录之前挂断了。`,
    remedy: "服务器可能太忙，或屏蔽了本机地址：请稍候，再询问管理员。",
  }),
};

const PART: Record<AlgorithmPart, string> = {
  "key exchange": "密钥交换",
  "host key": "主机密钥",
  cipher: "加密",
  MAC: "消息认证（MAC）",
};

function sayHolder(endpoint: string, { program, pid, profile, isCulvert }: PortHolder): string {
  const process = pid === undefined ? "" : `（进程 ${pid}）`;
  if (profile !== undefined) return `Culvert 自己已为“${profile}”监听 ${endpoint}。`;
  if (isCulvert) return `Culvert 自己${process}已在监听 ${endpoint}。`;
  return `已有${program === undefined ? "其他程序" : ` ${program}`}${process}在监听 ${endpoint}。`;
}

function sayIncompatible({ part, offered = [], detail, ...gateway }: FailureOf<"ssh.incompatible">): string {
  if (part === undefined) return `${formatEndpoint(gateway)} 与 Culvert 无法就通信方式达成一致（${detail}）。`;
  return `${formatEndpoint(gateway)} 有应答，但不接受任何 Culvert 信任的${PART[part]}算法：它${offered.length === 0 ? "一个也不提供" : `提供 ${offered.join("、")}`}。`;
}

const OLD_SERVER_HELPS =
  '它的 SSH 非常旧：最好更新它。在此之前，请在配置中勾选“旧服务器”（"oldServer": true），仅对这台服务器放行 SHA-1 和 CBC。';

const PROXY_UNREACHABLE: Causes<"proxy.unreachable", string> = {
  "name-not-found": "的名称找不到",
  refused: "拒绝了连接",
  "timed-out": "没有及时应答",
  "no-route": "从这里无法到达",
  reset: "挂断了",
};

const PROXY_REMEDY: Causes<"proxy.refused", string> = {
  forbidden: "请代理服务器的管理员放行网关的地址和端口，或改用其他出口。",
  "name-not-found": "名称由代理服务器解析：请检查网关名称是否拼写正确，以及代理服务器是否认识它。",
  unreachable: "代理服务器无法到达它：请检查网关的名称和端口，以及它的 SSH 服务器是否在运行。",
  other: "代理服务器自己的日志里有更多信息。",
};

const notFtp = (mode: string, speaks: FailureOf<"bridge.not-ftp">["speaks"]): UserMessage => ({
  says: `连到${mode}的不是 FTP，而是${SPEAKS[speaks]}；已将其断开。`,
  remedy: "请把该程序设为不加密的普通 FTP：到网关的路上由 SSH 加密。",
});
const SPEAKS: Record<FailureOf<"bridge.not-ftp">["speaks"], string> = {
  "a web browser": "网页浏览器",
  TLS: " TLS 客户端",
  SSH: " SSH 客户端",
  "another protocol": "其他协议的客户端",
};

const NO_SFTP: Causes<"bridge.no-sftp", (failure: FailureOf<"bridge.no-sftp">) => UserMessage> = {
  refused: ({ gateway, detail }) => ({
    says: `${gateway} 不再接受更多会话（${detail}）。`,
    remedy: "每个 FTP 连接都需要一个会话：请在 FTP 程序中关闭一些，或调大服务器 sshd_config 中的 MaxSessions。",
  }),
  "no-subsystem": ({ gateway, detail }) => ({
    says: `${gateway} 不提供 SFTP（${detail}）。`,
    remedy:
      "网桥需要它：请在服务器的 sshd_config 中加上一行“Subsystem sftp internal-sftp”，或改用中继模式加 FTP 服务器。",
  }),
  "timed-out": ({ gateway }) => ({
    says: `${gateway} 没有及时启动 SFTP。`,
    remedy: "服务器上的登录脚本可能在等待或输出文字：请查看它的 .bashrc 和 .profile。",
  }),
  "not-sftp": ({ gateway, detail }) => ({
    says: `${gateway} 发来的不是 SFTP，而是文字：${quote(detail)}。`,
    remedy:
      "如果文字说账户已停用，请询问服务器管理员。否则是那里的登录脚本（.bashrc、.profile）或 ForceCommand 输出的：请让它只在终端上输出，或让 sshd 不经过 shell 运行 SFTP（Subsystem sftp internal-sftp）。",
  }),
  ended: ({ gateway, detail, exitStatus }) => ({
    says: `${gateway} 启动了 SFTP，但它立即结束了${exitStatus === undefined ? "" : `（状态 ${exitStatus}）`}${detail === "" ? "" : `：它说的是${quote(detail)}`}。`,
    remedy:
      "服务器日志里有原因。最常见的是 ChrootDirectory 或它上面的文件夹不属于 root，或其他人可写；也可能账户的 shell（例如 nologin）不让任何人进入。",
  }),
};

const CHANNEL: Causes<"channel.refused", (from: string, target: string, because: string) => UserMessage> = {
  prohibited: (from, target, because) => ({
    says: `${from}不允许连接到 ${target}${because}。`,
    remedy: `请网关管理员放行转发（sshd_config：${looksLikeSocket(target) ? "AllowStreamLocalForwarding" : "AllowTcpForwarding、PermitOpen"}）。`,
  }),
  unreachable: (from, target, because) => ({
    says: `${from}无法到达 ${target}${because}。`,
    remedy: looksLikeSocket(target)
      ? "请检查它的程序是否在运行、网关上套接字的路径，以及登录用户是否有权打开它。"
      : "请检查那里的服务器是否在运行，以及从网关看到的目标名称和端口。",
  }),
  resources: (from, target, because) => ({
    says: `${from}没有余力再连接 ${target}${because}。`,
    remedy: "请关闭一些连接，或请管理员调大 MaxSessions。",
  }),
  "timed-out": (from, target) => ({
    says: `${from}没有及时连上 ${target}。`,
    remedy: "请检查目标的名称和端口；两者之间的防火墙可能丢弃了数据包。",
  }),
  other: (from, target, because) => ({
    says: `${from}拒绝了到 ${target} 的连接${because}。`,
    remedy: "它的日志里有更多信息。",
  }),
};

const TRIED: Record<AuthAttempt["outcome"], string> = {
  accepted: "已接受，但服务器还要求另一种方式",
  refused: "被拒绝",
  "hung-up": "服务器没有拒绝它就挂断了",
  "key-type-refused": "服务器不接受这种类型的密钥",
  "not-offered": "服务器不提供",
  "not-answered": "没有回答",
  endless: "服务器不停地提问",
  "no-agent": "没有代理在运行",
  "agent-empty": "代理中没有密钥",
  "agent-silent": "代理没有应答",
  "not-in-agent": "代理中没有这个密钥",
  "agent-refused": "代理持有这个密钥，但拒绝用它签名",
  "agent-sha1": "代理持有这个密钥，但只会用 SHA-1 签名",
  "not-a-public-key": "文件不是公钥",
  "file-missing": "没有这个文件",
  "not-a-file": "这是文件夹或设备，不是文件",
  "file-unreadable": "无法读取文件",
  "not-a-private-key": "文件不是私钥",
  "public-key": "这是公钥文件；私钥是不带 .pub 的那个",
  "key-damaged": "密钥文件已损坏",
  "key-unsupported": "Culvert 读不了这种密钥",
  "key-on-token": "密钥在 FIDO 令牌上，只有代理能使用",
  "passphrase-wrong": "密钥口令不对",
  "password-expired": "正确，但服务器要求更改",
};

function sayTries(tried: FailureOf<"ssh.login-refused">["tried"]): string {
  if (tried.length === 0) return "没有双方都支持的登录方式。";
  return `已尝试：${tried.map(({ method, file, outcome, what, certificate, certificateProblem = "refused" }) => `${method}${file === undefined ? "" : ` ${file}`}（${TRIED[outcome]}${what === undefined ? "" : `：${what}`}${certificate === undefined ? "" : `；证书 ${certificate} ${CERTIFICATE_PROBLEMS[certificateProblem]}`}）`).join("、")}。`;
}

const LOGIN_REMEDY: Record<LoginRemedy, (offered: readonly string[]) => string> = {
  "fewer-tries": () =>
    "请在配置中只保留有效的登录方式；代理里的密钥太多会用完尝试次数，可在代理旁指定所需密钥的公钥文件，或改为指定密钥文件。",
  "allow-signing": () => "密钥是对的，但代理没有签名：请解锁代理，在它询问时同意，并确认令牌已插好；然后重新连接。",
  "account-closed": () =>
    "登录信息可能是对的，只是账户暂时不能登录：被锁定、已过期、不允许从此处登录，或服务器暂时不让任何人登录（PAM、/etc/nologin）；也可能是登录时间超过了服务器的限制。服务器日志中有原因，请询问其所有者。",
  "wake-agent": () =>
    "请看看代理是否在等您解锁或同意，然后重新连接；如果代理已停止应答（可用 ssh-add -l 查看），请重启它，或在配置中指定密钥文件。",
  "newer-agent": () =>
    "服务器要求 RSA 密钥用 SHA-2 签名，而此代理做不到：请更新代理，或在配置中指定密钥文件，或改用 Ed25519 密钥。",
  "right-certificate": () =>
    "如果服务器需要证书，请让其颁发机构签发一张现在有效、属于此密钥和此用户名的证书，放在密钥旁边并命名为 <密钥>-cert.pub，或在配置中指定它。",
  "add-to-agent": () => "请把密钥加入代理（ssh-add），或在配置中指定另一个公钥。",
  "public-file": () => "请在代理旁指定公钥文件，即以 .pub 结尾的那个。",
  "private-file": () => "请选择私钥文件，而不是以 .pub 结尾的那个。",
  "without-prompts": () => "这台服务器的登录有问题：请联系其所有者，或在配置的登录方式中去掉 keyboard-interactive。",
  "by-agent": () => "请把密钥加入 SSH 代理（ssh-add），并在配置的登录方式中列出代理。",
  "another-kind": () =>
    "请生成另一种密钥（ssh-keygen -t ed25519），并让人把公钥加到服务器上；如果 ssh-keygen 或 PuTTYgen 能转换，也可以转换这一个。",
  "another-type": () =>
    "请换一种类型的密钥（ssh-keygen -t ed25519 或 -t rsa）并让人把公钥加到服务器上，或请服务器所有者接受这种密钥（sshd_config：PubkeyAcceptedAlgorithms）。",
  "another-copy": () => "请从完好的副本恢复密钥文件，或生成新密钥并让人把公钥加到服务器上。",
  "name-file": () => "请选择密钥文件本身，例如 .ssh 文件夹中的 id_ed25519。",
  "readable-file": () => "请让自己能读取该密钥文件（chmod 600），或选择另一个。",
  "passphrase-again": () => "请重新输入密钥口令（命令行：CULVERT_PASSPHRASE），它不是服务器上的密码。",
  answer: () => "请在终端里运行 culvert，它会询问；或设置 CULVERT_PASSWORD，密钥则设置 CULVERT_PASSPHRASE。",
  "change-password": () =>
    "请在窗口中连接，或在终端中运行 culvert：两者都会询问新密码。也可以在服务器上更改（passwd）。",
  "password-again": () => "请检查用户名，并重新输入密码。",
  "start-agent": () => "请启动 SSH 代理并加入密钥，或在配置中指定密钥文件。",
  "fill-agent": () => "请把密钥加入代理（ssh-add），或在配置中指定密钥文件。",
  "find-key": () =>
    "请写出服务器认识的密钥文件的完整路径。可用 ssh-keygen -t ed25519 生成新密钥，并让人把公钥加到服务器上。",
  "check-all": () => "请检查用户名和登录方式。",
  "use-offered": (offered) => `服务器接受 ${offered.join("、")}：请检查用户名，并确认配置中列有其中一种。`,
};

const SYSTEM: SystemErrorWords = {
  EISDIR: "它是文件夹",
  ENOTDIR: "路径中有一段不是文件夹",
  ENOENT: "不存在",
  EACCES: "系统不给您权限",
  EPERM: "系统不允许",
  EROFS: "磁盘为只读",
  ENOSPC: "磁盘已满",
  EMFILE: "打开的文件过多",
  EIO: "磁盘出错",
  ELOOP: "链接成环",
  EFBIG: "文件过大",
  ESPIPE: "它是管道，不是文件",
  ENAMETOOLONG: "名称过长",
  EADDRNOTAVAIL: "本机没有这个地址",
};
