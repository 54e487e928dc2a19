# bash completion for culvert
_culvert_profiles() {
  culvert list 2>/dev/null | awk 'NR > 1 { print $1 }'
}

_culvert() {
  local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]} command="" i offered=""
  for ((i = 1; i < COMP_CWORD; i++)); do
    case ${COMP_WORDS[i]} in
      -*) ;;
      *) command=${COMP_WORDS[i]}; break ;;
    esac
  done
  case "$command $before" in
    "up --ftp") COMPREPLY=(); return ;;
    "up --range") COMPREPLY=(); return ;;
    "up --name") COMPREPLY=(); return ;;
    "up --key") COMPREPLY=(); return ;;
    "up --via") COMPREPLY=(); return ;;
    "up --listen") COMPREPLY=(); return ;;
    "up --profiles") COMPREPLY=(); return ;;
    "up --known-hosts") COMPREPLY=(); return ;;
    "up --while-down") COMPREPLY=(); return ;;
    "up --close-time") COMPREPLY=(); return ;;
    "up --keepalive") COMPREPLY=(); return ;;
    "add --ftp") COMPREPLY=(); return ;;
    "add --range") COMPREPLY=(); return ;;
    "add --name") COMPREPLY=(); return ;;
    "add --key") COMPREPLY=(); return ;;
    "add --via") COMPREPLY=(); return ;;
    "add --listen") COMPREPLY=(); return ;;
    "add --profiles") COMPREPLY=(); return ;;
    "edit --set") COMPREPLY=(); return ;;
    "edit --key") COMPREPLY=(); return ;;
    "edit --profiles") COMPREPLY=(); return ;;
    "rename --profiles") COMPREPLY=(); return ;;
    "remove --profiles") COMPREPLY=(); return ;;
    "log --lines") COMPREPLY=(); return ;;
    "check --profiles") COMPREPLY=(); return ;;
    "check --known-hosts") COMPREPLY=(); return ;;
    "import --profiles") COMPREPLY=(); return ;;
    "import --on-conflict") COMPREPLY=($(compgen -W "keep-both replace skip" -- "$word")); return ;;
    "import --gateway") COMPREPLY=(); return ;;
    "export --as") COMPREPLY=($(compgen -W "openssh putty winscp filezilla vsftpd proftpd pure-ftpd culvert certificate" -- "$word")); return ;;
    "export --into") COMPREPLY=($(compgen -W "filezilla winscp" -- "$word")); return ;;
    "export --output") COMPREPLY=(); return ;;
    "export --profiles") COMPREPLY=(); return ;;
    "list --profiles") COMPREPLY=(); return ;;
  esac
  case "$word" in
    -*)
      case "$command" in
        "") offered="-V --version -h --help" ;;
        up) offered="--ftp --range --bridge --name --key --via --listen --profiles --known-hosts --accept-new --while-down --close-time --keepalive --json -h --help" ;;
        status) offered="--json -h --help" ;;
        add) offered="--ftp --range --bridge --name --key --via --listen --profiles --json -h --help" ;;
        edit) offered="--set --key --profiles --json -h --help" ;;
        rename) offered="--profiles -h --help" ;;
        remove) offered="--yes --profiles -h --help" ;;
        log) offered="--lines -h --help" ;;
        check) offered="--profiles --known-hosts --accept-new --report --json -h --help" ;;
        import) offered="--profiles --dry-run --on-conflict --gateway --as-ftp --json -h --help" ;;
        export) offered="--as --into --output --profiles --json -h --help" ;;
        list) offered="--profiles --json -h --help" ;;
        password-hash) offered="-h --help" ;;
        completion) offered="-h --help" ;;
        help) offered="" ;;
      esac ;;
    *)
      case "$command" in
        "") offered="up status add edit rename remove log check import export list password-hash completion help" ;;
        up) offered="$(_culvert_profiles)" ;;
        status) offered="$(_culvert_profiles)" ;;
        add) offered="" ;;
        edit) offered="$(_culvert_profiles)" ;;
        rename) offered="" ;;
        remove) offered="$(_culvert_profiles)" ;;
        log) offered="" ;;
        check) offered="$(_culvert_profiles)" ;;
        import) offered="" ;;
        export) offered="$(_culvert_profiles)" ;;
        list) offered="" ;;
        password-hash) offered="" ;;
        completion) offered="bash zsh fish powershell" ;;
        help) offered="" ;;
      esac ;;
  esac
  COMPREPLY=($(compgen -W "$offered" -- "$word"))
}
complete -o default -F _culvert culvert
