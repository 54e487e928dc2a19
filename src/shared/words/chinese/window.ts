import type * as english from "../english/window.js";

export const app: typeof english.app = {
  name: "Culvert",
  navigation: "导航",
  profiles: "配置",
  newProfile: "新建配置",
  cancel: "取消",
  dismiss: "关闭提示",
};

export const copy: typeof english.copy = {
  copy: (what) => `复制${what}`,
  copied: (what) => `已复制${what}`,
  failed: "无法复制：请选中后用键盘复制。",
};

export const dialogs: typeof english.dialogs = {
  chooseKey: "选择私钥",
  chooseKnownHosts: "选择已知主机文件",
  chooseRevocationList: "选择已吊销主机密钥的列表",
  exportProfiles: "导出全部配置",
  saveExport: "保存导出内容",
  saveCertificate: "保存证书",
  chooseImport: "选择要导入的文件",
  closeWithoutTray: {
    message: (tunnels) => `有 ${tunnels} 条隧道开着。关闭窗口后让 Culvert 继续运行吗？`,
    detail: "此桌面不显示托盘图标。要再看到 Culvert，请再次启动它。",
    keep: "在后台继续运行",
    quit: "退出 Culvert",
    cancel: "取消",
  },
};

export const pages: typeof english.pages = {
  import: "导入",
  hostKeys: "主机密钥",
  log: "日志",
  settings: "设置",
};

export const needs: typeof english.needs = {
  failed: (count) => `${count} 个失败`,
  waiting: (count) => `${count} 个等待重试`,
  refusals: (count) => `${count} 个有端口被拒`,
  routes: (count) => `${count} 个 FTP 不通`,
  between: "，",
  next: "查看下一个",
  openWithRefusals: "已打开，有端口被拒",
};

export const list: typeof english.list = {
  search: "按名称、主机或用户搜索隧道",
  placeholder: "搜索",
  clear: "清除搜索",
  filterLabel: "显示哪些隧道",
  filter: (shown) => `显示：${shown}`,
  filters: { all: "全部", connected: "已连接", attention: "有问题", closed: "已关闭" },
  none: "没有匹配的隧道。",
  showAll: "显示全部",
  shortReasons: { routes: "FTP 不通", refusals: "端口被拒" },
  groupWith: (name, open, all) => `${name}，${all} 条中 ${open} 条已打开`,
  groupActions: (name) => `${name} 的操作`,
  connectGroup: "全部连接",
  disconnectGroup: "全部断开",
  moved: (name, position, count) => `${name} 现在是第 ${position} 个，共 ${count} 个`,
};

export const appMenu: typeof english.appMenu = {
  about: "关于 Culvert",
  settings: "设置…",
  services: "服务",
  hide: "隐藏 Culvert",
  hideOthers: "隐藏其他",
  showAll: "全部显示",
  quit: "退出 Culvert",
  file: "文件",
  newProfile: "新建配置",
  import: "导入…",
  close: "关闭窗口",
  edit: "编辑",
  undo: "撤销",
  redo: "重做",
  cut: "剪切",
  copy: "拷贝",
  paste: "粘贴",
  selectAll: "全选",
  window: "窗口",
  minimize: "最小化",
  zoom: "缩放",
  front: "前置全部窗口",
  help: "帮助",
  openHelp: "Culvert 帮助",
};

export const about: typeof english.about = {
  title: "关于 Culvert",
  version: "版本",
  licence: "许可",
  licenceIs: (licence) => `${licence}。Culvert 所用组件的许可随程序附上。`,
  newVersions: "有新版本时提醒我",
  newVersionsSay: (host) => `之后 Culvert 每次启动会向 ${host} 询问一次，不发送任何关于您或您的服务器的信息。`,
  newer: (version) => `Culvert ${version} 已发布。`,
  getNewer: "打开下载页面",
  data: "您的数据",
  help: "帮助",
  showData: "显示文件夹",
  showLicences: "许可全文",
  copyDiagnostics: "复制诊断信息",
  diagnosticsCopied: "已复制诊断信息",
  diagnosticsSay: "诊断信息只有种类、状态和故障代码：没有人名、主机名、配置名或文件名。",
};
