/** Each takes host, port, user, password, what (list, fetch, store, resume), remote and local path, and fails loudly. */

export const NET_FTP_PERL = `
use strict; no strict "vars"; use Net::FTP;
my ($host, $port, $user, $password, $what, $remote, $local) = @ARGV;
my $ftp = Net::FTP->new($host, Port => $port, Timeout => 20, Passive => $active ? 0 : 1) or die $@;
$ftp->login($user, $password) && $ftp->binary or die $ftp->message;
if ($what eq "list") { my @names = $ftp->ls($remote); $ftp->ok or die $ftp->message; print "$_\\n" for @names; }
elsif ($what eq "fetch") { $ftp->get($remote, $local) or die $ftp->message; }
elsif ($what eq "store") { $ftp->put($local, $remote) or die $ftp->message; }
else { my $at = -s $local; open(my $file, ">>", $local) or die; $ftp->get($remote, $file, $at) or die $ftp->message; close $file; }
$ftp->quit;
`;

export const PHP_FTP = `
set_error_handler(function ($level, $message) { fwrite(STDERR, $message); exit(1); });
[$host, $port, $user, $password, $what, $remote, $local] = array_slice($argv, 1);
$ftp = ftp_connect($host, (int) $port, 20);
ftp_login($ftp, $user, $password);
ftp_pasv($ftp, true);
$done = match ($what) {
  "list" => ftp_nlist($ftp, $remote),
  "fetch" => ftp_get($ftp, $local, $remote, FTP_BINARY),
  "store" => ftp_put($ftp, $remote, $local, FTP_BINARY),
  "resume" => ftp_get($ftp, $local, $remote, FTP_BINARY, filesize($local)),
};
if ($done === false) exit(1);
if (is_array($done)) echo implode("\\n", $done);
ftp_close($ftp);
`;

export const NET_FTP_RUBY = `
require "net/ftp"
host, port, user, password, what, remote, local = ARGV
Net::FTP.open(host, port: port.to_i, username: user, password: password, open_timeout: 20, read_timeout: 20) do |ftp|
  ftp.resume = what == "resume"
  case what
  when "list" then puts ftp.nlst(remote)
  when "store" then ftp.putbinaryfile(local, remote)
  else ftp.getbinaryfile(remote, local)
  end
end
`;

export const COMMONS_NET = `
import java.io.*;
import org.apache.commons.net.ftp.*;
public class Client {
  public static void main(String[] a) throws Exception {
    FTPClient ftp = new FTPClient();
    ftp.setConnectTimeout(20000);
    ftp.setDefaultTimeout(20000);
    ftp.connect(a[0], Integer.parseInt(a[1]));
    ftp.enterLocalPassiveMode();
    boolean done = ftp.login(a[2], a[3]) && ftp.setFileType(FTP.BINARY_FILE_TYPE);
    if (a[4].equals("list")) { String[] names = ftp.listNames(a[5]); done = done && names != null; for (String name : names) System.out.println(name); }
    else if (a[4].equals("store")) { try (InputStream in = new FileInputStream(a[6])) { done = done && ftp.storeFile(a[5], in); } }
    else {
      boolean resumes = a[4].equals("resume");
      if (resumes) ftp.setRestartOffset(new File(a[6]).length());
      try (OutputStream out = new FileOutputStream(a[6], resumes)) { done = done && ftp.retrieveFile(a[5], out); }
    }
    if (!done) throw new IOException(ftp.getReplyString());
    ftp.logout();
    ftp.disconnect();
  }
}
`;

export const FTP_WEB_REQUEST = `
using System; using System.IO; using System.Net;
class Client {
  static void Main(string[] a) {
    var request = (FtpWebRequest) WebRequest.Create("ftp://" + a[0] + ":" + a[1] + "/" + a[5]);
    request.Credentials = new NetworkCredential(a[2], a[3]);
    request.Timeout = 20000;
    request.Method = a[4] == "list" ? WebRequestMethods.Ftp.ListDirectory : a[4] == "store" ? WebRequestMethods.Ftp.UploadFile : WebRequestMethods.Ftp.DownloadFile;
    if (a[4] == "resume") request.ContentOffset = new FileInfo(a[6]).Length;
    if (a[4] == "store") using (var input = File.OpenRead(a[6])) using (var to = request.GetRequestStream()) input.CopyTo(to);
    using (var response = (FtpWebResponse) request.GetResponse()) {
      if (a[4] == "list") using (var reader = new StreamReader(response.GetResponseStream())) Console.Write(reader.ReadToEnd());
      else if (a[4] != "store") using (var output = new FileStream(a[6], a[4] == "resume" ? FileMode.Append : FileMode.Create)) response.GetResponseStream().CopyTo(output);
    }
  }
}
`;

export const AIOFTP = `
import aioftp, asyncio, os, sys
host, port, user, password, what, remote, local = sys.argv[1:]
async def main():
    async with aioftp.Client.context(host, int(port), user, password, socket_timeout=20) as client:
        if what == "list":
            for path, facts in await client.list(remote):
                print(path.name)
        elif what == "store":
            await client.upload(local, remote, write_into=True)
        else:
            resumes = what == "resume"
            async with client.download_stream(remote, offset=os.path.getsize(local) if resumes else 0) as stream:
                with open(local, "ab" if resumes else "wb") as file:
                    async for block in stream.iter_by_block():
                        file.write(block)
asyncio.run(main())
`;
