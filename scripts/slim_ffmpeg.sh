#!/bin/sh
# slim_ffmpeg.sh [FOLDER]: the libraries that the wheel and the portable program hold, as static archives for an old C library:
# FFmpeg with what people record with, of LGPL parts only (scripts/slim/ffmpeg.configure), dav1d, libjpeg-turbo, libpng, zlib and
# cJSON.  From the sources of Debian's packages, with Debian's patches.  FOLDER (default: build-slim) gets
#   tools/      a compiler of a pinned version (scripts/slim/requirements.txt) and its wrappers bin/cc, bin/ar
#   prefix/     include, lib, lib/pkgconfig; meson.ini for Meson
#   loaded/     headers and names of the libraries that are loaded when they are needed: of this system
#   licences/   of all of them, and SOURCES.md
# What is there already is not made again.  Debian, with what scripts/packages.sh slim installs; a network; minutes.
#   SLIM_TARGET   x86_64-linux-gnu.2.28 (default), aarch64-linux-gnu.2.28: processor, system, and the oldest C library
#   SLIM_JOBS     at once; default: all cores
set -eu
umask 022
source=$(cd "$(dirname "$0")/.." && pwd)
target=${SLIM_TARGET:-x86_64-linux-gnu.2.28}
jobs=${SLIM_JOBS:-$(nproc)}
mkdir -p "${1:-$source/build-slim}"
slim=$(cd "${1:-$source/build-slim}" && pwd)
prefix=$slim/prefix
processor=${target%%-*}
mkdir -p "$prefix/lib/pkgconfig" "$prefix/include" "$slim/licences" "$slim/sources"

say() { echo "== $*" >&2; }
fail() { echo "slim_ffmpeg.sh: $1" >&2; exit 1; }
for need in apt-get dpkg-source nasm cmake make pkg-config python3; do
    command -v $need >/dev/null || fail "$need is missing: sh scripts/packages.sh slim"
done

# ---- tools ----

if ! cmp -s "$source/scripts/slim/requirements.txt" "$slim/tools/requirements.txt"; then
    say "compiler and build tools"
    rm -rf "$slim/tools"
    python3 -m venv "$slim/tools"
    "$slim/tools/bin/pip" install --quiet --disable-pip-version-check -r "$source/scripts/slim/requirements.txt"
    cp "$source/scripts/slim/requirements.txt" "$slim/tools/requirements.txt"
fi
zig=$("$slim/tools/bin/python" -c 'import ziglang, os; print(os.path.join(os.path.dirname(ziglang.__file__), "zig"))')
mkdir -p "$slim/bin"
tool() { # name, arguments of zig...
    name=$1
    shift
    printf '#!/bin/sh\nexport ZIG_GLOBAL_CACHE_DIR="%s" ZIG_LOCAL_CACHE_DIR="%s"\nexec "%s" %s "$@"\n' \
        "$slim/cache" "$slim/cache" "$zig" "$*" >"$slim/bin/$name"
    chmod +x "$slim/bin/$name"
}
tool cc cc -target "$target"
tool ar ar
tool ranlib ranlib
cc=$slim/bin/cc
export PKG_CONFIG_LIBDIR="$prefix/lib/pkgconfig" PKG_CONFIG_PATH=

# ---- sources ----

apt=$slim/sources/apt
lists() { # of the places this machine has its own packages from; the system's own are not touched
    [ ! -s "$apt/apt.conf" ] || return 0
    mkdir -p "$apt/lists/partial" "$apt/cache/archives/partial"
    apt-get indextargets --format '$(SITE) $(RELEASE) $(COMPONENT) $(ORIGIN)' 'Created-By: Packages' |
        awk '$NF == "Debian" { print "deb-src", $1, $2, $3 }' | sort -u >"$apt/sources.list"
    [ -s "$apt/sources.list" ] || fail "no Debian packages known here: apt-get update"
    cat >"$apt/apt.conf.part" <<END
Dir::Etc::sourcelist "$apt/sources.list";
Dir::Etc::sourceparts "-";
Dir::State::lists "$apt/lists";
Dir::Cache "$apt/cache";
APT::Sandbox::User "$(id -un)";
Debug::NoLocking "true";
END
    apt-get -c "$apt/apt.conf.part" update -qq
    mv "$apt/apt.conf.part" "$apt/apt.conf"
}
# the newest version that can be had: one that was just replaced is in the lists and gone from the place
unpack() { # package of sources -> folder of that name
    [ ! -f "$slim/sources/$1.version" ] || return 0
    lists
    for version in $(apt-cache -c "$apt/apt.conf" showsrc "$1" | sed -n 's/^Version: //p' | sort -Vru); do
        rm -rf "${slim:?}/sources/$1" "$slim/sources/get"
        mkdir "$slim/sources/get"
        (cd "$slim/sources/get" && apt-get -c "$apt/apt.conf" source -qq --download-only "$1=$version") >&2 || continue
        dpkg-source --no-check --no-copy -x "$slim/sources/get/"*.dsc "$slim/sources/$1" >/dev/null
        rm -rf "$slim/sources/get"
        echo "$version" >"$slim/sources/$1.version"
        return 0
    done
    fail "the sources of $1 cannot be had"
}
made() { # name of what stands for the library: is it there, from these sources and this target?
    [ "$(cat "$slim/sources/$1.made" 2>/dev/null)" = "$target $(cat "$slim/sources/$1.version")" ]
}
done_with() {
    echo "$target $(cat "$slim/sources/$1.version")" >"$slim/sources/$1.made"
}
pc() { # name, version, libs, requires
    printf 'prefix=%s\nlibdir=${prefix}/lib\nincludedir=${prefix}/include\n\nName: %s\nDescription: %s\nVersion: %s\nLibs: -L${libdir} %s\nCflags: -I${includedir}\nRequires: %s\n' \
        "$prefix" "$1" "$1" "$2" "$3" "${4:-}" >"$prefix/lib/pkgconfig/$1.pc"
}
plain() { # flags of what is plain C
    echo -w -O3 -fPIC -fvisibility=hidden -ffp-contract=off
}

# ---- libraries ----

unpack zlib
if ! made zlib; then
    say zlib
    (cd "$slim/sources/zlib" && for c in adler32 compress crc32 deflate gzclose gzlib gzread gzwrite infback inffast inflate inftrees trees uncompr zutil; do
        "$cc" $(plain) -D_LARGEFILE64_SOURCE=1 -DHAVE_HIDDEN -DHAVE_UNISTD_H=1 -DHAVE_STDARG_H=1 -c $c.c -o $c.o
    done && rm -f "$prefix/lib/libz.a" && "$slim/bin/ar" rcs "$prefix/lib/libz.a" ./*.o && cp zlib.h zconf.h "$prefix/include/" &&
        sed -n '/Copyright (C)/,/madler/p' zlib.h >"$slim/licences/zlib.txt")
    pc zlib "$(sed -n 's/#define ZLIB_VERSION "\(.*\)"/\1/p' "$prefix/include/zlib.h")" -lz
    done_with zlib
fi
unpack libpng1.6
if ! made libpng1.6; then
    say libpng
    (cd "$slim/sources/libpng1.6" && cp scripts/pnglibconf.h.prebuilt pnglibconf.h && for c in png pngerror pngget pngmem pngpread pngread pngrio pngrtran pngrutil pngset pngtrans pngwio pngwrite pngwtran pngwutil; do
        "$cc" $(plain) -DPNG_ARM_NEON_OPT=0 -I"$prefix/include" -c $c.c -o $c.o
    done && rm -f "$prefix/lib/libpng.a" && "$slim/bin/ar" rcs "$prefix/lib/libpng.a" png*.o && cp png.h pngconf.h pnglibconf.h "$prefix/include/" &&
        cp LICENSE "$slim/licences/libpng.txt")
    pc libpng "$(sed -n 's/#define PNG_LIBPNG_VER_STRING "\(.*\)"/\1/p' "$prefix/include/png.h")" "-lpng -lm" zlib
    done_with libpng1.6
fi
unpack cjson
if ! made cjson; then
    say cJSON
    (cd "$slim/sources/cjson" && "$cc" $(plain) -DCJSON_HIDE_SYMBOLS -c cJSON.c -o cJSON.o && rm -f "$prefix/lib/libcjson.a" &&
        "$slim/bin/ar" rcs "$prefix/lib/libcjson.a" cJSON.o && mkdir -p "$prefix/include/cjson" && cp cJSON.h "$prefix/include/cjson/" &&
        cp LICENSE "$slim/licences/cJSON.txt")
    pc libcjson "$(sed -n 's/#define CJSON_VERSION_\(MAJOR\|MINOR\|PATCH\) //p' "$prefix/include/cjson/cJSON.h" | paste -sd.)" "-lcjson -lm"
    done_with cjson
fi
unpack libjpeg-turbo
if ! made libjpeg-turbo; then
    say libjpeg-turbo
    rm -rf "$slim/sources/libjpeg-turbo/made"
    (cmake -S "$slim/sources/libjpeg-turbo" -B "$slim/sources/libjpeg-turbo/made" -DCMAKE_BUILD_TYPE=Release -DCMAKE_SYSTEM_NAME=Linux \
        -DCMAKE_SYSTEM_PROCESSOR="$processor" -DCMAKE_C_COMPILER="$cc" -DCMAKE_AR="$slim/bin/ar" -DCMAKE_RANLIB="$slim/bin/ranlib" -DCMAKE_C_FLAGS=-fvisibility=hidden \
        -DENABLE_SHARED=0 -DWITH_TURBOJPEG=0 -DREQUIRE_SIMD=1 -DCMAKE_POSITION_INDEPENDENT_CODE=1 -DCMAKE_INSTALL_PREFIX="$prefix" -DCMAKE_INSTALL_LIBDIR="$prefix/lib" &&
        make -C "$slim/sources/libjpeg-turbo/made" -j"$jobs" jpeg-static && cd "$slim/sources/libjpeg-turbo" &&
        cp made/libjpeg.a "$prefix/lib/" && cp made/jconfig.h jpeglib.h jmorecfg.h jerror.h "$prefix/include/" &&
        cp LICENSE.md "$slim/licences/libjpeg-turbo.txt" && cat README.ijg >"$slim/licences/libjpeg-turbo-ijg.txt") >"$slim/sources/libjpeg-turbo.log" 2>&1 ||
        { tail -n 30 "$slim/sources/libjpeg-turbo.log" >&2; fail "libjpeg-turbo: $slim/sources/libjpeg-turbo.log"; }
    pc libjpeg "$(sed -n 's/#define LIBJPEG_TURBO_VERSION *//p' "$prefix/include/jconfig.h" | tr -d ' ')" -ljpeg
    done_with libjpeg-turbo
fi
unpack dav1d
if ! made dav1d; then
    say dav1d
    rm -rf "$slim/sources/dav1d/made"
    printf "[binaries]\nc = '%s'\nar = '%s'\nranlib = '%s'\nnasm = 'nasm'\npkg-config = 'pkg-config'\n[host_machine]\nsystem = 'linux'\ncpu_family = '%s'\ncpu = '%s'\nendian = 'little'\n" \
        "$cc" "$slim/bin/ar" "$slim/bin/ranlib" "$processor" "$processor" >"$slim/sources/dav1d.ini"
    ("$slim/tools/bin/meson" setup "$slim/sources/dav1d/made" "$slim/sources/dav1d" --cross-file "$slim/sources/dav1d.ini" --buildtype release --default-library static --prefix "$prefix" --libdir lib \
        -Denable_tools=false -Denable_tests=false -Dlogging=false -Db_staticpic=true -Dc_args=-fvisibility=hidden &&
        ninja -C "$slim/sources/dav1d/made" -j"$jobs" && "$slim/tools/bin/meson" install -C "$slim/sources/dav1d/made" &&
        cp "$slim/sources/dav1d/COPYING" "$slim/licences/dav1d.txt") >"$slim/sources/dav1d.log" 2>&1 ||
        { tail -n 30 "$slim/sources/dav1d.log" >&2; fail "dav1d: $slim/sources/dav1d.log"; }
    done_with dav1d
fi
unpack ffmpeg
# large files of plain C, in place of which assembly runs on every processor of the last ten years
seldom="libavcodec/h264qpel.o libavcodec/hevcdsp.o libavcodec/qpeldsp.o"
options=$(sed 's/#.*//' "$source/scripts/slim/ffmpeg.configure" | tr '\n' ' ')
if ! made ffmpeg || [ "$(cat "$slim/sources/ffmpeg.options" 2>/dev/null)" != "$options" ]; then
    say "FFmpeg: minutes"
    rm -rf "$slim/sources/ffmpeg.made" "$slim/sources/made"
    mkdir "$slim/sources/made"
    # the old C library has sysctl(), and today's headers do not; -latomic would be the system's, and nothing needs it
    # cross: nothing that was built is run by configure, and no program of the same name is looked for
    (cd "$slim/sources/made" && ../ffmpeg/configure --prefix="$prefix" --cc="$cc" --ar="$slim/bin/ar" --ranlib="$slim/bin/ranlib" --nm=nm --strip=strip --enable-cross-compile \
        --arch="$processor" --target-os=linux --pkg-config=pkg-config --pkg-config-flags=--static --extra-cflags="-w -fvisibility=hidden -I$prefix/include" --extra-ldflags="-L$prefix/lib" $options &&
        sed -i "s/#define HAVE_SYSCTL 1/#define HAVE_SYSCTL 0/" config.h && echo "$seldom: CFLAGS += -Os" >>ffbuild/config.mak && make -j"$jobs" && make install-libs install-headers &&
        sed -i "s/ -latomic//" "$prefix"/lib/pkgconfig/lib[as][vw]*.pc) >"$slim/sources/ffmpeg.log" 2>&1 ||
        { tail -n 30 "$slim/sources/ffmpeg.log" >&2; fail "FFmpeg: $slim/sources/ffmpeg.log"; }
    grep -q 'License: LGPL version 2.1 or later' "$slim/sources/ffmpeg.log" || fail "FFmpeg has another licence than LGPL 2.1"
    cp "$slim/sources/ffmpeg/COPYING.LGPLv2.1" "$slim/licences/FFmpeg-LGPL-2.1.txt"
    echo "$options" >"$slim/sources/ffmpeg.options"
    done_with ffmpeg
fi

# ---- small ----

# tables for debuggers and for exceptions of C++, a megabyte of the program
for archive in "$prefix"/lib/*.a; do
    [ "$archive" -ot "$slim/sources/stripped" ] || objcopy --strip-debug --remove-section .eh_frame --remove-section .rela.eh_frame "$archive"
done
touch "$slim/sources/stripped"

# ---- libraries that are loaded when they are needed ----

# Their headers, and stand-ins to link with that have their names and functions: the real ones need another C library
stand_in() { # package of pkg-config, library
    pkg() { env -u PKG_CONFIG_LIBDIR -u PKG_CONFIG_PATH pkg-config "$@"; }
    pkg --exists "$1" || { echo "$1 is not here: built without it" >&2; return 0; }
    folder=$(pkg --variable=libdir "$1")
    real=
    for place in $(pkg --libs-only-L "$1" | sed 's/-L//g') "$folder" "/usr/lib/$(dpkg-architecture -qDEB_HOST_MULTIARCH)"; do
        [ -n "$real" ] || [ ! -e "$place/lib$2.so" ] || real=$place/lib$2.so
    done
    [ -n "$real" ] || fail "no lib$2.so"
    name=$(LC_ALL=C readelf -d "$real" | sed -n 's/.*(SONAME).*\[\(.*\)\]/\1/p')
    nm -D --defined-only --format=posix "$real" | sed 's/[@ ].*//' | sort -u | sed 's/.*/.globl &\n&:/' >"$loaded/lib/$2.s"
    echo '.section .note.GNU-stack,"",%progbits' >>"$loaded/lib/$2.s"
    "$cc" -shared -nostdlib -Wl,-soname,"$name" "$loaded/lib/$2.s" -o "$loaded/lib/lib$2.so"
    rm "$loaded/lib/$2.s"
    printf 'Name: %s\nDescription: loaded when it is needed\nVersion: %s\nLibs: -L%s -l%s\nCflags: -I%s\n' "$1" "$(pkg --modversion "$1")" "$loaded/lib" "$2" \
        "$loaded/include" >"$prefix/lib/pkgconfig/$1.pc"
}
loaded=$slim/loaded
rm -rf "$loaded"
mkdir -p "$loaded/lib" "$loaded/include"
multiarch=/usr/include/$(dpkg-architecture -qDEB_HOST_MULTIARCH)
for header in archive.h archive_entry.h microhttpd.h curl openssl hdf5/serial; do
    for place in /usr/include "$multiarch"; do
        case $header in
        hdf5/serial) [ ! -d "$place/$header" ] || cp -RL "$place/$header/." "$loaded/include/" ;;
        *) [ ! -e "$place/$header" ] || cp -RL "$place/$header" "$loaded/include/" ;;
        esac
    done
done
stand_in libcurl curl
stand_in libcrypto crypto
stand_in libarchive archive
stand_in hdf5-serial hdf5_serial
stand_in libmicrohttpd microhttpd

# ---- licences ----

cp "$(dirname "$zig")/LICENSE" "$slim/licences/zig.txt"
cp "$source/LICENSE" "$slim/licences/facsimile-Apache-2.0.txt"
[ ! -f /usr/share/doc/libjs-dygraphs/copyright ] || cp /usr/share/doc/libjs-dygraphs/copyright "$slim/licences/dygraphs.txt"
{
    cat "$source/scripts/slim/SOURCES.md"
    printf '\n| package of sources | version |\n|---|---|\n'
    for name in ffmpeg dav1d libjpeg-turbo libpng1.6 zlib cjson; do
        printf '| %s | %s |\n' "$name" "$(cat "$slim/sources/$name.version")"
    done
    printf '\nThe compiler: %s, for %s. FFmpeg was configured with\n\n' "$(sed -n 's/ziglang==/ziglang /p' "$source/scripts/slim/requirements.txt")" "$target"
    sed -n 's/^--/    --/p' "$source/scripts/slim/ffmpeg.configure"
} >"$slim/licences/SOURCES.md"
# ---- for Meson ----

# wheel and portable program are made of the same objects
command -v ccache >/dev/null && compiler="'ccache', " || compiler=
case $processor in aarch64) wrapper="exe_wrapper = ['qemu-aarch64']" ;; *) wrapper= ;; esac
cat >"$slim/meson.ini" <<END
# made by scripts/slim_ffmpeg.sh: a cross file, so that nothing of this system is taken
[binaries]
c = [$compiler'$cc']
ar = '$slim/bin/ar'
strip = 'strip'
pkg-config = 'pkg-config'
$wrapper
[properties]
needs_exe_wrapper = $([ "$processor" = "$(uname -m)" ] && echo false || echo true)
pkg_config_libdir = '$prefix/lib/pkgconfig'
[built-in options]
c_args = ['-ffunction-sections', '-fdata-sections']
c_link_args = ['-s', '-Wl,--gc-sections']
[project options]
libraries = 'bundle'
tests = false
[host_machine]
system = 'linux'
cpu_family = '$processor'
cpu = '$processor'
endian = 'little'
END
echo "$slim"
