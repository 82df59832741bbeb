/* See dropin.h.
 *
 * Video programs take one input after the other and stop at the first that fails; FaceLandmarkImg takes every picture by
 * itself.  All of them have the rules of `extract --pipeline openface --compat openface`. */
#include "dropin.h"

#include "cli.h"
#include "dropin_details.h"
#include "dropin_models.h"
#include "dropin_pictures.h"
#include "interrupt.h"
#include "screen.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const dropin_program programs[] = {
    {"FeatureExtraction", DROPIN_FEATURES},
    {"FaceLandmarkVid", DROPIN_VIDEO},
    {"FaceLandmarkVidMulti", DROPIN_MANY},
    {"FaceLandmarkImg", DROPIN_IMAGES},
};

const dropin_program *dropin_program_of(const char *path)
{
    const char *slash = path ? strrchr(path, '/') : NULL, *name = slash ? slash + 1 : path;
    for (size_t i = 0; name && i < sizeof programs / sizeof *programs; i++)
        if (strcmp(name, programs[i].name) == 0)
            return &programs[i];
    return NULL;
}

enum { COLUMNS = 64 /* bytes of "gaze,eyes,pose,2d,3d,pdm,au," */ };

/* what is the same for all inputs, and how far it is */
typedef struct dropin {
    const dropin_arguments *given;
    facs_extract_options options; /* of all inputs */
    char columns[COLUMNS];
    screen shown;
    int names_used; /* of -of */
} dropin;

/* an input at work */
typedef struct dropin_job {
    const dropin *whole;
    bool counts;      /* tenths are printed */
    int tenths;       /* that were printed */
    facs_progress at; /* the last one */
} dropin_job;

/* ---- options ---- */

/* pairs that are not whole are left to be derived in pictures, as in FaceLandmarkImg; a video is not analysed with them */
static facs_camera camera_of(const dropin_arguments *given)
{
    facs_camera camera = {given->fx, given->fy, given->cx, given->cy};
    if (given->program->which != DROPIN_IMAGES)
        return camera;
    if (camera.fx == -1 || camera.fy == -1)
        camera.fx = camera.fy = -1;
    if (camera.cx == -1 || camera.cy == -1)
        camera.cx = camera.cy = -1;
    return camera;
}

static bool check_camera(const dropin_arguments *given)
{
    const bool focal = (given->fx == -1) != (given->fy == -1), point = (given->cx == -1) != (given->cy == -1);
    if (!focal && !point)
        return true;
    const char *what = focal ? "-fx and -fy" : "-cx and -cy";
    if (given->program->which == DROPIN_IMAGES) {
        complain("warning: %s belong together: only one is given, and both are derived from each picture's size", what);
        return true;
    }
    complain("%s belong together: give both or none", what);
    return false;
}

static void list_columns(int selected, char text[COLUMNS])
{
    static const struct {
        int bit;
        const char *word;
    } words[] = {{DROPIN_GAZE, "gaze,eyes,"}, {DROPIN_POSE, "pose,"}, {DROPIN_2D, "2d,"},
                 {DROPIN_3D, "3d,"},          {DROPIN_PDM, "pdm,"},   {DROPIN_AUS, "au,"}};
    size_t used = 0;
    text[0] = '\0';
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (selected & words[i].bit)
            used += (size_t)snprintf(text + used, COLUMNS - used, "%s", words[i].word);
}

static void take_options(dropin *all)
{
    const dropin_arguments *given = all->given;
    facs_extract_options *options = &all->options;
    const bool video = given->program->which == DROPIN_FEATURES;
    options->compat = "openface";
    options->faces = given->program->which == DROPIN_MANY ? FACS_FACES_MANY : FACS_FACES_ONE;
    options->image = given->program->which == DROPIN_IMAGES;
    options->static_au = video && given->au_static;
    options->wild = given->wild;
    options->camera = camera_of(given);
    list_columns(given->selected, all->columns);
    options->columns = all->columns;
    options->aligned_side = given->side;
    options->aligned_scale = given->scale;
    options->aligned_unmasked = given->unmasked;
    options->aligned_grey = video && given->grey;
    options->aligned_good_only = given->good_only;
    options->aligned_format = given->aligned_format;
    options->no_empty_csv = 1;
    options->fit = given->fit_given ? &given->fit : NULL;
}

/* ---- one input ---- */

static int on_progress(void *cookie, const facs_progress *progress)
{
    dropin_job *job = cookie;
    job->at = *progress;
    const int64_t total = progress->frames_total;
    const int tenths = total > 0 ? (int)(10 * progress->frames_done / total) : 0;
    for (; job->counts && total > 0 && job->tenths <= tenths && job->tenths <= 10; job->tenths++) {
        printf("%d%% ", 10 * job->tenths);
        fflush(stdout);
    }
    return interrupt_signal() != 0;
}

/* has the CSV columns of gaze? */
static bool has_gaze(const char *csv)
{
    char *line = NULL;
    size_t room = 0;
    FILE *file = fopen(csv, "r");
    const bool found = file && getline(&line, &room, file) > 0 && strstr(line, "gaze_0_x") != NULL;
    if (file)
        fclose(file);
    free(line);
    return found;
}

enum { PLACES = 4 };

/* paths of all results; NULL where there is none */
typedef struct dropin_results {
    char *csv, *hog, *aligned, *tracked;
    char drawn[8]; /* ending of the last one */
} dropin_results;

static void free_results(dropin_results *results)
{
    free(results->csv);
    free(results->hog);
    free(results->aligned);
    free(results->tracked);
}

static bool name_results(const dropin_arguments *given, const dropin_place *place, dropin_results *results)
{
    const int which = given->program->which, selected = which == DROPIN_VIDEO ? DROPIN_TRACKED : given->selected;
    const bool image = which == DROPIN_IMAGES;
    *results = (dropin_results){0};
    snprintf(results->drawn, sizeof results->drawn, ".%s",
             !image                ? "avi"
             : given->image_format ? given->image_format
                                   : "jpg");
    if (which != DROPIN_VIDEO)
        results->csv = dropin_path(place, ".csv");
    if (selected & DROPIN_HOG)
        results->hog = dropin_path(place, ".hog");
    if (selected & DROPIN_ALIGNED)
        results->aligned = dropin_path(place, "_aligned");
    if (selected & DROPIN_TRACKED)
        results->tracked = dropin_path(place, results->drawn);
    const bool whole = (which == DROPIN_VIDEO || results->csv) && (!(selected & DROPIN_HOG) || results->hog) &&
                       (!(selected & DROPIN_ALIGNED) || results->aligned) &&
                       (!(selected & DROPIN_TRACKED) || results->tracked);
    if (!whole)
        complain("out of memory");
    return whole;
}

static int list_outputs(const dropin_results *results, bool image, facs_output outputs[PLACES])
{
    int count = 0;
    if (results->hog)
        outputs[count++] = (facs_output){"hog", results->hog};
    if (results->aligned)
        outputs[count++] = (facs_output){"aligned", results->aligned};
    if (results->tracked)
        outputs[count++] = (facs_output){image ? "tracked_image" : "tracked_video", results->tracked};
    return count;
}

/* An input that cannot be opened or read is status 1 in the programs. */
static int status_of(facs_status status, const facs_error *error)
{
    if (status == FACS_OK)
        return EXIT_FINE;
    if (status == FACS_E_INTERRUPTED)
        return EXIT_SIGNAL + interrupt_signal();
    complain_error(error);
    return status == FACS_E_NOT_FOUND || status == FACS_E_MEDIA || status == FACS_E_EMPTY ? EXIT_OTHER
                                                                                          : exit_status_of(status);
}

static int write_details(const dropin_job *job, const char *input, const dropin_place *place,
                         const dropin_results *results)
{
    const dropin_arguments *given = job->whole->given;
    const dropin_details details = {.input = input,
                                    .camera = job->at.camera,
                                    .drawn = results->drawn,
                                    .selected = given->selected,
                                    .rows = job->at.rows > 0,
                                    .eyes = has_gaze(results->csv),
                                    .image = given->program->which == DROPIN_IMAGES};
    return dropin_details_write(&details, place);
}

/* `path` NULL = camera `device` */
static int run_input(dropin *all, const char *path, bool folder, const char *boxes)
{
    const dropin_arguments *given = all->given;
    const bool image = given->program->which == DROPIN_IMAGES;
    const char *name = all->names_used < given->name_count ? given->names[all->names_used++] : NULL;
    char camera[32];
    snprintf(camera, sizeof camera, "camera:%lld", (long long)given->device);
    dropin_place place;
    dropin_results results = {0};
    facs_output outputs[PLACES];
    dropin_job job = {.whole = all, .counts = !image && !given->quiet};
    int status = dropin_place_find(path, folder, given->out_dir, name, &place);
    if (status == EXIT_FINE && !name_results(given, &place, &results))
        status = EXIT_OTHER;
    if (status == EXIT_FINE) {
        facs_extract_options options = all->options;
        facs_error error = {0};
        options.boxes = boxes;
        options.outputs = outputs;
        options.output_count = list_outputs(&results, image, outputs);
        options.progress = on_progress;
        options.progress_cookie = &job;
        if (!path) { /* what OpenFace asks for, too */
            options.camera_width = given->camera_width > 0 ? given->camera_width : 640;
            options.camera_height = given->camera_height > 0 ? given->camera_height : 480;
        }
        const facs_status outcome = facs_extract_file(path ? path : camera, results.csv, &options, &error);
        if (job.tenths > 0)
            printf("\n");
        status = status_of(outcome, &error);
        const bool cut = outcome == FACS_E_INTERRUPTED || outcome == FACS_E_MEDIA; /* stopped, or a camera was lost */
        if (results.csv && (outcome == FACS_OK || (cut && job.at.frames_done > 0 && access(results.csv, F_OK) == 0))) {
            const int written = write_details(&job, path, &place, &results);
            status = status == EXIT_FINE ? written : status;
        }
    }
    free_results(&results);
    dropin_place_free(&place);
    return status;
}

/* ---- all of them ---- */

static int run_videos(dropin *all)
{
    const dropin_arguments *given = all->given;
    int status = given->device >= 0 ? run_input(all, NULL, false, NULL) : EXIT_FINE;
    for (int i = 0; i < given->source_count && status == EXIT_FINE; i++) {
        const dropin_source *source = &given->sources[i];
        char *path = dropin_join(given->root, source->path);
        status = path ? run_input(all, path, source->folder, NULL) : EXIT_OTHER;
        free(path);
        if (status != EXIT_FINE && status < EXIT_SIGNAL && i + 1 < given->source_count)
            complain("stopped at that input: %d of %d are not analysed", given->source_count - i - 1,
                     given->source_count);
    }
    return status;
}

static int run_pictures(dropin *all)
{
    dropin_pictures found;
    int status = dropin_pictures_find(all->given, &found);
    for (int i = 0; i < found.count && status == EXIT_FINE; i++)
        status = run_input(all, found.path[i], false, found.boxes ? found.boxes[i] : NULL);
    dropin_pictures_free(&found);
    return status;
}

static int run_all(dropin *all, facs_env *env)
{
    const bool images = all->given->program->which == DROPIN_IMAGES;
    facs_models *models = NULL;
    env->cookie = &all->shown;
    env->log = screen_message;
    all->shown.level = all->given->quiet ? FACS_LOG_ERROR : FACS_LOG_WARNING;
    all->shown.live = false;
    int status = dropin_models_open(all->given->models, env, &models);
    if (status != EXIT_FINE)
        return status;
    if (all->given->program->which == DROPIN_VIDEO && !all->given->quiet)
        complain("FaceLandmarkVid shows windows and writes nothing; here it writes what they would show, as BASE.avi");
    facs_extract_options_init(&all->options, sizeof all->options);
    all->options.env = env;
    all->options.models = models;
    take_options(all);
    interrupt_catch();
    status = images ? run_pictures(all) : run_videos(all);
    facs_models_close(&models);
    return status;
}

int dropin_run(const dropin_program *program, int argc, char **argv)
{
    if (argc < 2) {
        printf(
            "%s: the arguments of OpenFace 2.2's program of this name; docs/openface-programs.md says what each does "
            "here\n",
            program->name);
        return EXIT_FINE;
    }
    dropin_arguments given;
    dropin all = {.given = &given};
    facs_env env;
    facs_env_init(&env, sizeof env);
    int status = dropin_arguments_read(program, argc, argv, &given);
    if (status == EXIT_FINE && !check_camera(&given))
        status = EXIT_USAGE;
    if (status == EXIT_FINE && !screen_init(&all.shown, given.quiet, false)) {
        complain("out of memory");
        status = EXIT_OTHER;
    } else if (status == EXIT_FINE) {
        status = run_all(&all, &env);
        screen_free(&all.shown);
    }
    dropin_arguments_free(&given);
    return status;
}
