import type * as english from "../english/traffic.js";

export const traffic: typeof english.traffic = {
  title: "流量",
  downPeak: (speed) => `下行最高 ${speed}`,
  upPeak: (speed) => `上行最高 ${speed}`,
  nothing: "无",
  span: "时间范围",
  minute: "分钟",
  hour: "小时",
};
