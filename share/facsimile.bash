# bash completion of facsimile; the options are those the help of the command (or models subcommand) shows, the sets
# those `models list` shows
_facsimile() {
    local program=${COMP_WORDS[0]} word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]}
    local command=${COMP_WORDS[1]:-} subcommand= words=
    # --name=VALUE arrives as three words
    if [ "$word" = = ]; then
        word=
    elif [ "$before" = = ]; then
        before=${COMP_WORDS[COMP_CWORD - 2]}
    fi
    [ "$command" = models ] && subcommand=${COMP_WORDS[2]:-}
    if [ "$COMP_CWORD" -eq 1 ]; then
        words="extract batch live mirror draw slurm report summarise view compare validate columns models verify doctor pipelines cameras bench cpuinfo openface help --version"
    elif [ "$command" = help ] && [ "$COMP_CWORD" -eq 2 ]; then
        words="extract batch live mirror draw slurm report summarise view compare validate columns models verify doctor pipelines cameras bench cpuinfo openface"
    elif { [ "$command" = models ] && [ "$COMP_CWORD" -eq 2 ]; } ||
        { [ "$command $before" = "help models" ] && [ "$COMP_CWORD" -eq 3 ]; }; then
        words="list path fetch verify pack export remove licenses"
    elif [ "$before" = --landmarks ]; then
        words="clnf-general clnf-wild clnf-multi-pie clm-general clm-wild ce-clm"
    elif [ "$before" = --pipeline ] || [ "$before" = --points ]; then
        words="auto $("$program" pipelines --json 2>/dev/null | sed -n 's/^.*"name":[[:space:]]*"\([^"]*\)".*$/\1/p')"
    elif [ "$before" = --reference ]; then
        words=openface
    elif [ "$before" = --provider ]; then
        words="auto cpu cuda tensorrt coreml openvino xnnpack"
    elif [ "$before" = --faces ]; then
        words="one many"
    elif [ "$before" = --order ]; then
        words="first size left"
    elif [ "$before" = --persons ]; then
        words="file run"
    elif [ "$before" = --format ]; then
        words="csv pyfaceau facemirror"
    elif [ "$before $command" = "--calibration live" ]; then
        words="online none"
    elif [ "$before" = --calibration ]; then
        words="whole online none"
    elif [ "$before" = --names ]; then
        words=safe
    elif [ "$before" = --columns ]; then
        words="all au pose gaze 2d 3d eyes pdm likelihood gaze-head raw"
    elif [ "$before" = --compat ]; then
        words="openface pyfaceau facemirror"
    elif [ "$before" = --reconnect ]; then
        words=no
    elif [ "$before" = --video ]; then
        words="embed link none"
    elif [ "$before" = --existing ]; then
        words="ask all missing"
    elif [ "$before" = --check ]; then
        words=full
    elif [ "$before" = --midline ]; then
        words="mean compat"
    elif [ "$before" = --blend ]; then
        words="compat feather"
    elif [ "$before" = --cpu ]; then
        words="auto scalar avx2 avx512 neon"
    elif [[ $before =~ ^--(onnx|cache-dir|model-dir|manifest|from|url-base|tries|retry-wait|timeout|lock-wait|camera-size|camera-rate)$ ]]; then
        words=
    elif [[ $word == -* ]]; then
        words=$("$program" help "$command" $subcommand 2>/dev/null | grep -oE -e '--[a-z][a-z0-9-]+' | sort -u)
    elif [[ "$command $subcommand" =~ ^(doctor |models (list|path|fetch|verify|remove|licenses))$ ]]; then
        words=$("$program" models list --json 2>/dev/null | sed -n 's/^.*"name":[[:space:]]*"\([^"]*\)".*$/\1/p')
    fi
    COMPREPLY=()
    while IFS= read -r; do
        COMPREPLY+=("$REPLY")
    done < <(compgen -W "$words" -- "$word")
}
complete -o default -F _facsimile facsimile
