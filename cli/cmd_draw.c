/* facsimile draw: a frame with what a result says about it, as a picture. */
#include "claims.h"
#include "cli.h"
#include "input_shown.h"
#include "options.h"
#include "output_names.h"
#include "result_pipeline.h"
#include "table.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char usage[] =
    "usage: facsimile draw VIDEO|PICTURE RESULT.csv -o OUT.png [--frame N]\n"
    "\n"
    "Draws what RESULT.csv, a result of facsimile or OpenFace, says about a frame: 68 points, eyes,\n"
    "a cube about the head, gaze, and the action units as bars beside it.  Small frames are enlarged.\n"
    "\n"
    "  -o, --output OUT   the PNG file; - is standard output\n"
    "  --frame N          number of the frame, from 1; default the one with the strongest expression\n"
    "\n"
    "Exit: 0 drawn, 1 other failure, 2 usage, 5 a file is missing, 6 it is no video, picture or\n"
    "result, or has no such frame, 7 OUT cannot be written, 8 disk full.\n";

enum { FACES_MAX = 64, AUS_MAX = 128, NAME_MAX_BYTES = 16 };

typedef struct arguments {
    const char *input, *result, *output;
    int64_t frame; /* 0: not given */
} arguments;

/* a face of the frame: what facs_drawing points to */
typedef struct face {
    float landmarks[2 * FACS_LANDMARKS], eyes[2 * FACS_EYE_LANDMARKS], pose[6], gaze[6];
    double au[AUS_MAX];
    char label[12];
} face;

/* Columns by their names, -1 = not there; whatever else the file has is left alone. */
typedef struct columns {
    int frame, success, face, x, y, eye_x, eye_y, pose[6], gaze[6];
    int aus, au[AUS_MAX];
    char au_name[AUS_MAX][NAME_MAX_BYTES];
    const char *au_names[AUS_MAX];
} columns;

/* ---- columns ---- */

/* the first of `count` columns PREFIX0, PREFIX1 ... that stand side by side */
static int find_series(const table *read, const char *prefix, int count)
{
    char name[32];
    snprintf(name, sizeof name, "%s0", prefix);
    const int first = table_column(read, name);
    for (int i = 0; first >= 0 && i < count; i++) {
        snprintf(name, sizeof name, "%s%d", prefix, i);
        if (first + i >= read->columns || strcmp(read->name[first + i], name) != 0)
            return -1;
    }
    return first;
}

/* "AU12_r" and "AU12L_r" -> "AU12", "AU12L" */
static void find_aus(const table *read, columns *found)
{
    for (int i = 0; i < read->columns && found->aus < AUS_MAX; i++) {
        const char *name = read->name[i], *end = strchr(name, '_');
        const size_t length = end ? (size_t)(end - name) : 0;
        if (strncmp(name, "AU", 2) != 0 || !end || strcmp(end, "_r") != 0 || length >= NAME_MAX_BYTES)
            continue;
        memcpy(found->au_name[found->aus], name, length);
        found->au_names[found->aus] = found->au_name[found->aus];
        found->au[found->aus++] = i;
    }
}

/* false: there are no points */
static bool find_columns(const table *read, columns *found)
{
    static const char *const pose[6] = {"pose_Tx", "pose_Ty", "pose_Tz", "pose_Rx", "pose_Ry", "pose_Rz"};
    static const char *const gaze[6] = {"gaze_0_x", "gaze_0_y", "gaze_0_z", "gaze_1_x", "gaze_1_y", "gaze_1_z"};
    *found = (columns){.frame = table_column(read, "frame"), .success = table_column(read, "success")};
    found->face = table_column(read, "face_id");
    if (found->face < 0)
        found->face = table_column(read, "face");
    found->x = find_series(read, "x_", FACS_LANDMARKS);
    found->y = find_series(read, "y_", FACS_LANDMARKS);
    found->eye_x = find_series(read, "eye_lmk_x_", FACS_EYE_LANDMARKS);
    found->eye_y = find_series(read, "eye_lmk_y_", FACS_EYE_LANDMARKS);
    for (int i = 0; i < 6; i++) {
        found->pose[i] = table_column(read, pose[i]);
        found->gaze[i] = table_column(read, gaze[i]);
    }
    find_aus(read, found);
    return found->x >= 0 && found->y >= 0;
}

/* ---- the frame ---- */

/* of pictures every row; of videos those of the frame */
static bool is_of(const table *read, const columns *at, size_t row, int64_t frame)
{
    return at->frame < 0 || table_value(read, row, at->frame) == (double)frame;
}

static bool is_good(const table *read, const columns *at, size_t row)
{
    return at->success < 0 || table_value(read, row, at->success) != 0;
}

/* the first frame whose intensities have the largest sum */
static int64_t strongest(const table *read, const columns *at)
{
    int64_t best = 0;
    double most = -1;
    for (size_t row = 0; at->frame >= 0 && row < read->rows; row++) {
        double sum = 0;
        for (int i = 0; i < at->aus; i++) {
            const double au = table_value(read, row, at->au[i]);
            sum += isfinite(au) ? au : 0;
        }
        const double frame = table_value(read, row, at->frame);
        if (is_good(read, at, row) && sum > most && frame >= 1 && frame < 1e15) {
            most = sum;
            best = (int64_t)frame;
        }
    }
    return best;
}

static void copy(const table *read, size_t row, int first, int count, float *to)
{
    for (int i = 0; i < count; i++)
        to[i] = (float)table_value(read, row, first + i);
}

static bool copy_all(const table *read, size_t row, const int *from, int count, float *to)
{
    for (int i = 0; i < count; i++) {
        if (from[i] < 0)
            return false;
        to[i] = (float)table_value(read, row, from[i]);
    }
    return true;
}

static void fill(const table *read, const columns *at, size_t row, face *to, facs_drawing *drawn)
{
    copy(read, row, at->x, FACS_LANDMARKS, to->landmarks);
    copy(read, row, at->y, FACS_LANDMARKS, to->landmarks + FACS_LANDMARKS);
    drawn->landmarks = to->landmarks;
    drawn->landmark_count = FACS_LANDMARKS;
    if (at->eye_x >= 0 && at->eye_y >= 0) {
        copy(read, row, at->eye_x, FACS_EYE_LANDMARKS, to->eyes);
        copy(read, row, at->eye_y, FACS_EYE_LANDMARKS, to->eyes + FACS_EYE_LANDMARKS);
        drawn->eye_landmarks = to->eyes;
        drawn->eye_landmark_count = FACS_EYE_LANDMARKS;
    }
    drawn->pose = copy_all(read, row, at->pose, 6, to->pose) ? to->pose : NULL;
    drawn->gaze = copy_all(read, row, at->gaze, 6, to->gaze) ? to->gaze : NULL;
    for (int i = 0; i < at->aus; i++)
        to->au[i] = table_value(read, row, at->au[i]);
    drawn->au_names = at->au_names;
    drawn->au_values = to->au;
    drawn->au_count = at->aus;
    const double number = at->face < 0 ? 0 : table_value(read, row, at->face);
    if (number >= 0 && number < 1e9) /* not when it is NaN */
        snprintf(to->label, sizeof to->label, "%.0f", number);
    drawn->label = to->label;
}

/* faces of the frame that were found */
static int gather(const table *read, const columns *at, int64_t frame, const facs_camera *camera, face *faces,
                  facs_drawing *drawn)
{
    int count = 0;
    for (size_t row = 0; row < read->rows && count < FACES_MAX; row++)
        if (is_of(read, at, row, frame) && is_good(read, at, row)) {
            drawn[count] = (facs_drawing){.size = sizeof *drawn, .camera = *camera};
            fill(read, at, row, &faces[count], &drawn[count]);
            count++;
        }
    return count;
}

/* ---- drawing ---- */

static int fail(const facs_error *error)
{
    complain_error(error);
    return exit_status_of(error->status);
}

/* Points of pictures of another size do not fit: those of --compat are in pixels as they are coded, which need not be
 * square, and a result may be of another file.  (In a folder sizes differ; what is known is that of the first.) */
static void warn_of_size(const arguments *given, const facs_canvas *canvas)
{
    const facs_picture shown = facs_canvas_picture(canvas);
    const int scale = facs_canvas_scale(canvas), width = shown.width / scale, height = shown.height / scale;
    int size[2];
    if (!is_folder(given->input) && result_size(given->result, size) && (size[0] != width || size[1] != height))
        complain(
            "warning: %s: its points are in pictures of %d x %d, and those of %s are shown at %d x %d: what is drawn "
            "does not fit (a result of another file, or one with --compat of pixels that are not square)",
            given->result, size[0], size[1], given->input, width, height);
}

static int draw(const arguments *given, int64_t frame, const facs_drawing *drawn, int count)
{
    facs_canvas *canvas = NULL;
    facs_error error = {0};
    facs_status status = facs_canvas_open(NULL, given->input, frame, &canvas, &error);
    if (status == FACS_OK)
        warn_of_size(given, canvas);
    if (status == FACS_OK)
        status = facs_canvas_draw(canvas, drawn, count, &error);
    if (status == FACS_OK)
        status = facs_canvas_save_png(canvas, given->output, &error);
    facs_canvas_close(&canvas);
    return status == FACS_OK ? EXIT_FINE : fail(&error);
}

static bool has_frame(const table *read, const columns *at, int64_t frame)
{
    for (size_t row = 0; row < read->rows; row++)
        if (is_of(read, at, row, frame))
            return true;
    return false;
}

static int draw_result(const arguments *given, const table *read)
{
    columns at;
    if (!find_columns(read, &at)) {
        complain("%s: is no result with points: columns x_0 to x_67 and y_0 to y_67 are missing", given->result);
        return EXIT_INPUT_DAMAGED;
    }
    const int64_t frame = given->frame > 0 ? given->frame : strongest(read, &at);
    if (at.frame >= 0 && frame > 0 && !has_frame(read, &at, frame)) {
        complain("%s: has no frame %lld", given->result, (long long)frame);
        return EXIT_INPUT_DAMAGED;
    }
    face *faces = calloc(FACES_MAX, sizeof *faces);
    facs_drawing *drawn = calloc(FACES_MAX, sizeof *drawn);
    int status = EXIT_OTHER;
    if (faces && drawn) {
        const facs_camera camera = result_camera(given->result);
        const int count = gather(read, &at, frame, &camera, faces, drawn);
        if (count == 0)
            complain("warning: %s: no face was found in frame %lld", given->result, (long long)(frame > 0 ? frame : 1));
        status = draw(given, frame, drawn, count);
    } else {
        complain("out of memory");
    }
    free(faces);
    free(drawn);
    return status;
}

static int check_files(const arguments *given)
{
    static const char *const pictures[] = {".jpg", ".jpeg", ".png", ".bmp", NULL}, *const none[] = {NULL};
    for (int i = 0; i < 2; i++) {
        const char *path = i ? given->result : given->input;
        if ((i == 1 || input_is_path(path)) && access(path, R_OK) != 0) {
            complain("%s: cannot be read: %s", path, strerror(errno));
            return EXIT_INPUT_MISSING;
        }
    }
    claims all = {0};
    claims_write(&all, given->output, "the output (-o)", NULL);
    claims_read(&all, given->input, pictures, "the input");
    claims_read(&all, given->result, none, "the result");
    int status = claims_check(&all);
    claims_free(&all);
    return status;
}

static int run(int argc, char **argv)
{
    arguments given = {0};
    const char *words[2];
    const option options[] = {{"output", 'o', OPTION_TEXT, &given.output}, {"frame", 0, OPTION_COUNT, &given.frame}};
    int count = options_parse("draw", argc, argv, options, sizeof options / sizeof *options, words, 2);
    if (count < 0)
        return EXIT_USAGE;
    if (count < 2 || !given.output) {
        complain("draw: %s: facsimile draw VIDEO|PICTURE RESULT.csv -o OUT.png",
                 count < 2 ? "a video or picture and its result are needed" : "the output is missing");
        return EXIT_USAGE;
    }
    given.input = words[0];
    given.result = words[1];
    int status = check_files(&given);
    if (status != EXIT_FINE)
        return status;
    table read = {0};
    status = table_read(given.result, &read);
    if (status == EXIT_FINE)
        status = draw_result(&given, &read);
    table_free(&read);
    return status;
}

const command command_draw = {
    "draw", "a frame with its points, head, gaze and action units, as a picture", usage, run, NULL, 0};
