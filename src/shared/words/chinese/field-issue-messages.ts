import { MAX_PORTS } from "../../profile/port-range.js";
import type { ProfileIssue, RefusedProfile } from "../../profile/profile-issues.js";
import type { IssueMessages } from "../message-types.js";

const issues: IssueMessages = {
  "field-missing": () => "缺少这一项：请填写。",
  "field-unknown": (it) => `${it}不是配置的字段：请删除，或检查拼写。`,
  "field-wrong-type": (it) => `${it}的类型不对：请参阅 docs/profile-document.md。`,
  "choice-unknown": (it, _, choices) =>
    choices.length === 0
      ? `${it}不是可选的值：请参阅 docs/profile-document.md。`
      : `${it}不是可选的值：请写成 ${choices.join("、")} 之一。`,
  "id-malformed": (it) => `${it}不能用作标识：只能用字母、数字、点、短横和下划线，以字母或数字开头，最多 64 个字符。`,
  "id-taken": (it) => `${it}已是另一个配置的标识：请换一个。`,
  "name-missing": () => "请起个名字，例如“大力水手的网站”。",
  "host-missing": () => "请输入主机名或地址，例如 www.spinach.com。",
  "host-with-port": (it) => `${it}含有端口：请只填名称或地址，端口填在它自己的栏里。`,
  "host-malformed": (it) => `${it}不是主机名或地址：请去掉空格以及 / 或 @ 之类的符号。`,
  "username-missing": () => "请输入登录用的用户名。",
  "username-malformed": (it) => `${it}不能用作用户名：请去掉首尾的空格和控制字符。`,
  "port-not-a-number": (it) => `${it}不是端口：请输入 1 到 65535 之间的整数。`,
  "port-out-of-range": (it) => `${it}超出端口范围：请输入 1 到 65535 之间的数。`,
  "file-missing": () => "请输入文件路径。",
  "auth-empty": () => "请至少选择一种登录方式。",
  "range-empty": () => "请输入服务器的被动端口，例如 2534-2536。",
  "range-malformed": (it) => `${it}不是端口段：请写成 2534-2536，多个之间用逗号隔开。`,
  "range-reversed": (it) => `${it}写反了：请把较小的端口写在前面。`,
  "ranges-overlap": (it) => `${it}与另一段重叠：每个端口只写一次。`,
  "range-too-long": (it) => `加上${it}后端口超过 ${MAX_PORTS} 个：请缩小端口段；FTP 可改用不需要端口段的中继模式。`,
  "ports-malformed": (it) => `${it}既不是端口也不是端口段：请输入一个数字，或像 5900-5910 这样的端口段。`,
  "range-lengths-differ": (_, found) =>
    `一侧的端口比另一侧多${found === "" ? "" : `（${found}）`}：请让两侧的端口数相同。`,
  "socket-malformed": (it) =>
    `${it}不是套接字的路径：请从根目录写起，例如 /run/postgresql/.s.PGSQL.5432，最多 107 个字符。`,
  "fingerprint-malformed": (it) =>
    `${it}不是证书的 SHA-256 指纹：请把 32 个字节写成 64 位十六进制数字，例如 0A:1B:2C。`,
  "control-port-in-range": (_, found) =>
    `端口 ${found} 也是被动端口之一，被动端口的号码不能改：请为控制连接另选一个本地端口。`,
  "listen-port-taken-twice": (_, found) => `该配置已在监听端口 ${found}：请另选一个。`,
  "allow-missing": (it) => `其他计算机能连到${it}：请在 ftp.allow 中写明允许连接的地址或网络，例如 192.168.7.0/24。`,
  "allow-empty": () => "请至少写一个允许连接的地址或网络，例如 192.168.7.20 或 192.168.7.0/24。",
  "allow-malformed": (it) => `${it}既不是地址也不是网络：请写成 192.168.7.20 或 192.168.7.0/24；“any”只能单独使用。`,
  "allow-everything": (it) => `${it}会让所有计算机都能连接：如果确实如此，请单独写“any”。`,
  "any-login-exposed": () => "任何用户名和密码都能登录，这只能用于本机：请去掉这一项，或监听 127.0.0.1。",
  "announce-malformed": (it) => `${it}不是 IPv4 地址：请输入设备所连接的地址，例如 203.0.113.7。`,
  "data-port-too-low": (it) => `${it}从 1024 以下开始：请选用 1024 及以上的端口，例如 50000-50019。`,
  "users-empty": () => "请至少写一个用户；或去掉这个列表，由 Culvert 为配置生成一个登录。",
  "user-taken-twice": (it) => `${it}已是另一个用户的名字：请给每个用户起不同的名字。`,
  "users-with-any-login": () => "既列出了用户，又允许任何用户名和密码登录：请只保留其中一个。",
  "password-hash-malformed": () => "这不是密码的散列值：请运行“culvert password-hash”，填入它输出的那一行。",
  "rights-malformed": () => "请写 read、write、delete、list 中的几个，每个一次；或写“upload-only”代替列表。",
  "spool-folder-malformed": (it) => `${it}不是本机的完整路径：请从根目录写起，或以 ~/ 表示您的主目录。`,
  "spool-missing": () => "要求把上传收进暂存区，但没有设置暂存区：请在 ftp.spool 中写明文件夹。",
  "byte-count-malformed": (it) => `${it}不是大小：请写成“2 GB”或“500 MB”，至少 1 MB。`,
  "version-unknown": (it) => `${it}不是本版 Culvert 能读的配置文档版本：它只读版本 1。请更新 Culvert，或修改该文件。`,
};

export const sayIssue = ({ problem, found, choices }: ProfileIssue): string =>
  issues[problem](found === undefined ? "此项" : `“${found}”`, found ?? "", choices ?? []);

export const sayRefused = (refused: readonly RefusedProfile[]): string =>
  refused
    .map(
      ({ profile, issues }) =>
        `${profile}：${issues.map((issue) => `${issue.field === "" ? "" : `${issue.field}：`}${sayIssue(issue)}`).join("")}`,
    )
    .join("");
