# For scripts that open pages in a browser, which read this file: where Chromium and npm's packages are, or exit 77.
data=${XDG_DATA_HOME:-$HOME/.local/share}/facsimile
BROWSER_MODULES=${BROWSER_MODULES:-$data/browser}
CHROMIUM=${CHROMIUM:-/usr/bin/chromium}
export BROWSER_MODULES CHROMIUM
for wanted in "$CHROMIUM" "$BROWSER_MODULES/node_modules/playwright-core" "$BROWSER_MODULES/node_modules/axe-core"; do
    if [ ! -e "$wanted" ]; then
        echo "$(basename "$0"): there is no $wanted: sh scripts/packages.sh browser" >&2
        exit 77
    fi
done
