# needs: python3
# docs/columns.md has the table that the program prints
root="$(cd "$cases/../../.." && pwd)"
python3 "$root/scripts/columns_page.py" "$facsimile" "$root/docs/columns.md" --check
# and the check sees a difference
sed 's/lip corner puller/lip corner pusher/' "$root/docs/columns.md" >page.md
! python3 "$root/scripts/columns_page.py" "$facsimile" page.md --check
python3 "$root/scripts/columns_page.py" "$facsimile" page.md
cmp page.md "$root/docs/columns.md"
