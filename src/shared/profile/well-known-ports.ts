/** What services are named, by IANA's Service Name and Transport Protocol Port Number Registry: as many as people forward. */
export const WELL_KNOWN_PORTS: Readonly<Record<string, number>> = {
  ftp: 21,
  ssh: 22,
  telnet: 23,
  smtp: 25,
  domain: 53,
  http: 80,
  pop3: 110,
  nntp: 119,
  imap: 143,
  imap2: 143,
  ldap: 389,
  https: 443,
  "microsoft-ds": 445,
  submissions: 465,
  submission: 587,
  rsync: 873,
  ftps: 990,
  imaps: 993,
  pop3s: 995,
  socks: 1080,
  "ms-sql-s": 1433,
  nfs: 2049,
  mysql: 3306,
  "ms-wbt-server": 3389,
  svn: 3690,
  postgresql: 5432,
  amqp: 5672,
  rfb: 5900,
  x11: 6000,
  redis: 6379,
  "http-alt": 8080,
};

/** Databases, caches and web servers that people forward in runs, beside what has a name above. */
const OTHER_PORTS = [1521, 1522, 3128, 3307, 5433, 6380, 8000, 8008, 8081, 8443, 8888, 9042, 9200, 11_211, 27_017];
const FTP_PORTS: ReadonlySet<number> = new Set([21, 990]);
const OTHER_SERVICE_PORTS: ReadonlySet<number> = new Set([...Object.values(WELL_KNOWN_PORTS), ...OTHER_PORTS]);

/** Whether a port is known for something else than FTP, such as a database or a web server. */
export const isOtherService = (port: number): boolean => OTHER_SERVICE_PORTS.has(port) && !FTP_PORTS.has(port);
