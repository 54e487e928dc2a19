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
