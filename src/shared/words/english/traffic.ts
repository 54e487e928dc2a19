/** The plot of a tunnel's traffic. */
export const traffic = {
  title: "Traffic",
  downPeak: (speed: string) => `Down, at most ${speed}`,
  upPeak: (speed: string) => `Up, at most ${speed}`,
  nothing: "nothing",
  span: "How far back",
  minute: "Minute",
  hour: "Hour",
};
