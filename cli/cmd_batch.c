/* facsimile batch: many inputs, with a manifest that knows what is done. */
#include "batch_sample.h"
#include "cli.h"
#include "escape.h"
#include "extract_arguments.h"
#include "interrupt.h"
#include "models.h"
#include "more_outputs.h"
#include "pipeline_said.h"
#include "screen.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* C promises 4095 characters of a text, compilers take more */
#pragma GCC diagnostic ignored "-Woverlength-strings"
static const char usage[] =
    "usage: facsimile batch INPUT... --out-dir DIR [options]\n"
    "       facsimile batch --merge DIR\n"
    "\n"
    "Many inputs, with a manifest: DIR/manifest.tsv has a row for each, which says what came of it.\n"
    "A run that was stopped or killed goes on with --resume; several machines share the work with\n"
    "--shard.  docs/batch.md describes files and rules.\n"
    "\n"
    "INPUT is a video or picture, a folder, in which and below which videos and pictures are looked\n"
    "for, a pattern in quotes ('study/*/*.mp4'), or @FILE, a list as with --list.\n"
    "\n"
    "  -o, --out-dir DIR    where results go, in folders as the inputs are in; made if need be\n"
    "  --list FILE          a list, CSV or TSV, whose first line names the columns: input, the path,\n"
    "                       relative to the list; output, a name in DIR; options of that input\n"
    "                       (pipeline, faces, start, end, rate ...).  All others are metadata,\n"
    "                       which the manifest carries\n"
    "  --images DIR         a folder of numbered pictures that count as one video\n"
    "  --resume             go on with the manifest in DIR: what it says is checked, the rest is done\n"
    "  --retry-failed       with --resume: also what failed\n"
    "  --check full         with --resume: compare inputs by SHA-256, not by size and time\n"
    "  --shard I/N          only shard I of N, from 1; its manifest is manifest.I-of-N.tsv\n"
    "  --merge DIR          manifests of all shards in DIR -> DIR/manifest.tsv\n"
    "  --manifest FILE      another place for the manifest\n"
    "  --no-csv             no CSV, only what follows\n"
    "  --ndjson FOLDER, --hdf5 FOLDER, --hog FOLDER, --aligned FOLDER, --overlay FOLDER\n"
    "                       as with extract, under the names the CSV files have\n"
    "  -j, --jobs N         inputs at the same time; default one per core\n"
    "  --threads N          threads for each input; default the cores divided by the jobs\n"
    "\n"
    "As with extract (facsimile help extract):\n"
    "  --pipeline NAME, --compat NAME, --format NAME, --columns LIST, --names safe,\n"
    "  --gaze-calibration FILE,\n"
    "  --faces one|many, --max-faces N, --order WORD, --persons file, --image, --static-au, --raw-au,\n"
    "  --experimental, --smooth, --wild, --landmarks NAME, --model-dir DIR, --fx V, --fy V, --cx V,\n"
    "  --cy V, --rate F, --max-frames N, --start T, --end T, --every N, --fps F, --stream N,\n"
    "  --no-deinterlace, --timeout S, --cpu LEVEL, --no-sidecar, --provider NAME, --network-threads N\n"
    "  -q, --quiet          only errors\n"
    "  -v, --verbose        more messages\n"
    "\n"
    "Exit: 0 all are done, 11 some failed (DIR/failures.tsv lists them), 128 + the signal that\n"
    "stopped it; else as extract, and nothing was begun, or the manifest or a result has no room.\n"
    "\n"
    "  facsimile batch study --out-dir results\n"
    "  facsimile batch --list clips.tsv --out-dir results --shard 2/8 --resume\n";

typedef struct batch_arguments {
    arguments read;
    const char *folder, *list, *images, *check, *shard, *merge, *manifest;
    bool resume, retry_failed, no_csv;
} batch_arguments;

static int parse(int argc, char **argv, batch_arguments *given)
{
    const option options[] = {
        {"out-dir", 'o', OPTION_TEXT, &given->folder},
        {"list", 0, OPTION_TEXT, &given->list},
        {"images", 0, OPTION_TEXT, &given->images},
        {"check", 0, OPTION_TEXT, &given->check},
        {"shard", 0, OPTION_TEXT, &given->shard},
        {"merge", 0, OPTION_TEXT, &given->merge},
        {"manifest", 0, OPTION_TEXT, &given->manifest},
        {"resume", 0, OPTION_FLAG, &given->resume},
        {"retry-failed", 0, OPTION_FLAG, &given->retry_failed},
        {"no-csv", 0, OPTION_FLAG, &given->no_csv},
    };
    int status =
        extract_arguments_parse("batch", argc, argv, options, sizeof options / sizeof options[0], &given->read);
    if (status != EXIT_FINE)
        return status;
    if (given->merge && (given->read.count > 0 || given->list || given->images || given->folder)) {
        complain("--merge joins the manifests of a folder, and reads no inputs: facsimile batch --merge DIR");
        return EXIT_USAGE;
    }
    if (given->merge)
        return EXIT_FINE;
    if (faces_options_of_run(&given->read.faces)) {
        complain(
            "--persons run: not with batch, whose inputs are done in any order and in several goes, so that numbers of "
            "persons would depend on chance; extract takes it");
        return EXIT_USAGE;
    }
    if (given->read.count == 0 && !given->list && !given->images) {
        complain("batch: an input is missing: facsimile batch INPUT... --out-dir DIR");
        return EXIT_USAGE;
    }
    if (!given->folder) {
        complain("batch: where do results go?  facsimile batch INPUT... --out-dir DIR");
        return EXIT_USAGE;
    }
    if (given->check && strcmp(given->check, "full") != 0) {
        complain("--check: '%s' is not full", given->check);
        return EXIT_USAGE;
    }
    if ((given->check || given->retry_failed) && !given->resume) {
        complain("%s goes with --resume", given->check ? "--check full" : "--retry-failed");
        return EXIT_USAGE;
    }
    return EXIT_FINE;
}

/* "2/8" */
static bool read_shard(const char *text, facs_batch_options *options)
{
    char *end = NULL;
    if (!text)
        return true;
    options->shard = text[0] >= '0' && text[0] <= '9' ? strtol(text, &end, 10) : 0;
    const char *slash = end;
    options->shards = slash && slash[0] == '/' && slash[1] >= '0' && slash[1] <= '9' ? strtol(slash + 1, &end, 10) : 0;
    if (slash && end != slash && *end == '\0' && options->shard >= 1 && options->shard <= options->shards)
        return true;
    complain("--shard: '%s' is no I/N with I from 1 to N, such as 2/8", text);
    return false;
}

/* ---- messages ---- */

typedef struct display {
    screen shown;
    bool verbose;
    batch_sample *sample; /* NULL = all inputs are done */
    const facs_extract_options *extract;
} display;

/* a line for each file would hide what matters */
static void on_message(void *cookie, facs_log_level level, const char *message)
{
    display *to = cookie;
    if (level < FACS_LOG_INFO || to->verbose)
        screen_message(&to->shown, level, message);
}

static void format_time(double seconds, char text[32])
{
    const long whole = (long)(seconds + 0.5);
    snprintf(text, 32, "%ld:%02ld:%02ld", whole / 3600, whole / 60 % 60, whole % 60);
}

static int on_progress(void *cookie, const facs_batch_progress *progress)
{
    display *to = cookie;
    char text[200], failed[48] = "", left[48] = "", time[32];
    if (progress->pipeline) {
        const facs_progress told = {.pipeline = progress->pipeline, .automatic = progress->automatic != 0};
        pipeline_say(&to->shown, &told);
    }
    if (progress->failed > 0)
        snprintf(failed, sizeof failed, ", %lld failed", (long long)progress->failed);
    if (progress->left >= 0) {
        format_time(progress->left, time);
        snprintf(left, sizeof left, ", %s left", time);
    }
    const int64_t done = progress->kept + progress->ok;
    snprintf(text, sizeof text, "%lld of %lld inputs done%s, %lld at work: %lld frames, %.0f fps%s", (long long)done,
             (long long)progress->inputs, failed, (long long)progress->working, (long long)progress->frames,
             progress->seconds > 0 ? (double)progress->frames / progress->seconds : 0, left);
    screen_progress(&to->shown, text);
    return interrupt_signal() != 0;
}

/* the library's messages name the file; where one does not, it is put in front */
static void on_done(void *cookie, const facs_batch_entry *entry)
{
    display *to = cookie;
    char message[2200], input[1024];
    if (entry->state != FACS_BATCH_FAILED)
        return;
    escape_text(entry->input, input, sizeof input);
    const bool named = strstr(entry->reason, input) != NULL;
    snprintf(message, sizeof message, "%s%s%s", named ? "" : input, named ? "" : ": ", entry->reason);
    screen_message(&to->shown, FACS_LOG_ERROR, message);
}

/* ---- a sample ---- */

static int on_first_frame(void *cookie, const facs_progress *progress)
{
    *(int64_t *)cookie = progress->frames_total;
    return 1;
}

/* frames of the input, without looking at any of them; 0 = not known */
static int64_t count_frames(const display *to, const char *input)
{
    facs_extract_options options = *to->extract;
    int64_t frames = 0;
    char path[1100];
    snprintf(path, sizeof path, "%s/count.csv", to->sample->folder);
    options.pipeline = "null"; /* looks at nothing */
    options.models = NULL;
    options.compat = options.columns = options.names = options.format = options.landmarks = NULL;
    options.outputs = NULL;
    options.output_count = 0;
    options.max_frames = 0;
    options.threads = 1;
    options.progress = on_first_frame;
    options.progress_cookie = &frames;
    options.sidecar = 0;
    facs_extract_file(input, path, &options, NULL);
    return frames;
}

static void on_sampled(void *cookie, const facs_batch_entry *entry)
{
    display *to = cookie;
    batch_sample *sample = to->sample;
    on_done(cookie, entry);
    sample->ended++;
    if (entry->state != FACS_BATCH_OK || sample->sampled == sample->most)
        return;
    const int64_t frames = count_frames(to, entry->input);
    sample->sampled++;
    sample->frames += entry->frames;
    sample->cpu += entry->cpu > 0 ? entry->cpu : entry->wall;
    sample->frames_whole += frames > entry->frames ? frames : entry->frames;
}

static int on_sample(void *cookie, const facs_batch_progress *progress)
{
    batch_sample *sample = ((display *)cookie)->sample;
    sample->inputs = progress->inputs;
    return sample->ended >= sample->most || interrupt_signal() != 0;
}

static void say_summary(display *to, const facs_batch_summary *sum)
{
    char text[300], time[32], path[1100], name[1024];
    const facs_log_level level = sum->failed || sum->waiting ? FACS_LOG_ERROR : FACS_LOG_INFO;
    const struct {
        const char *name;
        int64_t count;
        bool always;
    } rows[] = {{"inputs", sum->inputs, true},
                {"done now", sum->ok, true},
                {"done before", sum->kept, sum->kept > 0},
                {"failed", sum->failed, true},
                {"waiting", sum->waiting, sum->waiting > 0},
                {"frames", sum->frames, true},
                {"with a face", sum->with_face, true}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        if (rows[i].always) {
            snprintf(text, sizeof text, "%-12s %10lld", rows[i].name, (long long)rows[i].count);
            screen_message(&to->shown, level, text);
        }
    if (sum->seconds > 0) {
        format_time(sum->seconds, time);
        snprintf(text, sizeof text, "%-12s %10s", "time", time);
        screen_message(&to->shown, level, text);
    }
    snprintf(path, sizeof path, "manifest: %s", escape_text(sum->manifest, name, sizeof name));
    screen_message(&to->shown, level, path);
    snprintf(path, sizeof path, "those that failed: %s", escape_text(sum->failures, name, sizeof name));
    if (sum->failures[0])
        screen_message(&to->shown, level, path);
}

/* ---- work ---- */

/* the sinks in the order of the library's choice when there is no CSV */
static int list_outputs(const batch_arguments *given, facs_output outputs[MORE_OUTPUTS])
{
    static const struct {
        int kind;
        const char *sink;
    } kinds[] = {{MORE_NDJSON, "ndjson"},
                 {MORE_HDF5, "hdf5"},
                 {MORE_HOG, "hog"},
                 {MORE_ALIGNED, "aligned"},
                 {MORE_OVERLAY, "overlay"}};
    int count = 0;
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
        if (given->read.more[kinds[i].kind])
            outputs[count++] = (facs_output){kinds[i].sink, given->read.more[kinds[i].kind]};
    return count;
}

static int merge(const batch_arguments *given, const facs_env *env, display *to)
{
    facs_batch_summary sum;
    facs_error error = {0};
    facs_batch_summary_init(&sum, sizeof sum);
    const facs_status status = facs_batch_merge(env, given->merge, &sum, &error);
    if (status == FACS_OK)
        say_summary(to, &sum);
    else
        complain_error(&error);
    return status != FACS_OK ? exit_status_of(status) : sum.failed ? EXIT_SOME_FAILED : EXIT_FINE;
}

static int work(batch_arguments *given, facs_extract_options *extract, display *to)
{
    facs_batch_options options;
    facs_batch_summary sum;
    facs_output outputs[MORE_OUTPUTS];
    facs_error error = {0};
    facs_batch_options_init(&options, sizeof options);
    facs_batch_summary_init(&sum, sizeof sum);
    if (!read_shard(given->shard, &options))
        return EXIT_USAGE;
    options.jobs = extract_arguments_share_cores(&given->read, INT_MAX, &extract->threads);
    extract->outputs = outputs;
    extract->output_count = list_outputs(given, outputs);
    options.extract = extract;
    options.folder = given->folder;
    options.no_csv = given->no_csv;
    options.resume = given->resume;
    options.retry_failed = given->retry_failed;
    options.check_full = given->check != NULL;
    options.manifest = given->manifest;
    options.progress = on_progress;
    options.done = on_done;
    options.cookie = to;
    if (to->sample) {
        to->extract = extract;
        to->sample->out_dir = given->folder;
        options.folder = to->sample->folder;
        options.jobs = 1;
        extract->max_frames = to->sample->frames_most;
        options.resume = options.retry_failed = options.check_full = 0;
        options.manifest = NULL;
        options.progress = on_sample;
        options.done = on_sampled;
    }
    /* "@FILE" is a list */
    const char **lists = calloc((size_t)given->read.count + 1, sizeof *lists);
    if (!lists) {
        complain("out of memory");
        return EXIT_OTHER;
    }
    int inputs = 0;
    if (given->list)
        lists[options.list_count++] = given->list;
    for (int i = 0; i < given->read.count; i++) {
        const char *word = given->read.inputs[i];
        if (word[0] == '@' && word[1])
            lists[options.list_count++] = word + 1;
        else
            given->read.inputs[inputs++] = word;
    }
    options.lists = lists;
    options.sequences = &given->images;
    options.sequence_count = given->images != NULL;
    interrupt_catch();
    facs_status status;
    do {
        status = facs_batch_run(given->read.inputs, inputs, &options, &sum, &error);
        screen_clear(&to->shown);
        if (to->sample && status == FACS_E_INTERRUPTED)
            break; /* as it was meant to be */
    } while (status != FACS_OK &&
             models_report_failure(
                 &error, pipeline_meant(extract->pipeline, extract->compat, extract->wild, extract->static_au),
                 extract->landmarks, extract->model_dir));
    free(lists);
    if (to->sample)
        return interrupt_signal()             ? EXIT_SIGNAL + interrupt_signal()
               : status == FACS_E_INTERRUPTED ? EXIT_FINE
                                              : exit_status_of(status);
    if (sum.manifest[0])
        say_summary(to, &sum);
    if (status != FACS_OK)
        return interrupt_signal() ? EXIT_SIGNAL + interrupt_signal() : exit_status_of(status);
    return sum.failed ? EXIT_SOME_FAILED : EXIT_FINE;
}

static int run_sampled(int argc, char **argv, batch_sample *sample)
{
    batch_arguments given = {.read = extract_arguments_none()};
    facs_env env;
    facs_extract_options options;
    display to = {.sample = sample};
    facs_env_init(&env, sizeof env);
    facs_extract_options_init(&options, sizeof options);
    given.read.inputs = calloc((size_t)argc, sizeof *given.read.inputs);
    if (!given.read.inputs) {
        complain("out of memory");
        return EXIT_OTHER;
    }
    int status = parse(argc, argv, &given);
    if (status == EXIT_FINE && sample && (given.merge || given.shard)) {
        complain("slurm: --shard and --merge are what the jobs are given");
        status = EXIT_USAGE;
    }
    if (status == EXIT_FINE)
        status = extract_arguments_check(&given.read, &options, &env);
    if (status == EXIT_FINE && !screen_init(&to.shown, given.read.quiet, given.read.verbose)) {
        complain("out of memory");
        status = EXIT_OTHER;
    } else if (status == EXIT_FINE) {
        to.verbose = given.read.verbose;
        env.cookie = &to;
        env.log = on_message;
        status = given.merge ? merge(&given, &env, &to) : work(&given, &options, &to);
        screen_free(&to.shown);
    }
    free(given.read.inputs);
    return status;
}

static int run(int argc, char **argv)
{
    return run_sampled(argc, argv, NULL);
}

int batch_sample_run(int argc, char **argv, batch_sample *sample)
{
    return run_sampled(argc, argv, sample);
}

const command command_batch = {
    "batch", "many inputs, with a manifest: to be resumed and divided among machines", usage, run, NULL, 0};
