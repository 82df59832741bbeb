#!/bin/sh
# make_deb.sh [-o FOLDER] [BUILD]: facsimile_VERSION_ARCH.deb with the command, its manual and documents, in FOLDER
# (default: the current one).  BUILD: a build folder to take the program from; default: build-deb, made and built as
# needed.  Maintainer: $DEBFULLNAME <$DEBEMAIL>.  The time stamps are those of the last commit (SOURCE_DATE_EPOCH
# overrides), so the same sources give the same package.
set -eu
umask 022
out=$(pwd)
if [ "${1:-}" = -o ]; then
    mkdir -p "$2"
    out=$(cd "$2" && pwd)
    shift 2
fi
source=$(cd "$(dirname "$0")/.." && pwd)
for need in dpkg-deb dpkg-shlibdeps; do
    command -v $need >/dev/null || { echo "$need is missing: apt-get install dpkg-dev" >&2; exit 1; }
done

if [ $# -gt 0 ]; then
    build=$(cd "$1" && pwd)
else
    build=$source/build-deb
    # hardening as in Debian's packages; -O3 stays
    [ -f "$build/build.ninja" ] || CPPFLAGS=-D_FORTIFY_SOURCE=2 CFLAGS=-fstack-protector-strong \
        LDFLAGS='-Wl,-z,relro -Wl,-z,now' meson setup "$build" "$source" --prefix=/usr -Dtests=false -Db_pie=true \
        -Dcjson=enabled -Dcurl=enabled -Dopenssl=enabled -Dlibarchive=enabled -Dhdf5=enabled -Dzlib=enabled -Dmicrohttpd=enabled -Dpages=enabled >&2
    ninja -C "$build" >&2
fi

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
: "${SOURCE_DATE_EPOCH:=$(git -C "$source" log -1 --format=%ct 2>/dev/null || stat -c %Y "$source/CHANGELOG.md")}"
export SOURCE_DATE_EPOCH
version=$(meson introspect "$build" --projectinfo | sed -n 's/.*"version": "\([0-9][^"]*\)", "descr.*/\1/p')
architecture=$(dpkg --print-architecture)
maintainer="${DEBFULLNAME:-facsimile developers} <${DEBEMAIL:-facsimile@packages.invalid}>"
root=$work/root
documents=$root/usr/share/doc/facsimile

# the tree can be moved, so that a build for another prefix will do
meson install -C "$build" --no-rebuild --quiet --destdir "$work/stage" >&2
mkdir "$root"
mv "$(dirname "$(dirname "$(find "$work/stage" -path '*/bin/facsimile')")")" "$root/usr"
rm -rf "$root/usr/lib" "$root/usr/include" "$documents/LICENSE"
strip --strip-all --remove-section=.comment --remove-section=.note "$root/usr/bin/facsimile"
gzip -9n "$root/usr/share/man/man1/facsimile.1"
for page in $(find "$root/usr/share/man/man1" -type l -name '*.1'); do
    rm "$page"
    ln -s facsimile.1.gz "$page.gz"
done

cat >"$documents/copyright" <<EOF
Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/
Upstream-Name: facsimile

Files: *
Copyright: $(date -u -d "@$SOURCE_DATE_EPOCH" +%Y) the authors of facsimile
License: Apache-2.0
 On Debian systems, the full text of the Apache License, Version 2.0, is in
 /usr/share/common-licenses/Apache-2.0.

Comment: Model files are not part of this package; they have licences of their
 own, which "facsimile models licenses" shows.
EOF
# in the program, for the curves of its pages: the licence as the pages have it
{
    printf '\nFiles: usr/bin/facsimile\nCopyright: 2006-2023 Dan Vanderkam and contributors to dygraphs\nLicense: Apache-2.0 and Expat\n'
    printf 'Comment: dygraphs is in it, under the licence that follows.\n\nLicense: Expat\n'
    sed -n '/^Permission is hereby granted/,/DEALINGS/p' "$source/src/page/report.html" | sed 's/<[^>]*>//g; s/^$/./; s/^/ /'
} >>"$documents/copyright"
cat >"$work/changelog" <<EOF
facsimile ($version) unstable; urgency=medium

  * What has changed is in /usr/share/doc/facsimile/CHANGELOG.md.

 -- $maintainer  $(LC_ALL=C date -u -R -d "@$SOURCE_DATE_EPOCH")
EOF
gzip -9nc "$work/changelog" >"$documents/changelog.gz"

# which packages the program needs, and since which version: from the libraries' own symbol lists
mkdir "$work/debian"
printf 'Source: facsimile\n\nPackage: facsimile\nArchitecture: any\n' >"$work/debian/control"
# those that are loaded when they are needed have a file of their own that is linked with them
links=
[ ! -f "$build/src/libfacs_links.so" ] || links="-e$build/src/libfacs_links.so"
depends=$(cd "$work" && dpkg-shlibdeps -O "-eroot/usr/bin/facsimile" ${links:+"$links"} 2>/dev/null | sed -n 's/^shlibs:Depends=//p')
[ -n "$depends" ] || { echo "dpkg-shlibdeps cannot tell what the program needs" >&2; exit 1; }

# loaded when an interlaced video comes
filters=$(dpkg-query -W -f '${Depends}' libavfilter-dev 2>/dev/null | grep -oE 'libavfilter[0-9]+' | head -n 1)
# and, of the same release of FFmpeg, when a camera is read
devices=$(dpkg-query -W -f '${Depends}' libavformat-dev 2>/dev/null | grep -oE 'libavformat[0-9]+' | head -n 1 | sed 's/format/device/')

mkdir "$root/DEBIAN"
cat >"$root/DEBIAN/control" <<EOF
Package: facsimile
Version: $version
Architecture: $architecture
Maintainer: $maintainer
Installed-Size: $(du -k -s --apparent-size "$root/usr" | cut -f 1)
Depends: $depends
Recommends: ca-certificates${filters:+, $filters}
Suggests: libheif1${devices:+, $devices}
Section: science
Priority: optional
Description: facial action units, landmarks, head pose and gaze from video
 For every frame and face of a video, a picture or a folder of pictures,
 facsimile finds 17 action unit intensities and 18 presences (FACS), 68
 landmarks in 2D and 3D, 56 eye landmarks, head pose, gaze and confidence, with
 the numbers of OpenFace 2.2 and in its CSV.
 .
 The model files are not part of the package: "facsimile models fetch" gets
 them from their publishers, or from a copy, after their licence was accepted.
EOF
(cd "$root" && find usr -type f -print0 | LC_ALL=C sort -z | xargs -0 md5sum >DEBIAN/md5sums)
find "$root" -type d -exec chmod 755 {} +
find "$root/usr/share" "$root/DEBIAN" -type f -exec chmod 644 {} +
find "$root" -exec touch -h -d "@$SOURCE_DATE_EPOCH" {} +
package=$out/facsimile_${version}_$architecture.deb
dpkg-deb --root-owner-group -Zxz --build "$root" "$package.part" >/dev/null
mv "$package.part" "$package"
echo "$package"
