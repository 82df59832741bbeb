# the scripts, sized by a sample or by hand; they do what they say without Slurm
mkdir clips
for i in 1 2 3 4; do ln -s "$source/examples/clip/heads.mp4" "clips/it's $i.mp4"; done
options="--pipeline open --columns au --max-frames 3 --threads 1"
"$facsimile" slurm clips --out-dir 'a b/results' $options --tasks 2 --cpus=3 --partition long --account lab >shown 2>said
grep -Eq '^facsimile: sample: 3 of 4 inputs, [0-9]+ frames, [0-9.]+ ms of processor time each' said
grep -Eq '^facsimile: 2 jobs of 11 minutes, [0-9]+ MB and 3 cores$' said
for line in --array=1-2 --cpus-per-task=3 --time=11 --partition=long --account=lab --requeue; do
    grep -qx -e "#SBATCH $line" 'a b/results/slurm-array.sh'
done
cat 'a b/results/slurm-array.sh' 'a b/results/slurm-merge.sh' | while IFS= read -r line; do grep -qxF -e "$line" shown; done
[ "$(ls 'a b/results')" = "slurm-array.sh
slurm-merge.sh" ]
for task in 1 2; do SLURM_ARRAY_TASK_ID=$task sh 'a b/results/slurm-array.sh' 2>/dev/null; done
sh 'a b/results/slurm-merge.sh' 2>said
grep -Eq '^facsimile: done before +4$' said
"$facsimile" batch clips --out-dir alone $options -q
for i in 1 2 3 4; do cmp "alone/it's $i.csv" "a b/results/it's $i.csv"; done
# nothing is sampled
"$facsimile" slurm clips -o other $options --sample 0 --tasks 5 --time 7 --mem 900 2>said >shown
refuse grep -q sample said
grep -qx '#SBATCH --mem=900M' other/slurm-array.sh
