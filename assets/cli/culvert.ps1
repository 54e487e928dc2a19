# PowerShell completion for culvert
Register-ArgumentCompleter -Native -CommandName culvert -ScriptBlock {
  param($word, $ast, $cursor)
  $profiles = { culvert list --json 2>$null | ForEach-Object { ($_ | ConvertFrom-Json).id } }
  $commands = [ordered]@{
    'up' = 'open the tunnels and stay until interrupted'
    'status' = 'tell how the tunnels of the running app, and of each culvert up, stand'
    'add' = 'make a profile of a server''s address, or of a command of ssh'
    'edit' = 'change fields of a profile'
    'rename' = 'give a profile another name; its id stays'
    'remove' = 'delete a profile'
    'log' = 'print the app''s log: its path, and its last lines'
    'check' = 'will my FTP program work? each probe, its finding and the remedy'
    'import' = 'import profiles from OpenSSH, PuTTY, WinSCP, FileZilla or a profile document'
    'export' = 'write a profile as another program''s settings, or as the lines that an FTP server needs'
    'list' = 'the profiles'
    'password-hash' = 'read a password, and print what a bridge''s user has in its place in a profile'
    'completion' = 'print a script that completes culvert''s words in your shell'
    'help' = 'display help for command'
  }
  $options = @{
    '' = @('-V', '--version', '-h', '--help')
    'up' = @('--ftp', '--range', '--bridge', '--name', '--key', '--via', '--listen', '--profiles', '--known-hosts', '--accept-new', '--while-down', '--close-time', '--keepalive', '--json', '-h', '--help')
    'status' = @('--json', '-h', '--help')
    'add' = @('--ftp', '--range', '--bridge', '--name', '--key', '--via', '--listen', '--profiles', '--json', '-h', '--help')
    'edit' = @('--set', '--key', '--profiles', '--json', '-h', '--help')
    'rename' = @('--profiles', '-h', '--help')
    'remove' = @('--yes', '--profiles', '-h', '--help')
    'log' = @('--lines', '-h', '--help')
    'check' = @('--profiles', '--known-hosts', '--accept-new', '--report', '--json', '-h', '--help')
    'import' = @('--profiles', '--dry-run', '--on-conflict', '--gateway', '--as-ftp', '--json', '-h', '--help')
    'export' = @('--as', '--into', '--output', '--profiles', '--json', '-h', '--help')
    'list' = @('--profiles', '--json', '-h', '--help')
    'password-hash' = @('-h', '--help')
    'completion' = @('-h', '--help')
    'help' = @()
  }
  $values = @{
    'up --ftp' = {  }
    'up --range' = {  }
    'up --name' = {  }
    'up --key' = {  }
    'up --via' = {  }
    'up --listen' = {  }
    'up --profiles' = {  }
    'up --known-hosts' = {  }
    'up --while-down' = {  }
    'up --close-time' = {  }
    'up --keepalive' = {  }
    'add --ftp' = {  }
    'add --range' = {  }
    'add --name' = {  }
    'add --key' = {  }
    'add --via' = {  }
    'add --listen' = {  }
    'add --profiles' = {  }
    'edit --set' = {  }
    'edit --key' = {  }
    'edit --profiles' = {  }
    'rename --profiles' = {  }
    'remove --profiles' = {  }
    'log --lines' = {  }
    'check --profiles' = {  }
    'check --known-hosts' = {  }
    'import --profiles' = {  }
    'import --on-conflict' = { @('keep-both', 'replace', 'skip') }
    'import --gateway' = {  }
    'export --as' = { @('openssh', 'putty', 'winscp', 'filezilla', 'vsftpd', 'proftpd', 'pure-ftpd', 'culvert', 'certificate') }
    'export --into' = { @('filezilla', 'winscp') }
    'export --output' = {  }
    'export --profiles' = {  }
    'list --profiles' = {  }
  }
  $arguments = @{
    '' = { $commands.Keys }
    'up' = { & $profiles }
    'status' = { & $profiles }
    'add' = {  }
    'edit' = { & $profiles }
    'rename' = {  }
    'remove' = { & $profiles }
    'log' = {  }
    'check' = { & $profiles }
    'import' = {  }
    'export' = { & $profiles }
    'list' = {  }
    'password-hash' = {  }
    'completion' = { @('bash', 'zsh', 'fish', 'powershell') }
    'help' = {  }
  }
  $words = @($ast.CommandElements | Select-Object -Skip 1 | Where-Object { $_.Extent.EndOffset -lt $cursor } | ForEach-Object { "$_" })
  $command = "$($words | Where-Object { $commands.Contains($_) } | Select-Object -First 1)"
  $before = if ($words.Count -gt 0) { "$command $($words[-1])" } else { '' }
  $offered = if ($values.ContainsKey($before)) { & $values[$before] } elseif ($word -like '-*') { $options[$command] } else { & $arguments[$command] }
  $offered | Where-Object { $_ -like "$word*" } | ForEach-Object {
    $says = if ($commands.Contains($_)) { $commands[$_] } else { $_ }
    [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $says)
  }
}
