# needs: bash
# what bash offers is what the program takes, and what its help shows
bash -u "$cases/completion.bash" "$facsimile" "$cases/../../share/facsimile.bash" "$cases/../../src/model/manifest.json"
