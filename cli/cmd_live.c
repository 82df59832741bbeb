/* facsimile live: a camera, a stream or a video while it runs. */
#include "camera_options.h"
#include "cli.h"
#include "columns_raw.h"
#include "cpu_option.h"
#include "input_shown.h"
#include "interrupt.h"
#include "live_terminal.h"
#include "models.h"
#include "faces_options.h"
#include "network_options.h"
#include "options.h"
#include "pipeline_said.h"
#include "screen.h"
#include "written.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* C promises 4095 characters of a text, compilers take more */
#pragma GCC diagnostic ignored "-Woverlength-strings"
static const char usage[] =
    "usage: facsimile live SOURCE [options]\n"
    "\n"
    "Landmarks, pose, gaze and action units while they happen.  SOURCE is a camera (camera:0), an\n"
    "address (rtsp://...), a pipe, - for standard input, or a video, which is played at its own speed.\n"
    "Only the newest frame is analysed: those that come meanwhile are dropped and counted\n"
    "(docs/live.md).  In a terminal the results are shown as bars; q or Ctrl-C stops.\n"
    "\n"
    "  --ndjson FILE        a JSON object for each result, one a line; - is standard output\n"
    "  --csv FILE           a row for each; complete when it is stopped; - is standard output\n"
    "  --lsl NAME           a stream of the Lab Streaming Layer of that name\n"
    "  --osc HOST:PORT      Open Sound Control messages to there\n"
    "  --overlay FILE.mp4   the video with what was found drawn into it\n"
    "  --http [ADDRESS:]PORT     a page in a browser: video, curves, latency, recording, calibration\n"
    "                       (docs/live.md); 0 is any free port; other machines reach it only where\n"
    "                       an address is named, and need the token in the address that is printed\n"
    "  --token WORD         --http: that token, 8 to 64 letters and digits; also on this machine alone\n"
    "  --record FOLDER      --http: where recordings go that are begun on the page; default here\n"
    "  --no-sidecar         leave out FILE.facsimile.json, the record of the run beside the CSV\n"
    "  --columns LIST       of them: words of au,pose,gaze,2d,3d,eyes,pdm; default all\n"
    "  --names safe         column names that do not differ only in case: X3d_0 for X_0\n"
    "  --faces one|many     track one face (default), or several\n"
    "  --max-faces N, --order WORD          as with extract\n"
    "  --reconnect N|no     how often in a row a camera or stream that is lost is opened again, after\n"
    "                       1, 2, 4 ... 30 s; default without end\n"
    "  --no-dashboard       show no bars but a line on standard error now and then\n"
    "  --camera-size WxH, --camera-rate F   as with extract\n"
    "  --timeout S          seconds without anything new until an address or a camera counts as lost;\n"
    "                       default 30\n"
    "  --pipeline NAME      a name that facsimile pipelines shows, or auto, the default\n"
    "                       (also FACSIMILE_PIPELINE)\n"
    "  --static-au          (*) action units without person calibration\n"
    "  --calibration WHAT   online, what was seen so far (default); none; or a FILE\n"
    "                       that was saved: values are final at once (docs/calibration.md)\n"
    "  --save-calibration FILE   write what was learnt of persons when it ends or is stopped\n"
    "  --raw-au             as with extract\n"
    "  --experimental       open pipelines: action units that agree badly, too\n"
    "  --smooth             open pipelines: points, pose, units steadied over time\n"
    "  --wild               (*) for faces in the wild\n"
    "  --landmarks NAME     (*) as with extract\n"
    "  --model-dir DIR      (*) where the model files are (also FACSIMILE_MODELS; docs/models.md)\n"
    "                       (*) asks for the pipeline openface\n"
    "  --fx V --fy V        focal lengths in pixels (1 to 1000000), both or none\n"
    "  --cx V --cy V        principal point in pixels, both or none\n"
    "  --threads N          default one per core; one more reads the source\n"
    "  --cpu LEVEL          highest instruction set to use: auto, scalar, avx2, avx512, neon\n"
    "                       (also FACSIMILE_CPU)\n"
    "  --provider NAME      what runs networks of ONNX Runtime (docs/models.md)\n"
    "  --network-threads N  threads for one run of such a network; default 1\n"
    "  -q, --quiet          only errors\n"
    "  -v, --verbose        more messages\n"
    "\n"
    "Action units are those on line: corrected by what was seen of the person so far, or by what is\n"
    "known of them (--calibration FILE).\n"
    "Exit: 0 the source has ended or q was pressed, else as with extract; 128 + the signal that\n"
    "stopped it (130: Ctrl-C).  Files are complete in all these cases.\n"
    "\n"
    "  ffmpeg -re -i interview.mp4 -f matroska - | facsimile live - --ndjson - | ./mine\n";

enum { OUTPUTS_MOST = 5, KEPT_MESSAGES = 16, KEPT_BYTES = 1024 };
static const double first_line = 2, line_every = 30; /* s between lines on standard error */

typedef struct arguments {
    const char *source;
    const char *output[OUTPUTS_MOST]; /* as in `sinks` */
    const char *model_dir, *landmarks, *pipeline, *cpu, *columns, *names, *reconnect, *calibration, *save_calibration;
    const char *http, *token, *record;
    char columns_and_raw[128];
    bool raw_au, static_au, experimental, smooth, wild, no_dashboard, no_sidecar, quiet, verbose;
    option_number fx, fy, cx, cy;
    int64_t threads; /* -1: not given */
    faces_options faces;
    network_options networks;
    camera_options camera;
} arguments;

static const char *const sinks[OUTPUTS_MOST] = {"ndjson", "csv", "lsl", "osc", "overlay"};

/* what is shown meanwhile; the log is any thread's */
typedef struct display {
    screen lines; /* for standard error */
    live_view view;
    bool wanted, shown; /* the dashboard */
    double next_line;
    pthread_mutex_t lock; /* of what follows */
    char message[LIVE_TEXT];
    char kept[KEPT_MESSAGES][KEPT_BYTES]; /* messages under the dashboard, a ring */
    facs_log_level level[KEPT_MESSAGES];
    long messages;
} display;

/* ---- messages ---- */

static void keep_message(display *shown, facs_log_level level, const char *message)
{
    if (level > shown->lines.level)
        return;
    snprintf(shown->kept[shown->messages % KEPT_MESSAGES], KEPT_BYTES, "%s", message);
    shown->level[shown->messages % KEPT_MESSAGES] = level;
    shown->messages++;
    snprintf(shown->message, sizeof shown->message, "%s", message);
    shown->message[strcspn(shown->message, "\n")] = '\0';
}

static void take_message(void *cookie, facs_log_level level, const char *message)
{
    display *shown = cookie;
    pthread_mutex_lock(&shown->lock);
    const bool hidden = shown->shown;
    if (hidden)
        keep_message(shown, level, message);
    pthread_mutex_unlock(&shown->lock);
    if (!hidden)
        screen_message(&shown->lines, level, message);
}

static void set_shown(display *shown, bool is)
{
    pthread_mutex_lock(&shown->lock);
    shown->shown = is;
    pthread_mutex_unlock(&shown->lock);
}

/* the terminal is as it was, and has what was said meanwhile */
static void close_dashboard(display *shown)
{
    if (!shown->shown)
        return;
    live_terminal_close();
    set_shown(shown, false);
    const long first = shown->messages > KEPT_MESSAGES ? shown->messages - KEPT_MESSAGES : 0;
    for (long i = first; i < shown->messages; i++)
        screen_message(&shown->lines, shown->level[i % KEPT_MESSAGES], shown->kept[i % KEPT_MESSAGES]);
    shown->messages = 0;
}

/* ---- meanwhile ---- */

static void open_dashboard(display *shown)
{
    set_shown(shown, true);
    live_terminal_open(strcmp(shown->view.source, "-") != 0);
    shown->view.how_to_stop = live_terminal_has_keys() ? "q: stop" : "Ctrl-C: stop";
}

/* one that is drawn over where standard error is a terminal, else one now and then */
static void draw_line(display *shown, const facs_live_statistics *statistics)
{
    char text[LIVE_TEXT];
    if (statistics->seconds < shown->next_line || statistics->results == 0)
        return;
    live_view_sum_up(&shown->view, text);
    if (shown->lines.live) {
        shown->next_line = statistics->seconds + 1;
        screen_progress(&shown->lines, text);
        return;
    }
    shown->next_line = statistics->seconds + line_every;
    screen_message(&shown->lines, FACS_LOG_INFO, text);
}

static int take_result(void *cookie, const facs_result *result)
{
    display *shown = cookie;
    live_view_take_result(&shown->view, result);
    return interrupt_signal() != 0;
}

static int take_statistics(void *cookie, const facs_live_statistics *statistics)
{
    display *shown = cookie;
    const facs_progress pipeline = {.pipeline = statistics->pipeline, .automatic = statistics->automatic != 0};
    pipeline_say(&shown->lines, &pipeline);
    live_view_take_statistics(&shown->view, statistics);
    if (statistics->state == FACS_LIVE_OVER) {
        close_dashboard(shown);
        screen_clear(&shown->lines);
        return 0;
    }
    if (shown->wanted && !shown->shown)
        open_dashboard(shown);
    if (!shown->shown) {
        draw_line(shown, statistics);
        return interrupt_signal() != 0;
    }
    pthread_mutex_lock(&shown->lock);
    memcpy(shown->view.message, shown->message, sizeof shown->message);
    pthread_mutex_unlock(&shown->lock);
    live_terminal_draw(&shown->view);
    return interrupt_signal() != 0 || live_terminal_quits();
}

/* Said even when little is: without it nobody finds the page.  The dashboard has it in its last line. */
static void take_page(void *cookie, const char *address)
{
    display *shown = cookie;
    char text[LIVE_TEXT];
    snprintf(text, sizeof text, "the page is at %s", address);
    screen_clear(&shown->lines);
    fprintf(stderr, "%s\n", text);
    pthread_mutex_lock(&shown->lock);
    memcpy(shown->message, text, sizeof shown->message);
    pthread_mutex_unlock(&shown->lock);
}

/* ---- arguments ---- */

static int parse(int argc, char **argv, arguments *given)
{
    const option options[] = {
        {"ndjson", 0, OPTION_TEXT, &given->output[0]},
        {"csv", 0, OPTION_TEXT, &given->output[1]},
        {"lsl", 0, OPTION_TEXT, &given->output[2]},
        {"osc", 0, OPTION_TEXT, &given->output[3]},
        {"overlay", 0, OPTION_TEXT, &given->output[4]},
        {"http", 0, OPTION_TEXT, &given->http},
        {"token", 0, OPTION_TEXT, &given->token},
        {"record", 0, OPTION_TEXT, &given->record},
        {"no-sidecar", 0, OPTION_FLAG, &given->no_sidecar},
        {"columns", 0, OPTION_TEXT, &given->columns},
        {"names", 0, OPTION_TEXT, &given->names},
        {"faces", 0, OPTION_TEXT, &given->faces.faces},
        {"max-faces", 0, OPTION_COUNT, &given->faces.most},
        {"order", 0, OPTION_TEXT, &given->faces.order},
        {"reconnect", 0, OPTION_TEXT, &given->reconnect},
        {"no-dashboard", 0, OPTION_FLAG, &given->no_dashboard},
        {"pipeline", 0, OPTION_TEXT, &given->pipeline},
        {"camera-size", 0, OPTION_TEXT, &given->camera.size},
        {"camera-rate", 0, OPTION_NUMBER, &given->camera.rate},
        {"timeout", 0, OPTION_NUMBER, &given->camera.timeout},
        {"static-au", 0, OPTION_FLAG, &given->static_au},
        {"calibration", 0, OPTION_TEXT, &given->calibration},
        {"save-calibration", 0, OPTION_TEXT, &given->save_calibration},
        {"raw-au", 0, OPTION_FLAG, &given->raw_au},
        {"experimental", 0, OPTION_FLAG, &given->experimental},
        {"smooth", 0, OPTION_FLAG, &given->smooth},
        {"wild", 0, OPTION_FLAG, &given->wild},
        {"landmarks", 0, OPTION_TEXT, &given->landmarks},
        {"model-dir", 0, OPTION_TEXT, &given->model_dir},
        {"fx", 0, OPTION_NUMBER, &given->fx},
        {"fy", 0, OPTION_NUMBER, &given->fy},
        {"cx", 0, OPTION_NUMBER, &given->cx},
        {"cy", 0, OPTION_NUMBER, &given->cy},
        {"threads", 0, OPTION_THREADS, &given->threads},
        {"cpu", 0, OPTION_TEXT, &given->cpu},
        {"provider", 0, OPTION_TEXT, &given->networks.provider},
        {"network-threads", 0, OPTION_COUNT, &given->networks.threads},
        {"quiet", 'q', OPTION_FLAG, &given->quiet},
        {"verbose", 'v', OPTION_FLAG, &given->verbose},
    };
    const char *words[1];
    const int count = options_parse("live", argc, argv, options, sizeof options / sizeof options[0], words, 1);
    if (count == 0)
        complain("live: a source is missing: facsimile live SOURCE [options]");
    given->source = count > 0 ? words[0] : NULL;
    if (count > 0 && given->raw_au &&
        !columns_with_raw(&given->columns, given->columns_and_raw, sizeof given->columns_and_raw))
        return EXIT_USAGE;
    return count > 0 ? EXIT_FINE : EXIT_USAGE;
}

static bool read_reconnect(const char *text, int64_t *times)
{
    char *end = NULL;
    errno = 0;
    if (!text)
        return true;
    if (strcmp(text, "no") == 0) {
        *times = 0;
        return true;
    }
    *times = strtoll(text, &end, 10);
    if (errno == 0 && *text >= '0' && *text <= '9' && *end == '\0')
        return true;
    complain("--reconnect: '%s' is neither a number of tries nor no", text);
    return false;
}

/* the library takes -1 as "derive it", which is meant only when nothing was given */
static float centre(const option_number *number)
{
    return number->given && number->value == -1 ? nextafterf(-1, 0) : number->value;
}

static int check(const arguments *given, facs_live_options *options, facs_env *env)
{
    const bool openface = given->wild || given->static_au;
    facs_faces faces;
    facs_extract_options camera; /* whose words these are */
    facs_extract_options_init(&camera, sizeof camera);
    if (!faces_options_read(&given->faces, false, &faces, &options->max_faces, &options->order))
        return EXIT_USAGE;
    if (given->fx.given != given->fy.given || given->cx.given != given->cy.given) {
        complain("give --fx together with --fy, and --cx together with --cy");
        return EXIT_USAGE;
    }
    if (!cpu_option_read(given->cpu, &env->cpu) || !camera_options_apply(&given->camera, &camera) ||
        !read_reconnect(given->reconnect, &options->reconnect) ||
        !network_options_check(&given->networks, pipeline_meant(given->pipeline, NULL, openface, false)))
        return EXIT_USAGE;
    options->env = env;
    options->model_dir = given->model_dir;
    options->landmarks = given->landmarks;
    options->pipeline = given->pipeline;
    options->provider = given->networks.provider;
    options->network_threads = given->networks.threads < 0 ? 0 : given->networks.threads;
    options->faces = faces;
    options->wild = given->wild;
    options->static_au = given->static_au;
    options->calibration = given->calibration;
    options->save_calibration = given->save_calibration;
    options->experimental = given->experimental;
    options->smooth = given->smooth;
    options->threads = given->threads < 0 ? 0 : given->threads;
    options->camera = (facs_camera){given->fx.value, given->fy.value, centre(&given->cx), centre(&given->cy)};
    options->timeout = camera.timeout;
    options->camera_width = camera.camera_width;
    options->camera_height = camera.camera_height;
    options->camera_rate = camera.camera_rate;
    options->columns = given->columns;
    options->names = given->names;
    options->http = given->http;
    options->http_token = given->token;
    options->record_folder = given->record;
    options->sidecar = !given->no_sidecar;
    return EXIT_FINE;
}

/* ---- the run ---- */

static int live(const arguments *given, facs_live_options *options, display *shown)
{
    facs_output outputs[OUTPUTS_MOST];
    int count = 0;
    bool standard = false;
    for (int i = 0; i < OUTPUTS_MOST; i++)
        if (given->output[i]) {
            outputs[count++] = (facs_output){sinks[i], given->output[i]};
            standard = standard || strcmp(given->output[i], "-") == 0;
        }
    options->outputs = outputs;
    options->output_count = count;
    shown->wanted = !given->no_dashboard && !given->quiet && !standard && live_terminal_here();
    shown->next_line = first_line;
    facs_error error = {.status = FACS_OK};
    facs_status result;
    interrupt_catch();
    do {
        result = facs_live_run(given->source, options, &error);
        close_dashboard(shown);
        screen_clear(&shown->lines);
        for (int i = 0; i < count && result == FACS_E_OUTPUT; i++)
            written_end_without_reader(outputs[i].path);
    } while (result != FACS_OK &&
             models_report_failure(&error,
                                   pipeline_meant(given->pipeline, NULL, given->wild || given->static_au, false),
                                   given->landmarks, given->model_dir));
    const bool stopped = result == FACS_OK || result == FACS_E_MODELS_MISSING;
    return stopped && interrupt_signal() ? EXIT_SIGNAL + interrupt_signal() : exit_status_of(result);
}

static int run(int argc, char **argv)
{
    const option_number focal = {-1, 1, 1e6F, "pixels", false}, point = {-1, -1e6F, 1e6F, "pixels", false};
    arguments given = {.fx = focal,
                       .fy = focal,
                       .cx = point,
                       .cy = point,
                       .threads = -1,
                       .networks.threads = -1,
                       .faces = faces_options_none(),
                       .camera = camera_options_none()};
    static display shown; /* large */
    facs_env env;
    facs_env_init(&env, sizeof env);
    facs_live_options options;
    facs_live_options_init(&options, sizeof options);
    int status = parse(argc, argv, &given);
    if (status == EXIT_FINE)
        status = check(&given, &options, &env);
    if (status != EXIT_FINE)
        return status;
    if (!screen_init(&shown.lines, given.quiet, given.verbose) || pthread_mutex_init(&shown.lock, NULL) != 0) {
        complain("out of memory");
        return EXIT_OTHER;
    }
    char source[LIVE_TEXT];
    live_view_init(&shown.view, input_shown(given.source, source, sizeof source), options.faces == FACS_FACES_MANY);
    env.cookie = &shown;
    env.log = take_message;
    options.cookie = &shown;
    options.result = take_result;
    options.progress = take_statistics;
    options.page = take_page;
    status = live(&given, &options, &shown);
    pthread_mutex_destroy(&shown.lock);
    screen_free(&shown.lines);
    return status;
}

const command command_live = {"live", "the same of a camera, a stream or a video while it runs", usage, run, NULL, 0};
