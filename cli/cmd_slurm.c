/* facsimile slurm: a batch as an array of jobs. */
#define _XOPEN_SOURCE 700 /* nftw */
#include "batch_sample.h"
#include "cli.h"
#include "data_file.h"
#include "slurm_script.h"

#include <ftw.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

static const char usage[] =
    "usage: facsimile slurm INPUT... --out-dir DIR [options] [options of batch]\n"
    "\n"
    "A batch for Slurm: an array of jobs, each of which does a shard with --resume, and a job that\n"
    "merges the manifests when they have ended.  Writes DIR/slurm-array.sh and DIR/slurm-merge.sh and\n"
    "shows them; --submit hands them to sbatch.  docs/scale.md says more.\n"
    "\n"
    "How many jobs, how long and how much memory follows from the first seconds of a few inputs, which\n"
    "are analysed here; what is given is not estimated.\n"
    "\n"
    "  --submit             hand the jobs to sbatch\n"
    "  --tasks N            jobs of the array; default so that each takes an hour, at most 1000\n"
    "  --time MINUTES       the limit of each job; default twice the estimate and ten minutes\n"
    "  --mem MB             memory of each job; default by what the sample took\n"
    "  --cpus N             cores of each job; default 1\n"
    "  --sample N           inputs that are sampled; default 3; 0: none, --tasks, --time and --mem\n"
    "                       are needed\n"
    "  --partition NAME, --account NAME\n"
    "                       as with sbatch\n"
    "\n"
    "All else is as with batch (facsimile help batch).\n"
    "\n"
    "  facsimile slurm study --out-dir results --pipeline open --submit\n";

enum { SAMPLE_FRAMES = 150, ARRAY_MOST = 1000, OWN_OPTIONS = 8 };
static const double task_seconds = 3600, spare_seconds = 600;

/* ---- the words ---- */

typedef struct words {
    const char *value[OWN_OPTIONS]; /* as own_names; NULL = not given */
    bool submit;
    char **batch; /* "batch" and what is left over */
    int count;
} words;

static const char *const own_names[OWN_OPTIONS] = {"tasks",  "time",      "mem",     "cpus",
                                                   "sample", "partition", "account", "submit"};
enum { TASKS, TIME, MEM, CPUS, SAMPLE, PARTITION, ACCOUNT, SUBMIT };

/* "--tasks 3", "--tasks=3": which option that is; -1 = one of batch */
static int own_option(const char *word, const char **value)
{
    *value = NULL;
    if (strncmp(word, "--", 2) != 0)
        return -1;
    const size_t length = strcspn(word + 2, "=");
    for (int i = 0; i < OWN_OPTIONS; i++)
        if (strlen(own_names[i]) == length && strncmp(word + 2, own_names[i], length) == 0) {
            *value = word[2 + length] ? word + 3 + length : NULL;
            return i;
        }
    return -1;
}

static int split(int argc, char **argv, words *given)
{
    static char name[] = "batch";
    given->batch[given->count++] = name;
    for (int i = 1; i < argc; i++) {
        const char *value;
        const int which = own_option(argv[i], &value);
        if (which == SUBMIT) {
            given->submit = true;
        } else if (which >= 0) {
            if (!value && i + 1 < argc)
                value = argv[++i];
            if (!value || !value[0]) {
                complain("slurm: --%s needs a value", own_names[which]);
                return EXIT_USAGE;
            }
            given->value[which] = value;
        } else if (strcmp(argv[i], "--resume") != 0) { /* which jobs have anyway */
            given->batch[given->count++] = argv[i];
        }
    }
    return EXIT_FINE;
}

/* *number stays when the option was not given */
static bool read_number(const words *given, int which, int64_t least, int64_t most, int64_t *number)
{
    const char *text = given->value[which];
    char *end = NULL;
    if (!text)
        return true;
    const long long value = strtoll(text, &end, 10);
    if (end == text || *end || value < least || value > most) {
        complain("--%s: '%s' is no whole number from %lld to %lld", own_names[which], text, (long long)least,
                 (long long)most);
        return false;
    }
    *number = value;
    return true;
}

/* ---- the estimate ---- */

static int64_t peak_megabytes(void)
{
    struct rusage used = {.ru_maxrss = 0};
    getrusage(RUSAGE_SELF, &used);
    return used.ru_maxrss / 1024 + 1;
}

static void estimate(const batch_sample *sample, slurm_job *job)
{
    const double per_frame = sample->frames > 0 ? sample->cpu / (double)sample->frames : 0;
    const double mean_frames = sample->sampled > 0 ? (double)sample->frames_whole / (double)sample->sampled : 0;
    const double seconds = per_frame * mean_frames * (double)sample->inputs, cores = (double)job->cpus;
    if (job->tasks == 0) {
        double tasks = seconds / cores / task_seconds + 1;
        tasks = tasks > ARRAY_MOST ? ARRAY_MOST : tasks;
        job->tasks = tasks > (double)sample->inputs ? sample->inputs : (int64_t)tasks;
    }
    if (job->tasks < 1)
        job->tasks = 1;
    if (job->minutes == 0)
        job->minutes = (int64_t)((2 * seconds / cores / (double)job->tasks + spare_seconds) / 60 + 1);
    const int64_t peak = peak_megabytes();
    if (job->megabytes == 0) /* in fifties: a quarter and 100 MB more; inputs side by side share models */
        job->megabytes = ((peak * 5 / 4 * job->cpus + 100) / 50 + 1) * 50;
    say(stderr,
        "facsimile: sample: %lld of %lld inputs, %lld frames, %.2f ms of processor time each, %lld MB; all inputs: "
        "about %.2f hours of one core",
        (long long)sample->sampled, (long long)sample->inputs, (long long)sample->frames, 1000 * per_frame,
        (long long)peak, seconds / 3600);
}

static int remove_one(const char *path, const struct stat *info, int kind, struct FTW *place)
{
    (void)info;
    (void)kind;
    (void)place;
    remove(path);
    return 0;
}

static int take_sample(words *given, batch_sample *sample, slurm_job *job)
{
    char folder[1024];
    const char *where = getenv("TMPDIR");
    snprintf(folder, sizeof folder, "%s/facsimile-slurm-XXXXXX", where && where[0] ? where : "/tmp");
    if (!mkdtemp(folder)) {
        complain("%s: cannot be made: set TMPDIR", folder);
        return EXIT_OUTPUT;
    }
    sample->folder = folder;
    const int status = batch_sample_run(given->count, given->batch, sample);
    nftw(folder, remove_one, 16, FTW_DEPTH | FTW_PHYS);
    if (status == EXIT_FINE && sample->sampled == 0) {
        complain("slurm: none of the first %lld inputs can be analysed: give --sample 0, --tasks, --time and --mem",
                 (long long)sample->ended);
        return EXIT_INPUT_DAMAGED;
    }
    if (status == EXIT_FINE)
        estimate(sample, job);
    return status;
}

/* of the words for batch, when there is no sample that reads them */
static const char *find_out_dir(const words *given)
{
    for (int i = 1; i < given->count; i++) {
        const char *word = given->batch[i], *next = i + 1 < given->count ? given->batch[i + 1] : NULL;
        if (strcmp(word, "-o") == 0 || strcmp(word, "--out-dir") == 0)
            return next;
        if (strncmp(word, "--out-dir=", 10) == 0)
            return word + 10;
        if (strncmp(word, "-o", 2) == 0)
            return word + 2;
    }
    return NULL;
}

static int make(words *given)
{
    char program[4096];
    slurm_job job = {.cpus = 1, .program = program, .words = given->batch, .count = given->count};
    batch_sample sample = {.most = 3, .frames_most = SAMPLE_FRAMES};
    if (!read_number(given, TASKS, 1, 1000000, &job.tasks) || !read_number(given, TIME, 1, 1000000, &job.minutes) ||
        !read_number(given, MEM, 1, 10000000, &job.megabytes) || !read_number(given, CPUS, 1, 1024, &job.cpus) ||
        !read_number(given, SAMPLE, 0, 1000, &sample.most))
        return EXIT_USAGE;
    job.partition = given->value[PARTITION];
    job.account = given->value[ACCOUNT];
    if (!own_path(program, sizeof program))
        snprintf(program, sizeof program, "facsimile");
    if (sample.most > 0) {
        const int status = take_sample(given, &sample, &job);
        if (status != EXIT_FINE)
            return status;
    } else if (!job.tasks || !job.minutes || !job.megabytes) {
        complain("slurm: without a sample --tasks, --time and --mem are needed");
        return EXIT_USAGE;
    }
    job.folder = sample.most > 0 ? sample.out_dir : find_out_dir(given);
    if (!job.folder || !job.folder[0]) {
        complain("slurm: where do results go?  facsimile slurm INPUT... --out-dir DIR");
        return EXIT_USAGE;
    }
    return slurm_script_make(&job, given->submit);
}

static int run(int argc, char **argv)
{
    words given = {.count = 0};
    given.batch = calloc((size_t)argc + 2, sizeof *given.batch);
    if (!given.batch) {
        complain("out of memory");
        return EXIT_OTHER;
    }
    int status = split(argc, argv, &given);
    if (status == EXIT_FINE)
        status = make(&given);
    free(given.batch);
    return status;
}

const command command_slurm = {"slurm", "a batch as an array of jobs for Slurm", usage, run, NULL, 0};
