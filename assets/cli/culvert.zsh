#compdef culvert
_culvert_profiles() {
  local -a ids
  ids=(${(f)"$(culvert list 2>/dev/null | awk 'NR > 1 { print $1 }')"})
  compadd -a ids
}

_culvert() {
  local curcontext=$curcontext state
  local -a line
  _arguments -C '-V[output the version number]' \
    '--version[output the version number]' \
    '-h[display help for command]' \
    '--help[display help for command]' \
    '1:command:((up\:"open the tunnels and stay until interrupted" status\:"tell how the tunnels of the running app, and of each culvert up, stand" add\:"make a profile of a server’s address, or of a command of ssh" edit\:"change fields of a profile" rename\:"give a profile another name; its id stays" remove\:"delete a profile" log\:"print the app’s log its path, and its last lines" check\:"will my FTP program work? each probe, its finding and the remedy" import\:"import profiles from OpenSSH, PuTTY, WinSCP, FileZilla or a profile document" export\:"write a profile as another program’s settings, or as the lines that an FTP server needs" list\:"the profiles" password-hash\:"read a password, and print what a bridge’s user has in its place in a profile" completion\:"print a script that completes culvert’s words in your shell" help\:"display help for command"))' \
    '*::word:->word'
  [[ $state == word ]] || return
  case $line[1] in
    up)
      _arguments '--ftp[the FTP server beyond the gateway (default the gateway itself)]:host(port): ' \
        '--range[forward the control port and these passive ports one to one, instead of a relay]:ports: ' \
        '--bridge[no FTP server files by the gateway’s SFTP]' \
        '--name[what the profile is called]:name: ' \
        '--key[a private key, tried first]:file:_files' \
        '--via[a jump host; again for each one, in their order]:user@host(port): ' \
        '--listen[where the FTP program connects (default 127.0.0.12121, or the next port that no profile has)]:(host)port: ' \
        '--profiles[read this profile document instead of the app’s own store]:file:_files' \
        '--known-hosts[the known_hosts file to check host keys against (default ~/.ssh/known_hosts, or as set in the app)]:file:_files' \
        '--accept-new[take an unknown (never a changed) host key or certificate]' \
        '--while-down[what becomes of an FTP program that connects while the link is down refused at once, or kept waiting so long]:refuse|seconds: ' \
        '--close-time[how long closing waits at most for transfers under way]:seconds: ' \
        '--keepalive[how often a quiet gateway is asked whether it is still there; 0 is never]:seconds: ' \
        '--json[one JSON object a line on standard output]' \
        '-h[display help for command]' \
        '--help[display help for command]' \
        '*:profile:_culvert_profiles' ;;
    status)
      _arguments '--json[one JSON object a line on standard output]' \
        '-h[display help for command]' \
        '--help[display help for command]' \
        '*:profile:_culvert_profiles' ;;
    add)
      _arguments '--ftp[the FTP server beyond the gateway (default the gateway itself)]:host(port): ' \
        '--range[forward the control port and these passive ports one to one, instead of a relay]:ports: ' \
        '--bridge[no FTP server files by the gateway’s SFTP]' \
        '--name[what the profile is called]:name: ' \
        '--key[a private key, tried first]:file:_files' \
        '--via[a jump host; again for each one, in their order]:user@host(port): ' \
        '--listen[where the FTP program connects (default 127.0.0.12121, or the next port that no profile has)]:(host)port: ' \
        '--profiles[read this profile document instead of the app’s own store]:file:_files' \
        '--json[one JSON object a line on standard output]' \
        '-h[display help for command]' \
        '--help[display help for command]' \
        '*:text: ' ;;
    edit)
      _arguments '--set[a field of the profile document and its value, as JSON or as it is; null leaves the field out]:path=value: ' \
        '--key[a private key, tried first]:file:_files' \
        '--profiles[read this profile document instead of the app’s own store]:file:_files' \
        '--json[one JSON object a line on standard output]' \
        '-h[display help for command]' \
        '--help[display help for command]' \
        '*:profile:_culvert_profiles' ;;
    rename)
      _arguments '--profiles[read this profile document instead of the app’s own store]:file:_files' \
        '-h[display help for command]' \
        '--help[display help for command]' \
        '*:text: ' ;;
    remove)
      _arguments '--yes[without asking]' \
        '--profiles[read this profile document instead of the app’s own store]:file:_files' \
        '-h[display help for command]' \
        '--help[display help for command]' \
        '*:profile:_culvert_profiles' ;;
    log)
      _arguments '--lines[how many lines (default 100)]:count: ' \
        '-h[display help for command]' \
        '--help[display help for command]' ;;
    check)
      _arguments '--profiles[read this profile document instead of the app’s own store]:file:_files' \
        '--known-hosts[the known_hosts file to check host keys against (default ~/.ssh/known_hosts, or as set in the app)]:file:_files' \
        '--accept-new[take an unknown (never a changed) host key or certificate]' \
        '--report[a report for others host names, addresses and users are masked]' \
        '--json[one JSON object a line on standard output]' \
        '-h[display help for command]' \
        '--help[display help for command]' \
        '*:profile:_culvert_profiles' ;;
    import)
      _arguments '--profiles[put them into this profile document instead of the app’s own store]:file:_files' \
        '--dry-run[only show what would be imported]' \
        '--on-conflict[what to do where a profile of that name is there keep-both, replace or skip (choices keep-both, replace, skip, default keep-both)]:choice:(keep-both replace skip)' \
        '--gateway[the SSH gateway of FTP sites, user@host or user@hostport]:user@host(port): ' \
        '--as-ftp[import forwards that look like FTP’s as FTP]' \
        '--json[one JSON object a line on standard output]' \
        '-h[display help for command]' \
        '--help[display help for command]' \
        '*:file:_files' ;;
    export)
      _arguments '--as[what to write (choices openssh, putty, winscp, filezilla, vsftpd, proftpd, pure-ftpd, culvert, certificate)]:format:(openssh putty winscp filezilla vsftpd proftpd pure-ftpd culvert certificate)' \
        '--into[write the site into the settings of a program on this computer, while that program is closed (choices filezilla, winscp)]:program:(filezilla winscp)' \
        '--output[write to this file instead of standard output]:file:_files' \
        '--profiles[read this profile document instead of the app’s own store]:file:_files' \
        '--json[one JSON object a line on standard output]' \
        '-h[display help for command]' \
        '--help[display help for command]' \
        '*:profile:_culvert_profiles' ;;
    list)
      _arguments '--profiles[read this profile document instead of the app’s own store]:file:_files' \
        '--json[one JSON object a line on standard output]' \
        '-h[display help for command]' \
        '--help[display help for command]' ;;
    password-hash)
      _arguments '-h[display help for command]' \
        '--help[display help for command]' ;;
    completion)
      _arguments '-h[display help for command]' \
        '--help[display help for command]' \
        '*:words:(bash zsh fish powershell)' ;;
    help)
      _arguments '*:text: ' ;;
  esac
}

if [[ ${funcstack[1]} == _culvert ]]; then _culvert "$@"; else compdef _culvert culvert; fi
