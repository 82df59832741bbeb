/* facsimile extract: a video, picture or folder of pictures -> CSV. */
#include "cli.h"
#include "cpu_option.h"
#include "json_file.h"
#include "models.h"
#include "options.h"
#include "profile_report.h"

#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char usage[] =
    "usage: facsimile extract INPUT [-o OUT.csv] [options]\n"
    "\n"
    "INPUT is a video, a picture, or a folder of pictures (.jpg .jpeg .png .bmp), which counts as a video\n"
    "unless --image is given.  The columns of the CSV file are described in docs/columns.md.\n"
    "\n"
    "  -o, --output OUT     the CSV file; - is standard output; default INPUT's name + .csv in this folder.\n"
    "                       With --image and a folder: a folder for one CSV per picture, default NAME_csv\n"
    "  --faces one|many     track one face (default), or up to four, each with its own rows\n"
    "  --image              pictures by themselves: every face of each; implied by a picture as INPUT\n"
    "  --boxes FILE         pictures: do not detect; a line 'min_x min_y max_x max_y' for each face.\n"
    "                       For a folder of pictures: a folder with NAME.txt for each\n"
    "  --static-au          action units without person calibration\n"
    "  --wild               settings for pictures taken in the wild\n"
    "  --landmarks NAME     clnf-general (default), clnf-wild, clnf-multi-pie, clm-general, clm-wild, ce-clm,\n"
    "                       or the path of a main_*.txt file\n"
    "  --model-dir DIR      where the model files are (docs/models.md)\n"
    "  --fx --fy --cx --cy V   focal lengths and principal point in pixels, in pairs\n"
    "  --max-frames N       stop after N frames\n"
    "  --threads N          threads to use in all; default one per core; results do not depend on it\n"
    "  --cpu LEVEL          highest instruction set to use: auto, scalar, avx2, avx512, neon\n"
    "                       (also from the environment variable FACSIMILE_CPU)\n"
    "  --profile FILE       write where the time went, stage by stage, as JSON\n"
    "  -q, --quiet          only errors\n"
    "  -v, --verbose        more about what happens\n"
    "\n"
    "The file appears under its name when it is complete.  Ctrl-C stops and keeps the finished frames.\n"
    "Exit: 0 fine, 1 other failure, 2 usage, 3 models missing, 4 model damaged, 5 input missing,\n"
    "6 input damaged or empty, 7 output cannot be written, 8 disk full, 130 interrupted.\n";

/* the one thing a signal handler may touch */
static atomic_int caught;

static void catch_signal(int number)
{
    atomic_store(&caught, number);
    signal(number, SIG_DFL); /* the second one ends the program at once */
}

typedef struct screen {
    bool live; /* progress is shown */
    bool drawn;
    facs_log_level level;
} screen;

static void clear_line(screen *shown)
{
    if (shown->drawn)
        fputs("\r\033[K", stderr);
    shown->drawn = false;
}

static void show_message(void *cookie, facs_log_level level, const char *message)
{
    screen *shown = cookie;
    if (level > shown->level)
        return;
    clear_line(shown);
    fprintf(stderr, "facsimile: %s%s\n", level == FACS_LOG_WARNING ? "warning: " : "", message);
}

static int show_progress(void *cookie, const facs_progress *progress)
{
    screen *shown = cookie;
    if (shown->live && progress->seconds > 0.5) {
        double rate = (double)progress->frames_done / progress->seconds;
        fprintf(stderr, "\r\033[K%lld", (long long)progress->frames_done);
        if (progress->frames_total > 0)
            fprintf(stderr, " of %lld", (long long)progress->frames_total);
        fprintf(stderr, " frames, %.0f fps", rate);
        if (progress->frames_total > progress->frames_done && rate > 0) {
            long left = (long)((double)(progress->frames_total - progress->frames_done) / rate + 0.5);
            fprintf(stderr, ", %ld:%02ld left", left / 60, left % 60);
        }
        fflush(stderr);
        shown->drawn = true;
    }
    return atomic_load(&caught) != 0;
}

typedef struct arguments {
    const char *input, *output, *model_dir, *landmarks, *faces, *boxes, *cpu, *profile;
    bool image, static_au, wild, quiet, verbose;
    float fx, fy, cx, cy;
    int64_t threads, max_frames;
} arguments;

static int parse(int argc, char **argv, arguments *given)
{
    const option options[] = {
        {"output", 'o', OPTION_TEXT, &given->output},
        {"model-dir", 0, OPTION_TEXT, &given->model_dir},
        {"landmarks", 0, OPTION_TEXT, &given->landmarks},
        {"faces", 0, OPTION_TEXT, &given->faces},
        {"boxes", 0, OPTION_TEXT, &given->boxes},
        {"cpu", 0, OPTION_TEXT, &given->cpu},
        {"profile", 0, OPTION_TEXT, &given->profile},
        {"image", 0, OPTION_FLAG, &given->image},
        {"static-au", 0, OPTION_FLAG, &given->static_au},
        {"wild", 0, OPTION_FLAG, &given->wild},
        {"quiet", 'q', OPTION_FLAG, &given->quiet},
        {"verbose", 'v', OPTION_FLAG, &given->verbose},
        {"fx", 0, OPTION_NUMBER, &given->fx},
        {"fy", 0, OPTION_NUMBER, &given->fy},
        {"cx", 0, OPTION_NUMBER, &given->cx},
        {"cy", 0, OPTION_NUMBER, &given->cy},
        {"threads", 0, OPTION_COUNT, &given->threads},
        {"max-frames", 0, OPTION_COUNT, &given->max_frames},
    };
    int count = options_parse("extract", argc, argv, options, sizeof options / sizeof options[0], &given->input, 1);
    if (count == 0)
        complain("extract: an input is missing: facsimile extract INPUT [-o OUT.csv]");
    return count == 1 ? EXIT_FINE : EXIT_USAGE;
}

static int check(const arguments *given, facs_extract_options *options, facs_env *env)
{
    if (given->faces && strcmp(given->faces, "one") != 0 && strcmp(given->faces, "many") != 0) {
        complain("--faces: '%s' is neither one nor many", given->faces);
        return EXIT_USAGE;
    }
    if ((given->fx == -1) != (given->fy == -1) || (given->cx == -1) != (given->cy == -1)) {
        complain("give --fx together with --fy, and --cx together with --cy");
        return EXIT_USAGE;
    }
    if (given->threads > 1024) {
        complain("--threads: at most 1024");
        return EXIT_USAGE;
    }
    if (!cpu_option_read(given->cpu, &env->cpu))
        return EXIT_USAGE;
    options->env = env;
    options->model_dir = given->model_dir;
    options->landmarks = given->landmarks;
    options->faces = given->faces && strcmp(given->faces, "many") == 0 ? FACS_FACES_MANY : FACS_FACES_ONE;
    options->static_au = given->static_au;
    options->image = given->image;
    options->wild = given->wild;
    options->threads = (int)given->threads;
    options->camera = (facs_camera){given->fx, given->fy, given->cx, given->cy};
    options->max_frames = given->max_frames;
    options->boxes = given->boxes;
    return EXIT_FINE;
}

/* INPUT's name without folder and extension + .csv; "_csv" for a folder of pictures by themselves */
static char *default_output(const char *input, bool image)
{
    struct stat info;
    bool folder = stat(input, &info) == 0 && S_ISDIR(info.st_mode);
    char *full = folder ? realpath(input, NULL) : NULL; /* "." has a name too */
    const char *name = full ? full : input;
    const char *slash = strrchr(name, '/');
    name = slash ? slash + 1 : name;
    const char *dot = folder ? NULL : strrchr(name, '.');
    size_t length = dot && dot != name ? (size_t)(dot - name) : strlen(name), room = length + sizeof "_csv";
    char *output = malloc(room);
    if (output)
        snprintf(output, room, "%.*s%s", (int)length, name, folder && image ? "_csv" : ".csv");
    free(full);
    return output;
}

static void install_handlers(void)
{
    signal(SIGINT, catch_signal);
    signal(SIGTERM, catch_signal);
    /* a closed pipe and a file-size limit come back as errors of write() */
    signal(SIGPIPE, SIG_IGN);
#ifdef SIGXFSZ
    signal(SIGXFSZ, SIG_IGN);
#endif
}

/* `status` unless the profile cannot be written */
static int save_profile(const arguments *given, facs_cpu_level cpu, const facs_profile *profile, int status)
{
    cJSON *json = profile_json(profile, given->input, (int)given->threads, cpu_option_effective(cpu));
    return json_save(json, given->profile) || status != EXIT_FINE ? status : EXIT_OUTPUT;
}

static int run(int argc, char **argv)
{
    arguments given = {.fx = -1, .fy = -1, .cx = -1, .cy = -1};
    facs_env env = facs_env_default();
    facs_extract_options options = facs_extract_options_default();
    int status = parse(argc, argv, &given);
    if (status == EXIT_FINE)
        status = check(&given, &options, &env);
    if (status != EXIT_FINE)
        return status;
    screen shown = {.live = isatty(STDERR_FILENO) && !given.quiet,
                    .level = given.quiet     ? FACS_LOG_ERROR
                             : given.verbose ? FACS_LOG_DEBUG
                                             : FACS_LOG_INFO};
    env.cookie = &shown;
    env.log = show_message;
    options.progress = show_progress;
    options.progress_cookie = &shown;
    facs_profile profile = facs_profile_default();
    options.profile = given.profile ? &profile : NULL;
    char *derived = given.output ? NULL : default_output(given.input, given.image);
    install_handlers();
    facs_error error = {0};
    facs_status result;
    do {
        result = facs_extract_file(given.input, given.output ? given.output : derived, &options, &error);
        clear_line(&shown);
    } while (result != FACS_OK && models_report_failure(&error, given.landmarks, given.model_dir));
    free(derived);
    bool interrupted = result == FACS_E_INTERRUPTED;
    status = interrupted && atomic_load(&caught) ? EXIT_SIGNAL + atomic_load(&caught) : exit_status_of(result);
    return given.profile && (result == FACS_OK || interrupted) ? save_profile(&given, env.cpu, &profile, status)
                                                               : status;
}

const command command_extract = {"extract", "landmarks, pose, gaze and action units of a video or picture, as CSV",
                                 usage, run};
