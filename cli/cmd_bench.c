/* facsimile bench: how fast extract is here, stage by stage. */
#include "cli.h"
#include "cpu_option.h"
#include "input_shown.h"
#include "json_file.h"
#include "models.h"
#include "network_options.h"
#include "network_report.h"
#include "options.h"
#include "pipeline_said.h"
#include "profile_report.h"

#include <stdio.h>
#include <stdlib.h>

static const char usage[] =
    "usage: facsimile bench INPUT [options]\n"
    "\n"
    "Runs extract several times without keeping its output and shows how long each stage takes:\n"
    "median and 95th percentile of a call, time per frame, the same in units of decoding, share of\n"
    "the processor time; the networks that ONNX Runtime runs, what runs them and how long; then time\n"
    "per frame, start-up, time to the first result, memory.  Figures are medians over the runs.\n"
    "How to measure well: docs/performance.md.\n"
    "\n"
    "  --repeat N       runs that count; default 3\n"
    "  --warmup N       runs before, not counted; default 1\n"
    "  --threads N      default 1; 0 is one per core\n"
    "  --cpu LEVEL      as for extract\n"
    "  --max-frames N   stop after N frames; 0, the default: all\n"
    "  --pipeline NAME, --landmarks NAME, --model-dir DIR   as for extract\n"
    "  --provider NAME, --network-threads N, --profile-nodes   as for extract\n"
    "  --json           one JSON object\n"
    "\n"
    "Exit: as for extract.\n";

enum { RUNS_MAX = 1000 };

typedef struct arguments {
    const char *input, *model_dir, *landmarks, *pipeline, *cpu;
    int64_t repeat, warmup, threads, max_frames;
    bool json;
    network_options networks;
} arguments;

static int parse(int argc, char **argv, arguments *given, facs_cpu_level *level)
{
    const option options[] = {
        {"repeat", 0, OPTION_COUNT, &given->repeat},
        {"warmup", 0, OPTION_COUNT, &given->warmup},
        {"threads", 0, OPTION_THREADS, &given->threads},
        {"cpu", 0, OPTION_TEXT, &given->cpu},
        {"max-frames", 0, OPTION_COUNT, &given->max_frames},
        {"landmarks", 0, OPTION_TEXT, &given->landmarks},
        {"model-dir", 0, OPTION_TEXT, &given->model_dir},
        {"json", 0, OPTION_FLAG, &given->json},
        {"pipeline", 0, OPTION_TEXT, &given->pipeline},
        {"provider", 0, OPTION_TEXT, &given->networks.provider},
        {"network-threads", 0, OPTION_COUNT, &given->networks.threads},
        {"profile-nodes", 0, OPTION_FLAG, &given->networks.nodes},
    };
    int count = options_parse("bench", argc, argv, options, sizeof options / sizeof options[0], &given->input, 1);
    if (count == 0)
        complain("bench: an input is missing: facsimile bench INPUT");
    if (count != 1)
        return EXIT_USAGE;
    if (given->repeat < 1 || given->repeat > RUNS_MAX || given->warmup > RUNS_MAX) {
        complain("--repeat: 1 to %d are possible; --warmup: 0 to %d", RUNS_MAX, RUNS_MAX);
        return EXIT_USAGE;
    }
    if (!network_options_check(&given->networks, given->pipeline))
        return EXIT_USAGE;
    return cpu_option_read(given->cpu, level) ? EXIT_FINE : EXIT_USAGE;
}

/* of the first run */
typedef struct told {
    screen shown;
    bool first;
} told;

static void show_warning(void *cookie, facs_log_level level, const char *message)
{
    told *to = cookie;
    if (to->first)
        screen_message(&to->shown, level, message);
}

static int say_pipeline(void *cookie, const facs_progress *progress)
{
    told *to = cookie;
    pipeline_say(&to->shown, progress);
    return 0;
}

static void keep_networks(void *cookie, facs_models *models)
{
    cJSON **networks = cookie;
    cJSON_Delete(*networks); /* of a run to warm up */
    *networks = network_report_json(models);
}

static int measure(const arguments *given, facs_cpu_level level, facs_profile *profiles, cJSON **networks)
{
    told to = {.first = true};
    if (!screen_init(&to.shown, false, false)) {
        complain("out of memory");
        return EXIT_OTHER;
    }
    to.shown.level = FACS_LOG_WARNING;
    facs_env env;
    facs_env_init(&env, sizeof env);
    env.cpu = level;
    env.cookie = &to;
    env.log = show_warning;
    facs_extract_options options;
    facs_extract_options_init(&options, sizeof options);
    options.env = &env;
    options.model_dir = given->model_dir;
    options.landmarks = given->landmarks;
    options.pipeline = given->pipeline;
    options.threads = (int)given->threads;
    options.max_frames = given->max_frames;
    network_options_apply(&given->networks, &options);
    options.looked = keep_networks;
    options.progress = say_pipeline;
    options.progress_cookie = &to;
    int result = EXIT_FINE;
    for (int64_t i = -given->warmup; i < given->repeat && result == EXIT_FINE; i++) {
        facs_error error = {0};
        facs_profile *profile = &profiles[i < 0 ? 0 : i];
        facs_profile_init(profile, sizeof *profile);
        options.profile = profile;
        options.looked_cookie = &networks[i < 0 ? 0 : i];
        facs_status status;
        do
            status = facs_extract_file(given->input, "/dev/null", &options, &error);
        while (status != FACS_OK &&
               models_report_failure(&error, options.pipeline, given->landmarks, given->model_dir));
        result = exit_status_of(status);
        to.first = false;
    }
    screen_free(&to.shown);
    return result;
}

/* ---- medians over the runs ---- */

static int order(const void *x, const void *y)
{
    double a = *(const double *)x, b = *(const double *)y;
    return a < b ? -1 : a > b;
}

/* median of the member `offset` bytes into each profile */
static double middle(const facs_profile *profiles, int count, size_t offset)
{
    double values[RUNS_MAX];
    for (int i = 0; i < count; i++)
        values[i] = *(const double *)(const void *)((const char *)&profiles[i] + offset);
    qsort(values, (size_t)count, sizeof *values, order);
    return (values[(count - 1) / 2] + values[count / 2]) / 2;
}

/* counts are the same in every run; of memory the last run's, which is the most */
static facs_profile summarise(const facs_profile *profiles, int count)
{
    facs_profile sum = profiles[count - 1];
    sum.wall = middle(profiles, count, offsetof(facs_profile, wall));
    sum.cpu = middle(profiles, count, offsetof(facs_profile, cpu));
    sum.startup = middle(profiles, count, offsetof(facs_profile, startup));
    sum.first_result = middle(profiles, count, offsetof(facs_profile, first_result));
    for (size_t i = 0; i < FACS_STAGES; i++) {
        size_t at = offsetof(facs_profile, stage) + i * sizeof(facs_stage_profile);
        facs_stage_profile *stage = &sum.stage[i];
        stage->seconds = middle(profiles, count, at + offsetof(facs_stage_profile, seconds));
        stage->median = middle(profiles, count, at + offsetof(facs_stage_profile, median));
        stage->p95 = middle(profiles, count, at + offsetof(facs_stage_profile, p95));
        stage->shortest = middle(profiles, count, at + offsetof(facs_stage_profile, shortest));
        stage->longest = middle(profiles, count, at + offsetof(facs_stage_profile, longest));
    }
    return sum;
}

/* ---- output ---- */

static double ms_per_frame(const facs_profile *profile)
{
    return profile->frames > 0 ? 1e3 * profile->wall / (double)profile->frames : 0;
}

static bool print_json(const arguments *given, facs_cpu_level level, const facs_profile *profiles,
                       cJSON *const *networks, int count)
{
    facs_profile sum = summarise(profiles, count);
    char input[1024];
    cJSON *json = profile_json(&sum, input_shown(given->input, input, sizeof input), (int)given->threads, level,
                               network_report_middle(networks, count));
    cJSON *runs = cJSON_AddArrayToObject(json, "runs_ms_per_frame");
    bool good = runs && cJSON_AddNumberToObject(json, "repeat", count) &&
                cJSON_AddNumberToObject(json, "warmup", (double)given->warmup);
    for (int i = 0; good && i < count; i++)
        good = cJSON_AddItemToArray(runs, cJSON_CreateNumber(ms_per_frame(&profiles[i])));
    if (!good) {
        cJSON_Delete(json);
        json = NULL;
    }
    return json_print(json);
}

static void print_text(const arguments *given, facs_cpu_level level, const facs_profile *profiles,
                       cJSON *const *networks, int count)
{
    facs_profile sum = summarise(profiles, count);
    int threads = given->threads > 0 ? (int)given->threads : facs_cpu_cores();
    char input[1024];
    input_shown(given->input, input, sizeof input);
    say(stdout, "%s: %lld frame%s, %d thread%s, %s, %d run%s after %lld to warm up", input, (long long)sum.frames,
        sum.frames == 1 ? "" : "s", threads, threads == 1 ? "" : "s", facs_cpu_name(level), count,
        count == 1 ? "" : "s", (long long)given->warmup);
    printf("\n");
    profile_print(&sum);
    cJSON *middle = network_report_middle(networks, count);
    network_report_print(stdout, middle, (double)sum.frames);
    cJSON_Delete(middle);
    printf("\nper frame     %.3f ms, %.0f fps (runs:", ms_per_frame(&sum), (double)sum.frames / sum.wall);
    for (int i = 0; i < count; i++)
        printf(" %.3f", ms_per_frame(&profiles[i]));
    printf(")\nstart-up      %.0f ms, of which %.0f ms load the models; first result after %.0f ms\n",
           1e3 * sum.startup, 1e3 * sum.stage[FACS_STAGE_LOAD].seconds, 1e3 * sum.first_result);
    printf("memory        %.0f MB at most", 1e-6 * (double)sum.peak_memory);
    if (sum.warm_frames > 0)
        printf("; after 30 frames %.3f allocations, %.0f bytes per frame",
               (double)sum.warm_allocations / (double)sum.warm_frames,
               (double)sum.warm_bytes / (double)sum.warm_frames);
    printf("\n");
}

static int run(int argc, char **argv)
{
    arguments given = {.repeat = 3, .warmup = 1, .threads = 1, .networks.threads = -1};
    facs_cpu_level asked;
    int status = parse(argc, argv, &given, &asked);
    if (status != EXIT_FINE)
        return status;
    facs_profile *profiles = calloc((size_t)given.repeat, sizeof *profiles);
    cJSON **networks = calloc((size_t)given.repeat, sizeof(void *)); /* linters take the other form for a slip */
    if (!profiles || !networks) {
        complain("out of memory");
        free(profiles);
        free(networks);
        return EXIT_OTHER;
    }
    status = measure(&given, asked, profiles, networks);
    if (status == EXIT_FINE) {
        facs_cpu_level level = facs_cpu_effective(asked);
        if (!given.json)
            print_text(&given, level, profiles, networks, (int)given.repeat);
        else if (!print_json(&given, level, profiles, networks, (int)given.repeat))
            status = EXIT_OTHER;
    }
    for (int64_t i = 0; i < given.repeat; i++)
        cJSON_Delete(networks[i]);
    free(networks);
    free(profiles);
    return status;
}

const command command_bench = {"bench", "how fast extract is here, stage by stage", usage, run, NULL, 0};
