#!/bin/sh
# check_deb.sh [PACKAGE]: install the Debian package in a clean system of this release (debootstrap, minbase), analyse a
# clip there as an ordinary user, compare with what the package's build gives outside, remove the package and show that
# the system is as it was.  Needs root, debootstrap, Debian's packages and the test data (FACSIMILE_TESTDATA).  Minutes.
#   KEEP_CHROOT=DIR  an existing or new folder to use; it is kept, and a second run is quicker
set -eu
source=$(cd "$(dirname "$0")/.." && pwd)
data=${FACSIMILE_TESTDATA:-$source/../shared}
frames=30
fail() { echo "check_deb.sh: $1" >&2; exit 1; }

[ "$(id -u)" -eq 0 ] || fail "root is needed for a chroot"
for need in debootstrap apt-get dpkg-deb; do
    command -v $need >/dev/null || fail "$need is not installed"
done
[ -f "$data/media/default.wmv" ] || fail "no test data at $data: set FACSIMILE_TESTDATA"
package=${1:-$(sh "$source/scripts/make_deb.sh" -o "$source/build-deb-out")}
if command -v lintian >/dev/null; then
    lintian --allow-root --fail-on error,warning -EI --pedantic "$package" || fail "lintian finds fault with the package"
fi
program=$(dpkg-deb -f "$package" Package)

. /etc/os-release
work=$(mktemp -d)
root=${KEEP_CHROOT:-$work/root}
clean_up() {
    umount "$root/proc" 2>/dev/null || true
    rm -rf --one-file-system "$work"
}
trap clean_up EXIT
trap 'exit 130' INT TERM

# the places this machine has its own packages from, and how they are reached
apt-get indextargets --format '$(SITE) $(RELEASE) $(COMPONENT) $(ORIGIN)' 'Created-By: Packages' |
    awk '$NF == "Debian" { print "deb", $1, $2, $3 }' | sort -u >"$work/sources.list"
mirror=$(awk -v release="$VERSION_CODENAME" '$3 == release { print $2; exit }' "$work/sources.list")
[ -n "$mirror" ] || fail "no Debian packages of $VERSION_CODENAME known here: apt-get update"

echo "== a clean $VERSION_CODENAME"
[ -f "$root/etc/debian_version" ] ||
    debootstrap --variant=minbase "$VERSION_CODENAME" "$root" "$mirror" >"$work/debootstrap.log" 2>&1 ||
    { tail -n 20 "$work/debootstrap.log"; fail "debootstrap failed"; }
cp "$work/sources.list" "$root/etc/apt/sources.list"
apt-config dump Acquire | grep -E '^Acquire::(https?|Retries)' >"$root/etc/apt/apt.conf.d/90outside" || true
cp -L /etc/resolv.conf /etc/hosts "$root/etc/"
mount -t proc proc "$root/proc"
inside() { chroot "$root" /usr/bin/env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin DEBIAN_FRONTEND=noninteractive LC_ALL=C.UTF-8 "$@"; }
inside apt-get update -qq
# Every file, and every package with its state.  apt's, dpkg's and the linker's own records and caches aside.
state() {
    (cd "$root" && find . -xdev \( -path ./proc -o -path ./sys -o -path ./dev -o -path ./var/cache -o -path ./var/log \
        -o -path ./var/lib/apt -o -path './var/lib/dpkg/*-old' \) -prune -o -printf '%y %m %U %G %p %l\n' | LC_ALL=C sort)
    inside dpkg-query -W -f '${Package} ${Version} ${Status}\n'
}
state >"$work/before"

echo "== install ${package##*/}"
cp "$package" "$root/package.deb"
inside apt-get install -y -qq --no-install-recommends /package.deb >"$work/install.log" 2>&1 ||
    { tail -n 20 "$work/install.log"; fail "it cannot be installed"; }
rm "$root/package.deb"
inside dpkg-query -W -f '${Package} ${Version}: ${Status}\n' "$program"
echo "$(grep -c '^Setting up' "$work/install.log") packages set up"

echo "== analyse a clip there, as user nobody, with models from a copy"
place=srv/$program-check # in the clean system
mkdir -m 777 "$root/$place"
cp -R "$data/models/2.2.0/originals" "$root/$place/copy"
cp "$data/media/default.wmv" "$root/$place/clip.wmv"
user() { inside setpriv --reuid=65534 --regid=65534 --clear-groups /usr/bin/env HOME="/$place/home" sh -euc "cd /$place && $1"; }
user "facsimile --version"
status=0
user "facsimile extract clip.wmv -o none.csv" 2>"$work/missing" || status=$?
[ $status -eq 3 ] && grep -q 'facsimile models fetch' "$work/missing" || fail "without models: status $status, $(cat "$work/missing")"
user "facsimile models fetch --accept-license --from copy -q && facsimile doctor >doctor.txt || { cat doctor.txt; exit 1; }"
user "facsimile extract clip.wmv --max-frames $frames -o clip.csv"
user "facsimile models remove openface-clnf"
"${FACSIMILE:-$source/build-deb/cli/facsimile}" extract "$data/media/default.wmv" --max-frames $frames -q \
    --model-dir "$data/models/2.2.0/originals" -o "$work/outside.csv"
cmp "$work/outside.csv" "$root/$place/clip.csv" || fail "the CSV differs from the one made outside"
[ "$(wc -l <"$work/outside.csv")" -eq $((frames + 1)) ] || fail "$frames frames were to be analysed"
echo "the CSV is the same, byte for byte: $(wc -l <"$work/outside.csv") lines, $(wc -c <"$work/outside.csv") bytes"
left=$(find "$root/$place/home" -type f -printf '%P\n' | LC_ALL=C sort | tr '\n' ' ')
echo "left of the models in the user's folder: $left"
rm -rf "$root/$place"

echo "== remove"
inside dpkg -L "$program" >"$work/owned"
inside apt-get purge -y -qq "$program" >"$work/remove.log" 2>&1
while IFS= read -r file; do
    [ -d "$root$file" ] || [ ! -e "$root$file" ] || fail "$file is left"
done <"$work/owned"
inside apt-get autoremove --purge -y -qq >>"$work/remove.log" 2>&1
state >"$work/after"
diff "$work/before" "$work/after" >"$work/difference" || { cat "$work/difference"; fail "the system is not as it was"; }
echo "the system is as it was: $(wc -l <"$work/before") files and packages, the same"
