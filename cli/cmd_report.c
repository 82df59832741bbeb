/* facsimile report: results as one page. */
#include "cli.h"
#include "cpu_option.h"
#include "faces_options.h"
#include "interrupt.h"
#include "options.h"
#include "pipeline_said.h"
#include "screen.h"
#include "terminal.h"

#include <stdlib.h>
#include <string.h>

static const char usage[] =
    "usage: facsimile report RESULT.csv|VIDEO... [-o REPORT.html] [options]\n"
    "\n"
    "Results become one HTML file that needs no other file, no server and no network: a summary,\n"
    "curves of action units, pose and gaze, a table of events (onset, apex, offset, intensity) that\n"
    "can be exported, left against right, and the video with points drawn over it.  Several inputs\n"
    "are several visits, which are set side by side.  docs/report.md says what the figures mean.\n"
    "\n"
    "RESULT.csv is a table of facsimile, OpenFace or PyfaceAU, or the folder of a mirrored face\n"
    "(NAME_mirror); its video is found by the record beside it, or by its name.  A VIDEO is measured\n"
    "first, and its table is not kept without --tables.\n"
    "\n"
    "  -o, --output FILE    the page; default NAME.html in the current folder, of several inputs\n"
    "                       report.html; - is standard output\n"
    "  --video HOW          embed: small, inside the page (default); what takes more than 20 MB is\n"
    "                       linked; link: the page needs the video beside it; none\n"
    "  --source VIDEO       the video of the only RESULT.csv\n"
    "  --title TEXT         of the page; default the names of the inputs\n"
    "  --no-pictures        no pictures of faces\n"
    "  --no-points          no points to be drawn over the video\n"
    "  --event-rows N       the shortest event, rows; default 3\n"
    "  --tables DIR         keep the tables of inputs that are videos there, as NAME.csv\n"
    "  --pipeline NAME      these as with facsimile extract, for inputs that are videos\n"
    "  --faces one|many\n"
    "  --max-frames N\n"
    "  --model-dir DIR\n"
    "  --threads N\n"
    "  --cpu LEVEL          highest instruction set to use: auto, scalar, avx2, avx512, neon\n"
    "                       (also FACSIMILE_CPU)\n"
    "  -q, --quiet          only errors\n"
    "  -v, --verbose        more about what happens\n"
    "\n"
    "A page with a video or pictures shows the face; --video none --no-pictures leaves both out.\n"
    "Exit: 0 written, 1 other failure, 2 usage, 3 models missing, 4 model damaged, 5 input missing,\n"
    "6 it is no result or video, 7 output cannot be written, 8 disk full, 128 + the signal that\n"
    "stopped it.\n"
    "\n"
    "  facsimile report anna.csv -o anna.html\n"
    "  facsimile report anna_may.csv anna_june.csv -o visits.html\n";

typedef struct arguments {
    const char **inputs;
    int count;
    const char *output, *video, *source, *title, *tables, *pipeline, *model_dir, *cpu;
    faces_options faces;
    bool no_pictures, no_points, quiet, verbose;
    int64_t event_rows, threads, max_frames;
} arguments;

static int parse(int argc, char **argv, arguments *given)
{
    const option options[] = {
        {"output", 'o', OPTION_TEXT, &given->output},         {"video", 0, OPTION_TEXT, &given->video},
        {"source", 0, OPTION_TEXT, &given->source},           {"title", 0, OPTION_TEXT, &given->title},
        {"no-pictures", 0, OPTION_FLAG, &given->no_pictures}, {"no-points", 0, OPTION_FLAG, &given->no_points},
        {"event-rows", 0, OPTION_COUNT, &given->event_rows},  {"tables", 0, OPTION_TEXT, &given->tables},
        {"pipeline", 0, OPTION_TEXT, &given->pipeline},       {"faces", 0, OPTION_TEXT, &given->faces.faces},
        {"max-frames", 0, OPTION_COUNT, &given->max_frames},  {"model-dir", 0, OPTION_TEXT, &given->model_dir},
        {"threads", 0, OPTION_THREADS, &given->threads},      {"cpu", 0, OPTION_TEXT, &given->cpu},
        {"quiet", 'q', OPTION_FLAG, &given->quiet},           {"verbose", 'v', OPTION_FLAG, &given->verbose},
    };
    given->count =
        options_parse("report", argc, argv, options, sizeof options / sizeof options[0], given->inputs, argc);
    if (given->count == 0)
        complain("report: an input is missing: facsimile report RESULT.csv|VIDEO... [-o REPORT.html]");
    return given->count > 0 ? EXIT_FINE : EXIT_USAGE;
}

static bool read_video(const char *how, int64_t *video)
{
    static const char *const names[] = {"embed", "link", "none"};
    for (int i = 0; i < 3; i++)
        if (!how || strcmp(how, names[i]) == 0) {
            *video = i;
            return true;
        }
    complain("--video: '%s' is none of embed, link, none", how);
    return false;
}

/* "NAME.html" of "FOLDER/NAME.csv"; free() */
static char *default_output(const arguments *given)
{
    const char *input = given->count == 1 ? given->inputs[0] : "report";
    size_t length = strlen(input);
    while (length > 1 && input[length - 1] == '/')
        length--;
    size_t start = length;
    while (start > 0 && input[start - 1] != '/')
        start--;
    if (length - start > 3 && strncmp(input + length - 3, ".gz", 3) == 0)
        length -= 3;
    for (size_t i = length; i > start + 1; i--)
        if (input[i - 1] == '.') {
            length = i - 1;
            break;
        }
    const size_t room = length - start + sizeof ".html";
    char *made = malloc(room);
    if (made)
        snprintf(made, room, "%.*s.html", (int)(length - start), input + start);
    return made;
}

static int on_progress(void *cookie, const facs_report_progress *progress)
{
    screen *shown = cookie;
    char text[128], before[64] = "", of[32] = "";
    if (progress->measuring && progress->measuring->pipeline)
        pipeline_say(shown, progress->measuring);
    if (progress->inputs > 1)
        snprintf(before, sizeof before, "%lld of %lld: ", (long long)progress->input, (long long)progress->inputs);
    if (progress->total > 0)
        snprintf(of, sizeof of, " of %lld", (long long)progress->total);
    snprintf(text, sizeof text, "%s%s, %lld%s frames", before, progress->measuring ? "measuring" : "its video",
             (long long)progress->frames, of);
    if (progress->frames > 0)
        screen_progress(shown, text);
    return interrupt_signal() != 0;
}

/* what shows, and whether tables of videos stay: then a word about them is welcome */
typedef struct listener {
    screen *shown;
    bool tables;
} listener;

static void on_message(void *cookie, facs_log_level level, const char *message)
{
    const listener *to = cookie;
    if (to->tables || level != FACS_LOG_INFO || strncmp(message, "wrote ", strlen("wrote ")) != 0)
        screen_message(to->shown, level, message);
}

static void say_summary(const char *output, const facs_report_summary *sum)
{
    char size[SIZE_TEXT];
    const bool standard = strcmp(output, "-") == 0;
    say(stderr, "facsimile: wrote %s: %lld result%s, %lld person%s, %lld frames, %lld with a face, %lld events, %s%s",
        standard ? "standard output" : output, (long long)sum->results, sum->results == 1 ? "" : "s",
        (long long)sum->persons, sum->persons == 1 ? "" : "s", (long long)sum->frames, (long long)sum->valid,
        (long long)sum->events, size_text(sum->bytes, size), sum->linked ? "; it needs the linked video" : "");
}

static int report(const arguments *given, const facs_report_options *prepared, const char *output, screen *shown)
{
    facs_report_options options = *prepared;
    facs_report_summary sum;
    facs_error error = {0};
    facs_report_summary_init(&sum, sizeof sum);
    options.summary = &sum;
    options.progress = on_progress;
    options.cookie = shown;
    interrupt_catch();
    const facs_status status = facs_report_write(given->inputs, given->count, output, &options, &error);
    screen_clear(shown);
    if (status != FACS_OK) {
        complain_error(&error);
        return interrupt_signal() ? EXIT_SIGNAL + interrupt_signal() : exit_status_of(status);
    }
    if (!given->quiet)
        say_summary(output, &sum);
    return EXIT_FINE;
}

static int prepare(const arguments *given)
{
    screen shown;
    facs_env env;
    facs_report_options options;
    facs_extract_options extract;
    int64_t most = 0, order = 0;
    facs_env_init(&env, sizeof env);
    facs_report_options_init(&options, sizeof options);
    facs_extract_options_init(&extract, sizeof extract);
    if (!read_video(given->video, &options.video) || !cpu_option_read(given->cpu, &env.cpu) ||
        !faces_options_read(&given->faces, false, &extract.faces, &most, &order))
        return EXIT_USAGE;
    if (given->event_rows < 1) {
        complain("--event-rows: an event has at least one row");
        return EXIT_USAGE;
    }
    char *output = given->output ? strdup(given->output) : default_output(given);
    if (!output || !screen_init(&shown, given->quiet, given->verbose)) {
        free(output);
        complain("out of memory");
        return EXIT_OTHER;
    }
    listener to = {&shown, given->tables != NULL};
    env.cookie = &to;
    env.log = on_message;
    extract.pipeline = given->pipeline;
    extract.model_dir = given->model_dir;
    extract.max_frames = given->max_frames;
    options.env = &env;
    options.extract = &extract;
    options.title = given->title;
    options.source = given->source;
    options.tables = given->tables;
    options.no_pictures = given->no_pictures;
    options.no_points = given->no_points;
    options.event_rows = given->event_rows;
    options.threads = given->threads;
    const int status = report(given, &options, output, &shown);
    screen_free(&shown);
    free(output);
    return status;
}

static int run(int argc, char **argv)
{
    facs_report_options defaults;
    facs_report_options_init(&defaults, sizeof defaults);
    arguments given = {.event_rows = defaults.event_rows, .faces = faces_options_none()};
    given.inputs = calloc((size_t)argc, sizeof *given.inputs);
    if (!given.inputs) {
        complain("out of memory");
        return EXIT_OTHER;
    }
    int status = parse(argc, argv, &given);
    if (status == EXIT_FINE)
        status = prepare(&given);
    free(given.inputs);
    return status;
}

const command command_report = {
    "report", "results as one HTML page: curves, events, left against right, the video", usage, run, NULL, 0};
