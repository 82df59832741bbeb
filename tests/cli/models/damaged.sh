# needs: models picture
# everything linked except one file, which is cut off
cp -rs "$models" models
for file in $(find models -name In-the-wild_aligned_PDM_68.txt); do
    head -c 1000 "$file" >short
    rm "$file"
    mv short "$file"
done
"$facsimile" extract "$picture" --model-dir models
