/* facsimile mirror: two halves of a face, for facial palsy. */
#include "cli.h"
#include "cpu_option.h"
#include "options.h"
#include "patients.h"
#include "terminal.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const char usage[] =
    "usage: facsimile mirror INPUT... [-o FOLDER] [options]\n"
    "\n"
    "From a video (or picture) of a face two symmetric ones, each made of one half and its mirror\n"
    "image, and the action units of both: how the sides of a face differ, as in facial palsy.\n"
    "Right and left are always the person's own.  docs/mirror.md describes the files:\n"
    "  NAME_right_mirrored.mp4, NAME_left_mirrored.mp4, NAME_debug.mp4, NAME_source.EXT (of pictures\n"
    "  .png), NAME_right_mirrored.csv, NAME_left_mirrored.csv, NAME_sides.csv, NAME_sides_summary.csv\n"
    "\n"
    "  -o, --output FOLDER  where the files go, made if it does not exist; default NAME_mirror beside\n"
    "                       each INPUT\n"
    "  --existing WHAT      inputs whose files are all there: all = make them again, missing = leave\n"
    "                       them out, ask = ask first; default ask on a terminal, else missing\n"
    "  --pipeline NAME      of the action units: a name that facsimile pipelines shows, or auto, the\n"
    "                       default: openface when its model files are installed, else open (also\n"
    "                       FACSIMILE_PIPELINE)\n"
    "  --points NAME        pipeline whose points the midline is laid through; default open\n"
    "  --midline HOW        mean: of five frames (default); compat: as Face Mirror, 0.6 of a frame and\n"
    "                       0.4 of the one before; X0,Y0,X1,Y1: this line in pixels, for all frames\n"
    "  --blend HOW          at the midline: compat (default), as Face Mirror does, or feather, which\n"
    "                       blends only what is reflected\n"
    "  --band N             columns that are blended; 0 = none; default 6\n"
    "  --no-aus             only the videos\n"
    "  --no-videos          only the tables\n"
    "  --debug, --no-debug  with (default) or without NAME_debug.mp4\n"
    "  --encoder NAME       of the videos, as FFmpeg calls it; default the first that works of those\n"
    "                       for H.264\n"
    "  --threads N          default one per core.  The tables do not depend on it\n"
    "  --max-frames N       stop after N frames of each input; 0, the default: all\n"
    "  --model-dir DIR      where OpenFace's model files are (also FACSIMILE_MODELS)\n"
    "  --cpu LEVEL          highest instruction set to use: auto, scalar, avx2, avx512, neon\n"
    "                       (also FACSIMILE_CPU)\n"
    "  -q, --quiet          only errors\n"
    "  -v, --verbose        more about what happens\n"
    "\n"
    "A short table of the sides goes to standard output.  A file appears under its name when it is\n"
    "complete; Ctrl-C keeps the inputs that are done and nothing of the one at work.  Inputs are taken\n"
    "one after the other; one that fails does not stop the others.\n"
    "Exit: 0 fine, 1 other failure, 2 usage, 3 models missing, 4 model damaged, 5 input missing,\n"
    "6 input damaged or empty, 7 output cannot be written, 8 disk full, 128 + the signal that stopped\n"
    "it (130: Ctrl-C); when several inputs fail in different ways 1.\n"
    "\n"
    "  facsimile mirror anna.mp4                          anna_mirror/\n"
    "  facsimile mirror patients/*.mp4 -o results/        results/NAME_... for every video\n";

typedef struct arguments {
    const char **inputs;
    int count;
    const char *output, *existing, *pipeline, *points, *midline, *blend, *encoder, *model_dir, *cpu;
    bool no_aus, no_videos, debug, no_debug, quiet, verbose;
    int64_t band, threads, max_frames;
} arguments;

static int parse(int argc, char **argv, arguments *given)
{
    const option options[] = {
        {"output", 'o', OPTION_TEXT, &given->output},     {"existing", 0, OPTION_TEXT, &given->existing},
        {"pipeline", 0, OPTION_TEXT, &given->pipeline},   {"points", 0, OPTION_TEXT, &given->points},
        {"midline", 0, OPTION_TEXT, &given->midline},     {"blend", 0, OPTION_TEXT, &given->blend},
        {"band", 0, OPTION_COUNT, &given->band},          {"no-aus", 0, OPTION_FLAG, &given->no_aus},
        {"no-videos", 0, OPTION_FLAG, &given->no_videos}, {"debug", 0, OPTION_FLAG, &given->debug},
        {"no-debug", 0, OPTION_FLAG, &given->no_debug},   {"encoder", 0, OPTION_TEXT, &given->encoder},
        {"threads", 0, OPTION_THREADS, &given->threads},  {"max-frames", 0, OPTION_COUNT, &given->max_frames},
        {"model-dir", 0, OPTION_TEXT, &given->model_dir}, {"cpu", 0, OPTION_TEXT, &given->cpu},
        {"quiet", 'q', OPTION_FLAG, &given->quiet},       {"verbose", 'v', OPTION_FLAG, &given->verbose},
    };
    given->count =
        options_parse("mirror", argc, argv, options, sizeof options / sizeof options[0], given->inputs, argc);
    if (given->count == 0)
        complain("mirror: an input is missing: facsimile mirror INPUT... [-o FOLDER]");
    return given->count > 0 ? EXIT_FINE : EXIT_USAGE;
}

/* "X0,Y0,X1,Y1" */
static bool read_line(const char *text, double line[4])
{
    for (int i = 0; i < 4; i++) {
        char *end = NULL;
        line[i] = strtod(text, &end);
        if (end == text || *end != (i < 3 ? ',' : '\0') || !isfinite(line[i]))
            return false;
        text = end + 1;
    }
    return true;
}

static bool read_midline(const char *how, facs_mirror_options *options)
{
    if (!how || strcmp(how, "mean") == 0) {
        options->midline = FACS_MIRROR_MEAN;
    } else if (strcmp(how, "compat") == 0) {
        options->midline = FACS_MIRROR_COMPAT;
    } else if (read_line(how, options->line)) {
        options->midline = FACS_MIRROR_LINE;
    } else {
        complain("--midline: '%s' is neither mean nor compat nor a line X0,Y0,X1,Y1", how);
        return false;
    }
    return true;
}

static bool read_existing(const char *what, existing *wanted)
{
    *wanted = terminal_attended() ? EXISTING_ASK : EXISTING_MISSING;
    if (!what)
        return true;
    static const char *const names[] = {"ask", "all", "missing"};
    for (int i = 0; i < 3; i++)
        if (strcmp(what, names[i]) == 0) {
            *wanted = (existing)i;
            if (i != EXISTING_ASK || terminal_attended())
                return true;
            complain("--existing ask: there is no terminal to ask on; say all or missing");
            return false;
        }
    complain("--existing: '%s' is none of ask, all, missing", what);
    return false;
}

static int check(const arguments *given, facs_mirror_options *options, facs_env *env, existing *what)
{
    const bool clash = given->debug && (given->no_debug || given->no_videos);
    if (clash || (given->no_aus && given->no_videos)) {
        complain(clash ? "--debug: not together with --no-debug or --no-videos"
                       : "--no-aus together with --no-videos leaves nothing to do");
        return EXIT_USAGE;
    }
    if (given->blend && strcmp(given->blend, "compat") != 0 && strcmp(given->blend, "feather") != 0) {
        complain("--blend: '%s' is neither compat nor feather", given->blend);
        return EXIT_USAGE;
    }
    if (!read_midline(given->midline, options) || !read_existing(given->existing, what) ||
        !cpu_option_read(given->cpu, &env->cpu))
        return EXIT_USAGE;
    options->env = env;
    options->pipeline = given->pipeline;
    options->points = given->points;
    options->model_dir = given->model_dir;
    options->folder = given->output;
    options->no_aus = given->no_aus;
    options->no_videos = given->no_videos;
    options->no_debug = given->no_debug;
    options->band = given->band;
    options->feather = given->blend && strcmp(given->blend, "feather") == 0;
    options->encoder = given->encoder;
    options->threads = given->threads;
    options->max_frames = given->max_frames;
    return EXIT_FINE;
}

static int mirror(const arguments *given)
{
    screen shown;
    facs_env env;
    existing what = EXISTING_MISSING;
    facs_env_init(&env, sizeof env);
    facs_mirror_options options;
    facs_mirror_options_init(&options, sizeof options);
    int status = check(given, &options, &env, &what);
    if (status != EXIT_FINE)
        return status;
    if (!screen_init(&shown, given->quiet, given->verbose)) {
        complain("out of memory");
        return EXIT_OTHER;
    }
    env.cookie = &shown;
    env.log = screen_message;
    status = patients_run(given->inputs, given->count, what, &options, &shown);
    screen_free(&shown);
    return status;
}

static int run(int argc, char **argv)
{
    facs_mirror_options defaults;
    facs_mirror_options_init(&defaults, sizeof defaults);
    arguments given = {.band = defaults.band};
    given.inputs = calloc((size_t)argc, sizeof *given.inputs);
    if (!given.inputs) {
        complain("out of memory");
        return EXIT_OTHER;
    }
    int status = parse(argc, argv, &given);
    if (status == EXIT_FINE)
        status = mirror(&given);
    free(given.inputs);
    return status;
}

const command command_mirror = {
    "mirror", "two halves of a face: mirrored videos, and the action units of both sides", usage, run, NULL, 0};
