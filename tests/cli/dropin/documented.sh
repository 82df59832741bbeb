# the page of these programs has every argument, and none besides
sed -n 's/^    {"\([A-Za-z0-9_-]*\)", \(true\|false\), DROPIN.*/-\1/p' "$source/cli/dropin_flags.c" | sort >known
[ "$(wc -l <known)" -ge 46 ]
sed -n '/^## Arguments/,/^## What else/s/^| \(`-[^|]*`\) | .*/\1/p' "$source/docs/openface-programs.md" | sed 's/\\.*//' |
    tr ',' '\n' | grep -oE -e '`-[A-Za-z0-9_-]+' | tr -d '`' | sort >told
diff known told
