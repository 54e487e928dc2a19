/** Small files of every kind that Culvert imports, to be damaged. */
export const IMPORTS: readonly string[] = [
  `Host popeye *.spinach.com !bad.spinach.com
  HostName www.spinach.com
  Port 2222
  User olive
  IdentityFile "~/.ssh/id %h"
  ProxyJump jump1,olive@jump2:2200
  LocalForward 2121 popeye:21
  LocalForward [::1]:2534 [2001:db8::1]:2534
  RemoteForward 0 localhost:80
  DynamicForward *:1080
Match host x exec "true"
  Include config.d/*
Host=*
  ServerAliveInterval=15
`,
  `Windows Registry Editor Version 5.00\r\n\r\n[HKEY_CURRENT_USER\\Software\\SimonTatham\\PuTTY\\Sessions\\Popeye%20site]\r\n"HostName"="www.spinach.com"\r\n"PortNumber"=dword:00000016\r\n"UserName"="olive"\r\n"PublicKeyFile"="C:\\\\keys\\\\id.ppk"\r\n"PortForwardings"="L2121=popeye:21,L2534=popeye:2534,4L2535=popeye:2535,D1080=,R8080=localhost:80"\r\n"ProxyMethod"=dword:00000003\r\n[HKEY_CURRENT_USER\\Software\\Martin Prikryl\\WinSCP 2\\Sessions\\sites/Popeye]\r\n"HostName"="ftp.spinach.com"\r\n"FSProtocol"=dword:00000005\r\n`,
  "HostName=www.spinach.com\nPortNumber=22\nUserName=olive\nPublicKeyFile=/home/olive/id.ppk\nPortForwardings=L2121=popeye:21,L2534=popeye:2534,D1080\nProtocol=ssh\nProxyMethod=2\nProxyHost=proxy\nProxyPort=1080\n",
  "[Configuration\\Version]\r\nVersion=1\r\n[Sessions\\Popeye%20site]\r\nHostName=ftp.spinach.com\r\nPortNumber=21\r\nUserName=olive\r\nFSProtocol=5\r\nPassword=A35C7659AC0A0B\r\n[Sessions\\work/SFTP]\r\nHostName=www.spinach.com\r\nUserName=olive\r\nPublicKeyFile=C:%5Ckeys%5Cid.ppk\r\nTunnel=1\r\nTunnelHostName=jump\r\n",
  `<?xml version="1.0" encoding="UTF-8"?><FileZilla3 version="3.63"><Servers><Folder expanded="1">Work<Server><Host>ftp.spinach.com</Host><Port>21</Port><Protocol>0</Protocol><Logontype>1</Logontype><User>olive</User><Pass encoding="base64">c3BpbmFjaA==</Pass><Name>Popeye &amp; co</Name></Server></Folder><Server><Host>www.spinach.com</Host><Port>22</Port><Protocol>1</Protocol><Logontype>5</Logontype><User>olive</User><Keyfile>/home/olive/id.ppk</Keyfile></Server></Servers></FileZilla3>`,
  `{"version":1,"profiles":[{"id":"popeye","name":"Popeye","gateway":{"host":"www.spinach.com","username":"olive"},"ftp":{"mode":"relay","target":{"host":"popeye"}}}]}`,
];
