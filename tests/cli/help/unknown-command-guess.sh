# a word that belongs to a command, or nearly does
check() { # word, command
    status=0
    "$facsimile" "$1" >out 2>err || status=$?
    [ $status = 2 ] && [ ! -s out ]
    [ "$(cat err)" = "facsimile: unknown command '$1': did you mean facsimile $2?" ]
    status=0
    "$facsimile" help "$1" 2>err2 || status=$?
    [ $status = 2 ]
    cmp err err2
}
for word in list path fetch remove licenses pack; do
    check $word "models $word"
done
check fetsh 'models fetch'
check bensh bench
check docter doctor
check hepl help
# two edits turn a short word into any other
for word in ab x.y hex exam listing; do
    status=0
    "$facsimile" $word 2>err || status=$?
    [ $status = 2 ]
    refuse grep -q 'did you mean facsimile [a-z]*?$' err
done
for option in --vx --fu --cup; do
    status=0
    "$facsimile" extract x.mp4 $option 3 2>err || status=$?
    [ $status = 2 ]
    case $option in
    --cup) grep -q 'did you mean --cpu?' err ;;
    *) [ "$(cat err)" = "facsimile: unknown option $option: see facsimile help extract" ] ;;
    esac
done
