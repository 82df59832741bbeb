# everything is there, readable, and the manual and the completion know every command
for file in bin/facsimile include/facsimile/facsimile.h share/man/man1/facsimile.1 share/doc/facsimile/LICENSE \
    share/doc/facsimile/README.md share/doc/facsimile/docs/models.md share/doc/facsimile/docs/figures/open.png \
    share/bash-completion/completions/facsimile share/facsimile/heads.mp4 share/facsimile/heads.csv share/facsimile/verify.json; do
    [ -r "$prefix/$file" ] || { echo "$file is missing"; exit 1; }
done
cmp "$prefix/include/facsimile/facsimile.h" "$source/include/facsimile/facsimile.h"
version=$("$prefix/bin/facsimile" --version | grep -oE '[0-9]+\.[0-9]+\.[0-9]+')
grep -q "\"facsimile $version\"" "$prefix/share/man/man1/facsimile.1"
commands=$("$prefix/bin/facsimile" help | sed -n 's/^  \([a-z]*\) .*/\1/p')
[ "$(echo "$commands" | wc -l)" -ge 7 ]
for command in $commands; do
    grep -qx "\\.B $command" "$prefix/share/man/man1/facsimile.1" || { echo "the manual lacks $command"; exit 1; }
    grep -q "words=\".*\<$command\>" "$prefix/share/bash-completion/completions/facsimile"
done
# links of the documents lead somewhere
cd "$prefix/share/doc/facsimile"
for link in $(grep -ohE '\]\((docs/)?[A-Za-z_/.-]+\.(md|png)\)' README.md | tr -d ']()'); do
    [ -r "$link" ] || { echo "README.md: $link is not installed"; exit 1; }
done
