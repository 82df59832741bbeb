# what sbatch is called with: the merge waits for the array
mkdir bin
cat >bin/sbatch <<'END'
#!/bin/sh
echo "$@" >>calls
echo "$((40 + $(wc -l <calls)));somewhere"
END
chmod +x bin/sbatch
known="--sample 0 --tasks 5 --time 7 --mem 900"
PATH=$PWD/bin:$PATH "$facsimile" slurm "$source/examples/clip/heads.mp4" -o results $known --submit >shown 2>said
[ "$(cat shown)" = "submitted: 41, then 42" ]
[ "$(cat calls)" = "--parsable results/slurm-array.sh
--parsable --dependency=afterany:41 results/slurm-merge.sh" ]
# one that fails
printf '#!/bin/sh\nexit 1\n' >bin/sbatch
status=0
PATH=$PWD/bin:$PATH "$facsimile" slurm "$source/examples/clip/heads.mp4" -o results $known --submit 2>said || status=$?
[ $status = 1 ]
grep -q '^facsimile: sbatch did not take results/slurm-array.sh' said
