#!/bin/sh
# Formatting, clang-tidy, cppcheck and a clang build of everything; quiet when clean.
set -u
cd "$(dirname "$0")/.."
status=0
files=$(git ls-files '*.c' '*.h')

# every release formats a little differently
case $(clang-format --version) in
*" version 14."*)
    clang-format --dry-run --Werror $files || { echo "clang-format: run  clang-format -i  on the files above"; status=1; }
    ;;
*) echo "skipped: the format of the sources is that of clang-format 14; here is $(clang-format --version)" ;;
esac

# a case that skips when it has begun leaves behind what it has made
git grep -nE '\<skip ?\(' -- 'tests/*.c' 'tests/*.h' ':!tests/support/needs.c' ':!tests/support/needs.h' &&
    { echo "skip(): enter the case with what it needs instead, see tests/support/needs.h"; status=1; }

if [ ! -f build-lint/build.ninja ]; then
    # for its warnings, which do not depend on optimisation
    CC=clang meson setup build-lint -Dtests=true -Dwerror=true -Dbuildtype=plain -Doptimization=0 >build-lint.log 2>&1 || { cat build-lint.log; exit 1; }
    rm -f build-lint.log
fi
ninja -C build-lint >build-lint/ninja.log 2>&1 || { tail -n 40 build-lint/ninja.log; status=1; }

sources=$(git ls-files 'src/*.c' 'cli/*.c')
echo "$sources" | xargs -P "$(nproc)" -n 8 clang-tidy --quiet -p build-lint >build-lint/tidy.log 2>/dev/null ||
    { cat build-lint/tidy.log; echo "clang-tidy found something"; status=1; }

# uninitvar: cppcheck does not follow vector types and loops whose count it cannot see; gcc and clang-tidy do
cppcheck --quiet --error-exitcode=1 --std=c11 --enable=warning,portability --inline-suppr \
    --suppress=missingIncludeSystem --suppress=uninitvar -j "$(nproc)" -Iinclude -Isrc -D__x86_64__ -DFACS_KERNEL_LEVEL=scalar \
    '-DFACS_VERSION="0"' src cli || { echo "cppcheck found something"; status=1; }
exit $status
