# case.sh FILE: runs a case.  `! command` does not end a script under set -e; this does.
refuse() {
    if "$@"; then
        echo "succeeded: $*" >&2
        exit 1
    fi
}
. "$1"
