/* facsimile extract: videos, pictures or folders of pictures -> CSV. */
#include "batch.h"
#include "claims.h"
#include "claims_models.h"
#include "cli.h"
#include "extract_arguments.h"
#include "inputs.h"
#include "input_shown.h"
#include "interrupt.h"
#include "json_file.h"
#include "models.h"
#include "more_outputs.h"
#include "network_report.h"
#include "output_names.h"
#include "pipeline_said.h"
#include "profile_report.h"
#include "screen.h"
#include "written.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* C promises 4095 characters of a text, compilers take more */
#pragma GCC diagnostic ignored "-Woverlength-strings"
static const char usage[] =
    "usage: facsimile extract INPUT... [-o OUT] [options]\n"
    "\n"
    "INPUT is a video, a picture, a folder of pictures, which counts as a video unless --image is\n"
    "given, or a folder of videos, each for itself; an address (http://, https://, rtsp://, rtmp://,\n"
    "udp://, tcp://, srt:// and what else FFmpeg knows); a camera (camera:0; facsimile cameras lists\n"
    "them); - is standard input, @FILE a list of inputs, one a line, and a pattern in quotes\n"
    "('study/*.mp4') stands for the files it matches.  Each becomes a CSV file of its own; the\n"
    "columns are described in docs/columns.md.\n"
    "\n"
    "  -o, --output OUT     one input: the CSV file; - is standard output; default INPUT's name\n"
    "                       + .csv in this folder.\n"
    "                       Several inputs, or OUT/: a folder for the CSV files, made if need\n"
    "                       be; default this one.\n"
    "                       With --image and a folder: a folder for one CSV per picture,\n"
    "                       default NAME_csv\n"
    "  --format NAME        columns of the CSV: csv, OpenFace 2.2's (default), pyfaceau, facemirror\n"
    "  --columns LIST       of CSV, NDJSON, HDF5, BIDS, LSL, OSC: words of au,pose,gaze,2d,3d,eyes,\n"
    "                       pdm; all of them: all, the default (OSC: au,pose,gaze).  Frame, face,\n"
    "                       time, confidence and success are always there; only when named, as\n"
    "                       in all,likelihood: likelihood (*), of mouth, brows, eyes, gaze-head, gaze\n"
    "                       as seen from the head, and raw\n"
    "  --names safe         column names that do not differ only in case: X3d_0 for X_0\n"
    "  --ndjson FILE        a JSON object for each frame, one a line; - is standard output.  Without\n"
    "                       -o there is no CSV then.  Several inputs, or FILE/: a folder, which gets\n"
    "                       NAME.ndjson for each\n"
    "  --hdf5 FILE          the same results as HDF5, not rounded; several inputs as with --ndjson;\n"
    "                       with --image and a folder: a folder with NAME.h5 for each picture\n"
    "  --bids FOLDER        of inputs with names of BIDS (sub-01_task-rest_video.mp4): the results as\n"
    "                       sub-01_task-rest_beh.tsv.gz and .json in FOLDER, made if need be\n"
    "  --hog FILE           (*) the FHOG descriptors, in OpenFace 2.2's format; as with --ndjson, but\n"
    "                       with --image and a folder: a folder with NAME.hog for each picture\n"
    "  --aligned FOLDER     (*) the aligned faces, one BMP file for each; several inputs, or --image\n"
    "                       and a folder: NAME_aligned for each in it\n"
    "  --aligned FILE.mp4   (*) the same of a video with one face, as a video\n"
    "  --lsl NAME           one input: each row at once as a sample of the Lab Streaming Layer stream\n"
    "                       NAME, with action units as they are on line (docs/streams.md)\n"
    "  --osc HOST:PORT      the same as messages of Open Sound Control: /facsimile/0/AU12_r ...\n"
    "  --overlay FILE.mp4   the video with points, eyes, gaze, a cube for the head, and bars of action\n"
    "                       units drawn on it, with its sound; also .mkv, .mov, .avi.  Several\n"
    "                       inputs, or FILE/: a folder, which gets NAME_overlay.mp4 for each\n"
    "  --overlay FILE.png   the same of a picture; with --image and a folder: a folder with NAME.png\n"
    "                       for each picture\n"
    "  -j, --jobs N         inputs at the same time; default as many as keep all cores busy\n"
    "  --threads N          threads for each input; default the cores divided by the inputs at\n"
    "                       the same time.  Results depend neither on this nor on --jobs\n"
    "  --faces one|many     track one face (default), or several, each with its own rows, track,\n"
    "                       person and action units\n"
    "  --max-faces N        with --faces many: at most N at the same time, 1 to 32; default 8\n"
    "  --order WORD         likewise: face_id counts them as they appeared (first, the default), from\n"
    "                       the largest (size), from the image's left (left)\n"
    "  --persons file|run   likewise: somebody has one number in each video (file, the default), or\n"
    "                       in all of this run, which are then done one after the other (run)\n"
    "  --image              pictures by themselves: every face of each; implied by a picture as\n"
    "                       INPUT\n"
    "  --boxes FILE         pictures: do not detect; a line 'min_x min_y max_x max_y' for each\n"
    "                       face.  For a folder of pictures: a folder with NAME.txt for each\n"
    "  --pipeline NAME      how faces, landmarks and action units are found: a name that\n"
    "                       facsimile pipelines shows, or auto, the default: openface when its\n"
    "                       model files are installed or an option that only it knows is given\n"
    "                       (*), else open, which needs none (also FACSIMILE_PIPELINE)\n"
    "  --compat NAME        every rule of another program: openface, pyfaceau (pipelines of these\n"
    "                       names), facemirror (pipeline openface3)\n"
    "  --static-au          (*) action units without person calibration\n"
    "  --calibration WHAT   videos: what action units are calibrated to: whole, the whole video\n"
    "                       (default); online, what was seen so far; none; or a FILE of\n"
    "                       --save-calibration: with --faces many of those who are recognised\n"
    "                       (docs/calibration.md).  Not with --compat\n"
    "  --calibration-from CLIP   learn neutral faces from that recording of the same persons first\n"
    "  --save-calibration FILE   one input: write what was learnt of persons, for other videos; holds\n"
    "                       what they look like\n"
    "  --gaze-calibration FILE   videos with one face: where on a screen the gaze is, as columns\n"
    "                       gaze_screen_x, gaze_screen_y; FILE says which points of it were looked at\n"
    "                       when, or is one of --save-gaze-calibration (docs/gaze.md)\n"
    "  --save-gaze-calibration FILE   one input: write what was seen at the points, for other videos\n"
    "  --raw-au             videos: besides each intensity what it is without calibration to the\n"
    "                       person (AU12_raw), and what that subtracts (AU12_baseline); the word raw\n"
    "                       of --columns; not with --compat\n"
    "  --experimental       open pipelines: action units that agree badly, too\n"
    "  --smooth             open pipelines: points, pose, units steadied over time\n"
    "  --wild               (*) for pictures taken in the wild\n"
    "  --landmarks NAME     (*) clnf-general (default), clnf-wild, clnf-multi-pie, clm-general,\n"
    "                       clm-wild, ce-clm, or the path of a main_*.txt file\n"
    "  --model-dir DIR      (*) where the model files are (also FACSIMILE_MODELS; docs/models.md)\n"
    "  --fx V --fy V        focal lengths in pixels (1 to 1000000), both or none\n"
    "  --cx V --cy V        principal point in pixels, both or none\n"
    "  --rate F             a folder of pictures that counts as a video: F pictures a second;\n"
    "                       without it all its timestamps are 0\n"
    "  --max-frames N       stop after N frames of each input; 0, the default: all\n"
    "  --start T, --end T   videos: frames from T on, before T: seconds or [hh:]mm:ss\n"
    "  --every N, --fps F   videos: every N-th of these, or at most F a second\n"
    "  --stream N           videos: which of several in a file, from 1\n"
    "  --no-deinterlace     videos: interlaced frames stay so\n"
    "  --timeout S          addresses and cameras: seconds without anything new until one counts as\n"
    "                       lost; default 30\n"
    "  --camera-size WxH    size of a camera's pictures; default the largest up to 1280x720\n"
    "  --camera-rate F      a camera's pictures a second; default nearest to 30\n"
    "  --cpu LEVEL          highest instruction set to use: auto, scalar, avx2, avx512, neon\n"
    "                       (also FACSIMILE_CPU)\n"
    "  --no-sidecar         leave out OUT.facsimile.json, the record of the run beside the CSV\n"
    "  --provider NAME      what runs networks of ONNX Runtime: auto (default), cpu, cuda, tensorrt,\n"
    "                       coreml, openvino, xnnpack (docs/models.md); with cuda, tensorrt and\n"
    "                       coreml also stages of the pipeline openface\n"
    "  --network-threads N  threads for one run of such a network; default 1\n"
    "  --profile FILE       one input: write where the time went, stage by stage, as JSON\n"
    "  --profile-nodes      one input: also which provider ran how many nodes of such networks, and\n"
    "                       the slowest operators, in ten runs of each\n"
    "  -q, --quiet          only errors\n"
    "  -v, --verbose        more messages\n"
    "\n"
    "A file appears under its name when it is complete; none may be an input or another output.\n"
    "Ctrl-C stops: one input keeps its finished frames, of several the complete ones are kept.  An\n"
    "address or camera that is lost midway keeps its frames, exit status 6.  An input that fails\n"
    "does not stop the others.\n"
    "Exit: 0 fine, 1 other failure, 2 usage, 3 models missing, 4 model damaged, 5 input missing,\n"
    "6 input damaged or empty, 7 output cannot be written, 8 disk full, 128 + the signal that stopped\n"
    "it (130: Ctrl-C); when several inputs fail in different ways 1.\n"
    "\n"
    "  facsimile extract interview.mp4                    interview.csv\n"
    "  facsimile extract study/*.mp4 -o results/          results/NAME.csv for every video\n";

static int show_progress(void *cookie, const facs_progress *progress)
{
    pipeline_say(cookie, progress);
    if (progress->frames_drawn > 0) {
        char text[128];
        snprintf(text, sizeof text, "overlay: %lld of %lld frames", (long long)progress->frames_drawn,
                 (long long)progress->frames_done);
        screen_progress(cookie, text);
    } else if (progress->seconds > 0.5) {
        char text[128];
        double rate = (double)progress->frames_done / progress->seconds;
        int length = snprintf(text, sizeof text, "%lld", (long long)progress->frames_done);
        if (progress->frames_total > 0)
            length +=
                snprintf(text + length, sizeof text - (size_t)length, " of %lld", (long long)progress->frames_total);
        length += snprintf(text + length, sizeof text - (size_t)length, " frames, %.0f fps", rate);
        if (progress->frames_total > progress->frames_done && rate > 0) {
            long left = (long)((double)(progress->frames_total - progress->frames_done) / rate + 0.5);
            snprintf(text + length, sizeof text - (size_t)length, ", %ld:%02ld left", left / 60, left % 60);
        }
        screen_progress(cookie, text);
    }
    return interrupt_signal() != 0;
}

/* those of extract alone */
static int parse(int argc, char **argv, arguments *given)
{
    const option options[] = {
        {"output", 'o', OPTION_TEXT, &given->output},
        {"boxes", 0, OPTION_TEXT, &given->boxes},
        {"lsl", 0, OPTION_TEXT, &given->more[MORE_LSL]},
        {"osc", 0, OPTION_TEXT, &given->more[MORE_OSC]},
        {"bids", 0, OPTION_TEXT, &given->more[MORE_BIDS]},
        {"calibration", 0, OPTION_TEXT, &given->calibration},
        {"calibration-from", 0, OPTION_TEXT, &given->calibration_from},
        {"save-calibration", 0, OPTION_TEXT, &given->save_calibration},
        {"save-gaze-calibration", 0, OPTION_TEXT, &given->save_gaze_calibration},
        {"profile", 0, OPTION_TEXT, &given->profile},
        {"profile-nodes", 0, OPTION_FLAG, &given->networks.nodes},
        {"camera-size", 0, OPTION_TEXT, &given->camera.size},
        {"camera-rate", 0, OPTION_NUMBER, &given->camera.rate},
    };
    const int status =
        extract_arguments_parse("extract", argc, argv, options, sizeof options / sizeof options[0], given);
    if (status == EXIT_FINE && given->count == 0)
        complain("extract: an input is missing: facsimile extract INPUT... [-o OUT]");
    return status == EXIT_FINE && given->count == 0 ? EXIT_USAGE : status;
}

/* ---- one input ---- */

static void keep_networks(void *cookie, facs_models *models)
{
    cJSON **networks = cookie;
    *networks = network_report_json(models);
}

/* `status` unless the profile cannot be written; takes `networks` */
static int save_profile(const arguments *given, facs_cpu_level cpu, const facs_profile *profile, cJSON *networks,
                        int status)
{
    int threads = given->threads < 0 ? 0 : (int)given->threads;
    char input[1024];
    cJSON *json = profile_json(profile, input_shown(given->inputs[0], input, sizeof input), threads,
                               facs_cpu_effective(cpu), networks);
    int saved = json_save(json, given->profile);
    return status != EXIT_FINE ? status : saved;
}

static int extract_one(const arguments *given, const task *only, const facs_extract_options *options, screen *shown)
{
    facs_profile profile;
    facs_profile_init(&profile, sizeof profile);
    facs_output more[MORE_OUTPUTS];
    facs_extract_options wanted = *options;
    cJSON *networks = NULL;
    wanted.profile = given->profile ? &profile : NULL;
    wanted.looked = given->profile || given->networks.nodes ? keep_networks : NULL;
    wanted.looked_cookie = &networks;
    wanted.progress = show_progress;
    wanted.progress_cookie = shown;
    wanted.threads = given->threads < 0 ? 0 : (int)given->threads;
    wanted.outputs = more;
    wanted.output_count = more_outputs_list(only, more);
    facs_error error = {0};
    facs_status result;
    do {
        result = facs_extract_file(only->input, only->output, &wanted, &error);
        screen_clear(shown);
        if (result == FACS_E_OUTPUT && only->output)
            written_end_without_reader(only->output);
        for (int i = 0; i < wanted.output_count; i++)
            if (result == FACS_E_OUTPUT)
                written_end_without_reader(more[i].path);
    } while (result != FACS_OK &&
             models_report_failure(&error,
                                   pipeline_meant(wanted.pipeline, wanted.compat, wanted.wild, wanted.static_au),
                                   given->landmarks, given->model_dir));
    bool interrupted = result == FACS_E_INTERRUPTED;
    bool given_up = result == FACS_E_MODELS_MISSING; /* stopped while they were being fetched */
    int status =
        (interrupted || given_up) && interrupt_signal() ? EXIT_SIGNAL + interrupt_signal() : exit_status_of(result);
    if (given->networks.nodes)
        network_report_print(stderr, networks, given->profile ? (double)profile.frames : 0);
    if (given->profile && (result == FACS_OK || interrupted))
        return save_profile(given, options->env->cpu, &profile, networks, status);
    cJSON_Delete(networks);
    return status;
}

/* The neutral face of --calibration-from.  *status: exit status of what failed. */
static facs_calibration *learn(const arguments *given, const facs_extract_options *options, screen *shown, int *status)
{
    facs_extract_options wanted = *options;
    facs_calibration *learnt = NULL;
    facs_error error = {0};
    facs_status result;
    wanted.progress = show_progress;
    wanted.progress_cookie = shown;
    wanted.threads = given->threads < 0 ? 0 : (int)given->threads;
    do {
        result = facs_calibration_learn(given->calibration_from, &wanted, &learnt, &error);
        screen_clear(shown);
    } while (result != FACS_OK &&
             models_report_failure(&error,
                                   pipeline_meant(wanted.pipeline, wanted.compat, wanted.wild, wanted.static_au),
                                   given->landmarks, given->model_dir));
    const bool stopped = result == FACS_E_INTERRUPTED || result == FACS_E_MODELS_MISSING;
    *status = stopped && interrupt_signal() ? EXIT_SIGNAL + interrupt_signal() : exit_status_of(result);
    return learnt;
}

/* ---- several inputs ---- */

/* a file, or standard output: no place for several results */
static bool is_one_place(const char *path, const char *ending)
{
    const size_t length = path ? strlen(path) : 0, end = strlen(ending);
    const bool file = length > end && strcmp(path + length - end, ending) == 0 && !is_folder(path);
    return file || (path && strcmp(path, "-") == 0);
}

static int check_several(const arguments *given)
{
    const char *single = given->boxes                   ? "--boxes"
                         : given->save_calibration      ? "--save-calibration"
                         : given->save_gaze_calibration ? "--save-gaze-calibration"
                         : given->profile               ? "--profile"
                         : given->networks.nodes        ? "--profile-nodes"
                                                        : NULL;
    if (single) {
        complain("%s: possible with one input only; there are %d", single, given->count);
        return EXIT_USAGE;
    }
    if (is_one_place(given->output, ".csv")) {
        complain("--output: '%s' is one place for %d results; name a folder", given->output, given->count);
        return EXIT_USAGE;
    }
    return more_outputs_check_several(given->more, given->count);
}

/* ---- what goes where ---- */

/* one folder of pictures by themselves */
static bool is_of_pictures(const arguments *given)
{
    return given->count == 1 && given->image && is_folder(given->inputs[0]);
}

/* The folder the results get their names in, as given: for several inputs, or when it is written with a slash. Pictures
 * of a folder by themselves go into a folder of their own anyway. */
static const char *result_folder(const arguments *given)
{
    const char *output = given->output;
    bool slash = output && output[strlen(output) - 1] == '/';
    return given->count > 1 || (slash && !is_of_pictures(given)) ? output : NULL;
}

/* *count of tasks; NULL after a message */
static task *make_tasks(const arguments *given, int *count)
{
    task *tasks = calloc((size_t)given->count, sizeof *tasks);
    const char *folder = result_folder(given);
    bool good = tasks != NULL;
    for (int i = 0; good && i < given->count; i++) {
        tasks[i].input = given->inputs[i];
        tasks[i].shown = input_shown_copy(given->inputs[i]);
        good = tasks[i].shown != NULL;
    }
    *count = given->count;
    if (good && given->output && !folder) {
        tasks[0].output = strdup(given->output);
        good = tasks[0].output != NULL;
    }
    const bool csv = given->output || !more_outputs_given(given->more);
    if (!good) {
        complain("out of memory");
    } else if (!tasks[0].output) {
        *count = tasks_without_repeats(tasks, given->count);
        good = *count > 0 && (!csv || tasks_name_outputs(tasks, *count, folder, given->image));
    }
    good = good && more_outputs_name(given->more, tasks, *count, given->count > 1, given->image, is_of_pictures(given));
    if (good)
        return tasks;
    tasks_free(tasks, given->count);
    return NULL;
}

static int make_folder(const char *path)
{
    if (!path || is_folder(path) || mkdir(path, 0777) == 0)
        return EXIT_FINE;
    int code = errno;
    if (code != EEXIST)
        return written_fail(path, code);
    complain("%s: is to be the folder of the results, but is a file: name another one", path);
    return EXIT_OUTPUT;
}

/* what stands beside a CSV, or the folder of them; nothing beside standard output */
static bool claim_sidecar(claims *all, const char *output, const char *of)
{
    static const char ending[] = ".facsimile.json";
    size_t length = strlen(output), room = length + sizeof ending;
    struct stat info;
    if (strcmp(output, "-") == 0 || (stat(output, &info) == 0 && !S_ISREG(info.st_mode) && !S_ISDIR(info.st_mode)))
        return true;
    while (length > 1 && output[length - 1] == '/')
        length--;
    char *path = malloc(room);
    if (path) {
        snprintf(path, room, "%.*s%s", (int)length, output, ending);
        claims_write(all, path, of ? "the record" : "the record of the run (--no-sidecar leaves it out)", of);
    }
    free(path);
    return path != NULL;
}

/* a file, no word */
static bool names_calibration(const arguments *given)
{
    const char *word = given->calibration;
    return word && strcmp(word, "whole") != 0 && strcmp(word, "online") != 0 && strcmp(word, "none") != 0;
}

/* no output may be an input or another output */
static int check_claims(const arguments *given, const task *tasks, int count)
{
    static const char *const pictures[] = {".jpg",  ".jpeg", ".png", ".bmp", ".tif", ".tiff", ".webp", ".gif", ".heic",
                                           ".heif", ".avif", ".jxl", ".jp2", ".ppm", ".pgm",  ".tga",  NULL},
                             *const boxes[] = {".txt", NULL}, *const none[] = {NULL};
    claims all = {0};
    const bool several = given->count > 1;
    for (int i = 0; i < count; i++) {
        const char *of = several ? tasks[i].shown : NULL;
        if (tasks[i].output && !given->no_sidecar && !claim_sidecar(&all, tasks[i].output, of))
            all.no_memory = true;
        if (tasks[i].output && given->image && is_folder(tasks[i].input))
            claims_write_folder(&all, tasks[i].output, "the folder of the results");
        else if (tasks[i].output)
            claims_write(&all, tasks[i].output, several ? "the result" : "the output (-o)", of);
        more_outputs_claim(&all, &tasks[i], several);
    }
    if (given->profile)
        claims_write(&all, given->profile, "the profile (--profile)", NULL);
    if (given->save_calibration)
        claims_write(&all, given->save_calibration, "the calibration (--save-calibration)", NULL);
    if (given->save_gaze_calibration)
        claims_write(&all, given->save_gaze_calibration, "the calibration of gaze (--save-gaze-calibration)", NULL);
    if (claims_replace(&all)) {
        for (int i = 0; i < count; i++)
            claims_read(&all, tasks[i].input, pictures, "an input");
        if (given->boxes)
            claims_read(&all, given->boxes, boxes, "the boxes (--boxes)");
        if (given->gaze_calibration)
            claims_read(&all, given->gaze_calibration, boxes, "the points for the gaze (--gaze-calibration)");
        if (names_calibration(given))
            claims_read(&all, given->calibration, none, "the calibration (--calibration)");
        if (given->calibration_from)
            claims_read(&all, given->calibration_from, pictures, "the recording to calibrate with");
        claims_models(&all, given->model_dir, given->landmarks);
    }
    int status = claims_check(&all);
    claims_free(&all);
    return status;
}

static int extract(const arguments *given, facs_extract_options *options, screen *shown)
{
    const bool several = given->count > 1;
    int status = several ? check_several(given) : EXIT_FINE, count = 0;
    if (status == EXIT_FINE)
        status = more_outputs_check_names(given->more, given->inputs, given->count);
    if (status != EXIT_FINE)
        return status;
    task *tasks = make_tasks(given, &count);
    if (!tasks)
        return EXIT_OTHER;
    status = check_claims(given, tasks, count);
    if (status == EXIT_FINE)
        status = make_folder(result_folder(given));
    for (int i = 0; i < MORE_OUTPUTS && status == EXIT_FINE; i++)
        status = make_folder(more_outputs_folder(given->more, i, several, is_of_pictures(given)));
    interrupt_catch();
    facs_calibration *known = NULL;
    facs_gallery *gallery = NULL;
    if (status == EXIT_FINE && given->calibration_from)
        options->known = known = learn(given, options, shown, &status);
    if (status == EXIT_FINE && faces_options_of_run(&given->faces) &&
        facs_gallery_create(options->env, &gallery, NULL) != FACS_OK) {
        complain("out of memory");
        status = EXIT_OTHER;
    }
    options->gallery = gallery;
    if (status == EXIT_FINE && several) {
        int jobs = extract_arguments_share_cores(given, count, &options->threads);
        status = batch_run(tasks, count, jobs, options, shown);
    } else if (status == EXIT_FINE) {
        status = extract_one(given, &tasks[0], options, shown);
    }
    facs_calibration_destroy(&known);
    facs_gallery_destroy(&gallery);
    tasks_free(tasks, count);
    return status;
}

static int check_calibration(const arguments *given)
{
    const char *used = given->calibration             ? "--calibration"
                       : given->calibration_from      ? "--calibration-from"
                       : given->save_calibration      ? "--save-calibration"
                       : given->gaze_calibration      ? "--gaze-calibration"
                       : given->save_gaze_calibration ? "--save-gaze-calibration"
                                                      : NULL;
    if (used && given->compat) {
        complain("%s: not with --compat %s, whose numbers are those of that program", used, given->compat);
        return EXIT_USAGE;
    }
    if (given->calibration && given->calibration_from) {
        complain("give --calibration or --calibration-from, not both");
        return EXIT_USAGE;
    }
    if (given->save_gaze_calibration && !given->gaze_calibration) {
        complain("--save-gaze-calibration: say with --gaze-calibration which points were looked at when");
        return EXIT_USAGE;
    }
    return EXIT_FINE;
}

static int run(int argc, char **argv)
{
    arguments given = extract_arguments_none();
    inputs found = {0};
    facs_env env;
    facs_env_init(&env, sizeof env);
    facs_extract_options options;
    facs_extract_options_init(&options, sizeof options);
    given.inputs = calloc((size_t)argc, sizeof *given.inputs);
    screen shown;
    if (!given.inputs) {
        complain("out of memory");
        return EXIT_OTHER;
    }
    int status = parse(argc, argv, &given);
    if (status == EXIT_FINE)
        status = check_calibration(&given);
    if (status == EXIT_FINE)
        status = extract_arguments_check(&given, &options, &env);
    if (status == EXIT_FINE && !screen_init(&shown, given.quiet, given.verbose)) {
        complain("out of memory");
        status = EXIT_OTHER;
    } else if (status == EXIT_FINE) {
        env.cookie = &shown;
        env.log = screen_message;
        status = inputs_read(&found, given.inputs, given.count, given.image, given.quiet);
        if (status == EXIT_FINE) {
            free(given.inputs);
            given.inputs = calloc((size_t)found.count, sizeof *given.inputs);
        }
        status = status == EXIT_FINE && !given.inputs ? EXIT_OTHER : status;
        for (int i = 0; status == EXIT_FINE && i < found.count; i++)
            given.inputs[i] = found.path[i];
        given.count = found.count;
        if (status == EXIT_FINE)
            status = extract(&given, &options, &shown);
        screen_free(&shown);
    }
    inputs_free(&found);
    free(given.inputs);
    return status;
}

const command command_extract = {
    "extract", "landmarks, pose, gaze and action units of videos and pictures, as CSV", usage, run, NULL, 0};
