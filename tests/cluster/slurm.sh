#!/bin/bash
# tests/cluster/slurm.sh [PROGRAM]: `facsimile slurm` on a Slurm of one node, which this sets up in a folder of its own and takes down.
# INPUTS (300) tiny clips; the node is drained midway and resumed, a task is killed; the files must be those of a run
# that nobody disturbed.  Needs root, and slurmctld, slurmd, slurm-client and munge (sh scripts/packages.sh slurm); else it
# says so and exits with 77.
set -eu
top=$(cd "$(dirname "$0")/../.." && pwd)
program=$(realpath "${1:-$top/build/cli/facsimile}")
inputs=${INPUTS:-300} frames=${FRAMES:-150} tasks=${TASKS:-6}
skip() { echo "slurm: skipped: $1" >&2; exit 77; }
export PATH=$PATH:/usr/sbin
for need in slurmctld slurmd sbatch munged; do
    command -v $need >/dev/null || skip "$need is not installed (sh scripts/packages.sh slurm)"
done
[ "$(id -u)" = 0 ] || skip "daemons of Slurm are started by root"
# a Slurm that is there is left alone
[ -z "${SLURM_CONF:-}" ] && ! pidof slurmctld slurmd >/dev/null || skip "there is a Slurm on this machine"

folder=$(mktemp -d) own=
chmod 755 "$folder"
cleanup() {
    status=$?
    trap - EXIT
    scancel -u root >/dev/null 2>&1 || true
    for pid in $own; do kill "$pid" 2>/dev/null || true; done
    for pid in $own; do
        for _ in $(seq 50); do kill -0 "$pid" 2>/dev/null || break; sleep 0.1; done
        kill -9 "$pid" 2>/dev/null || true
    done
    if [ $status != 0 ]; then
        tail -n 5 "$folder"/*.log "$folder"/slurm-*.out "$folder"/work/slurm-*.out 2>/dev/null | tail -n 60 >&2 || true
    fi
    [ -n "${KEEP:-}" ] || rm -rf "$folder"
    exit $status
}
trap cleanup EXIT
trap 'exit 130' INT TERM

wait_for() { # SECONDS COMMAND...
    local left=$(($1 * 5))
    shift
    until "$@" >/dev/null 2>&1; do
        left=$((left - 1))
        [ $left -gt 0 ] || { echo "slurm: waited in vain for: $*" >&2; return 1; }
        sleep 0.2
    done
}

# ---- a cluster of one node, on loopback ----
mkdir "$folder/state" "$folder/spool" "$folder/munge" "$folder/work"
chown munge "$folder/munge"
dd if=/dev/urandom of="$folder/munge/key" bs=1024 count=1 status=none
chown munge "$folder/munge/key"
chmod 400 "$folder/munge/key"
# not in a function: $! is to be the daemon itself
setpriv --reuid munge --regid munge --clear-groups munged --foreground --key-file="$folder/munge/key" --socket="$folder/munge/socket" --pid-file="$folder/munge/pid" \
    --log-file="$folder/munge/log" --seed-file="$folder/munge/seed" >"$folder/munged.log" 2>&1 &
own="$!"
host=$(hostname -s)
cores=$(($(nproc) < 2 ? 1 : 2)) # of more, too few tasks would have to wait
cat >"$folder/slurm.conf" <<EOF
ClusterName=facsimile
SlurmctldHost=$host(127.0.0.1)
SlurmUser=root
SlurmctldPort=46817
SlurmdPort=46818
AuthType=auth/munge
AuthInfo=socket=$folder/munge/socket
CredType=cred/munge
StateSaveLocation=$folder/state
SlurmdSpoolDir=$folder/spool
SlurmctldPidFile=$folder/slurmctld.pid
SlurmdPidFile=$folder/slurmd.pid
SlurmctldLogFile=$folder/slurmctld.log
SlurmdLogFile=$folder/slurmd.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
MpiDefault=none
SwitchType=switch/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
ReturnToService=2
MaxArraySize=1001
SchedulerParameters=sched_interval=1,batch_sched_delay=0,requeue_delay=1
InactiveLimit=0
NodeName=$host NodeAddr=127.0.0.1 CPUs=$cores RealMemory=2000 State=UNKNOWN
PartitionName=all Nodes=$host Default=YES MaxTime=INFINITE State=UP
EOF
export SLURM_CONF=$folder/slurm.conf
wait_for 20 test -S "$folder/munge/socket"
slurmctld -D -c >"$folder/slurmctld.out.log" 2>&1 &
own="$own $!"
wait_for 30 scontrol ping
slurmd -D >"$folder/slurmd.out.log" 2>&1 &
own="$own $!"
idle() { [ "$(sinfo -h -o %T)" = idle ]; }
wait_for 60 idle

# ---- inputs, and a run that nobody disturbs ----
cd "$folder/work"
export FACSIMILE_PACK=off
mkdir clips
for i in $(seq "$inputs"); do ln -s "$top/examples/clip/heads.mp4" "clips/clip $i.mp4"; done
options="--pipeline open --columns au --max-frames $frames"
# into the folder of that name, which the records of the runs repeat
"$program" batch clips --out-dir results $options -q
mv results alone

# ---- as jobs ----
submitted=$("$program" slurm clips --out-dir results $options --tasks "$tasks" --mem 300 --time 10 --submit)
echo "$submitted"
array=$(echo "$submitted" | sed -n 's/^submitted: \([0-9]*\), then .*/\1/p')
merge=$(echo "$submitted" | sed -n 's/^submitted: .*, then \([0-9]*\)$/\1/p')
[ -n "$array" ] && [ -n "$merge" ]
results() { find results -name '*.csv' 2>/dev/null | wc -l; }
some() { [ "$(results)" -ge "$1" ]; }
of_jobs() { # processes of the array's tasks
    for process in /proc/[0-9]*; do
        [ "$(readlink "$process/exe" 2>/dev/null)" = "$program" ] &&
            tr '\0' '\n' <"$process/environ" 2>/dev/null | grep -qx "SLURM_ARRAY_JOB_ID=$array" && echo "${process#/proc/}"
    done
    true
}
stop_one() { # a task, which then cannot end before what is done to it
    victim=$(of_jobs | head -n 1)
    [ -n "$victim" ] && kill -STOP "$victim" && [ "$(readlink "/proc/$victim/exe")" = "$program" ]
}
wait_for 120 some $((inputs / 10))
wait_for 60 stop_one
kill -9 "$victim"
echo "killed a task after $(results) results"
wait_for 120 some $((inputs / 3))
wait_for 60 stop_one
scontrol update nodename="$host" state=drain reason=test
echo "drained the node after $(results) results"
kill -CONT "$victim"
quiet() { [ -z "$(squeue -h -t running,completing)" ]; }
wait_for 120 quiet
stood=$(results)
sleep 1
[ "$(results)" = "$stood" ]
[ "$stood" -lt "$inputs" ]
[ -n "$(squeue -h)" ]
scontrol update nodename="$host" state=resume
echo "resumed it with $stood results"
ended() { [ -z "$(squeue -h)" ]; }
wait_for 180 ended

# ---- the same files ----
test -s results/manifest.tsv
find results -name 'slurm-*' -delete
files() { (cd "$1" && find . -type f ! -name '.*' ! -name 'manifest*' | sort | xargs -d '\n' sha256sum); }
[ "$(files alone | wc -l)" -ge "$inputs" ]
diff <(files alone) <(files results)
states() { python3 "$top/tests/cli/support/manifest.py" "$1" output state frames output_sha256; }
[ "$(states results/manifest.tsv | wc -l)" -ge "$inputs" ]
diff <(states alone/manifest.tsv) <(states results/manifest.tsv)
refuse() { ! "$@"; }
refuse grep -q '|failed|' <(states results/manifest.tsv)
[ -z "$(find results -name '*.part-*')" ]
echo "$inputs inputs in $tasks tasks: the files of a run that nobody disturbed"
