/** Whether a process is Culvert: this one, or another by its command line (`node .../culvert.js up popeye`, `/opt/Culvert/culvert`). */
export const isCulvert = (pid: number, command: string): boolean =>
  pid === process.pid || /(?:^|[/\\ ])culvert(?:\.js|\.exe)?(?: |$)/i.test(command);
