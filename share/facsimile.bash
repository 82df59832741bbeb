# bash completion of facsimile; the options are those its own help shows
_facsimile() {
    local word=${COMP_WORDS[COMP_CWORD]} command=${COMP_WORDS[1]:-} words=
    if [ "$COMP_CWORD" -eq 1 ]; then
        words="extract compare models doctor bench cpuinfo help --version"
    elif [ "$COMP_CWORD" -eq 2 ] && [ "$command" = models ]; then
        words="list path fetch verify pack remove licenses"
    elif [ "$COMP_CWORD" -eq 2 ] && [ "$command" = help ]; then
        words="extract compare models doctor bench cpuinfo"
    elif [[ $word == -* ]]; then
        words=$("${COMP_WORDS[0]}" help "$command" 2>/dev/null | grep -oE -e '--[a-z][a-z-]+' | sort -u)
    fi
    COMPREPLY=()
    while IFS= read -r; do
        COMPREPLY+=("$REPLY")
    done < <(compgen -W "$words" -- "$word")
}
complete -o default -F _facsimile facsimile
