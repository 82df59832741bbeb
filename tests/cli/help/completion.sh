# needs: bash
# what bash offers is what the program takes, and what its help shows
bash -u "$cases/completion.bash" "$facsimile" "$source/share/facsimile.bash" "$source/src/store/manifest.json"
