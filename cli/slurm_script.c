/* See slurm_script.h.
 *
 * A task that was killed (137 and so on: no memory, a crash) asks to be queued again, three times: batch then counts the input
 * that it died of as failed.  Inputs that failed (11) are in the manifest and no failure of the job. */
#include "slurm_script.h"

#include "cli.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PATH_ROOM = 4096, ID_ROOM = 64 };

/* 'a word', whatever is in it */
static void put_word(FILE *to, const char *word)
{
    fputc('\'', to);
    for (; *word; word++)
        if (*word == '\'')
            fputs("'\\''", to);
        else
            fputc(*word, to);
    fputc('\'', to);
}

static void put_head(FILE *to, const slurm_job *job, const char *name)
{
    fprintf(to, "#!/bin/sh\n#SBATCH --job-name=%s\n", name);
    if (job->partition)
        fprintf(to, "#SBATCH --partition=%s\n", job->partition);
    if (job->account)
        fprintf(to, "#SBATCH --account=%s\n", job->account);
    fputs("#SBATCH --requeue\n#SBATCH --open-mode=append\n", to);
}

static void put_array(FILE *to, const slurm_job *job, const char *here)
{
    put_head(to, job, "facsimile");
    fprintf(to, "#SBATCH --array=1-%lld\n#SBATCH --cpus-per-task=%lld\n#SBATCH --time=%lld\n#SBATCH --mem=%lldM\n",
            (long long)job->tasks, (long long)job->cpus, (long long)job->minutes, (long long)job->megabytes);
    fputs("cd ", to);
    put_word(to, here);
    fputs(" || exit\n", to);
    put_word(to, job->program);
    for (int i = 0; i < job->count; i++) {
        fputc(' ', to);
        put_word(to, job->words[i]);
        if (i == 0) /* before "--", which ends options */
            fprintf(to, " --shard \"$SLURM_ARRAY_TASK_ID/%lld\" --resume", (long long)job->tasks);
    }
    fputs("\nstatus=$?\n"
          "# killed: once more, three times at most\n"
          "if [ $status -ge 128 ] && [ \"${SLURM_RESTART_COUNT:-0}\" -lt 3 ]; then\n"
          "    scontrol requeue \"${SLURM_ARRAY_JOB_ID}_$SLURM_ARRAY_TASK_ID\" && sleep 60\n"
          "fi\n"
          "# 11: some inputs failed, which the manifest says\n"
          "[ $status = 11 ] || exit $status\n",
          to);
}

static void put_merge(FILE *to, const slurm_job *job, const char *here)
{
    put_head(to, job, "facsimile-merge");
    fputs("#SBATCH --time=60\n#SBATCH --mem=1000M\ncd ", to);
    put_word(to, here);
    fputs(" || exit\n", to);
    put_word(to, job->program);
    fputs(" batch --merge ", to);
    put_word(to, job->folder);
    fputs("\nstatus=$?\n[ $status = 11 ] || exit $status\n", to);
}

static bool make_folders(const char *folder)
{
    char path[PATH_ROOM];
    if (snprintf(path, sizeof path, "%s", folder) >= PATH_ROOM)
        return false;
    for (char *at = path + 1; *at; at++)
        if (*at == '/') {
            *at = '\0';
            if (mkdir(path, 0777) != 0 && errno != EEXIST)
                return false;
            *at = '/';
        }
    return mkdir(path, 0777) == 0 || errno == EEXIST;
}

static bool write_script(const slurm_job *job, const char *path, const char *here,
                         void put(FILE *, const slurm_job *, const char *), bool show)
{
    FILE *file = fopen(path, "w");
    if (file)
        put(file, job, here);
    const bool bad = !file || ferror(file);
    if ((file && fclose(file) != 0) || bad) {
        complain("%s: cannot be written: %s", path, strerror(errno));
        return false;
    }
    if (show) {
        say(stdout, "# %s", path);
        put(stdout, job, here);
    }
    return true;
}

/* sbatch's number of the job; false after a message */
static bool submit_script(const char *script, const char *after, char id[ID_ROOM])
{
    int ends[2];
    if (pipe(ends) != 0)
        return false;
    fflush(stdout);
    const pid_t child = fork();
    if (child == 0) {
        char dependency[ID_ROOM + 32];
        snprintf(dependency, sizeof dependency, "--dependency=afterany:%s", after);
        dup2(ends[1], 1);
        close(ends[0]);
        close(ends[1]);
        if (after[0])
            execlp("sbatch", "sbatch", "--parsable", dependency, script, (char *)NULL);
        else
            execlp("sbatch", "sbatch", "--parsable", script, (char *)NULL);
        _exit(127);
    }
    close(ends[1]);
    FILE *said = fdopen(ends[0], "r");
    const bool read = child > 0 && said && fgets(id, ID_ROOM, said);
    if (said)
        fclose(said);
    if (read)
        id[strspn(id, "0123456789")] = '\0'; /* "12;cluster" */
    if (read && id[0])
        return true;
    complain("sbatch did not take %s: is Slurm there?  By hand: sbatch --parsable %s", script, script);
    return false;
}

int slurm_script_make(const slurm_job *job, bool submit)
{
    char here[PATH_ROOM], array[PATH_ROOM], merge[PATH_ROOM], first[ID_ROOM] = "", second[ID_ROOM] = "";
    if (!getcwd(here, sizeof here) || !make_folders(job->folder) ||
        snprintf(array, sizeof array, "%s/slurm-array.sh", job->folder) >= PATH_ROOM ||
        snprintf(merge, sizeof merge, "%s/slurm-merge.sh", job->folder) >= PATH_ROOM) {
        complain("%s: cannot be made: %s", job->folder, strerror(errno));
        return EXIT_OUTPUT;
    }
    if (!write_script(job, array, here, put_array, !submit) || !write_script(job, merge, here, put_merge, !submit))
        return EXIT_OUTPUT;
    say(stderr, "facsimile: %lld jobs of %lld minutes, %lld MB and %lld cores", (long long)job->tasks,
        (long long)job->minutes, (long long)job->megabytes, (long long)job->cpus);
    if (!submit)
        return EXIT_FINE;
    if (!submit_script(array, "", first) || !submit_script(merge, first, second))
        return EXIT_OTHER;
    say(stdout, "submitted: %s, then %s", first, second);
    return EXIT_FINE;
}
