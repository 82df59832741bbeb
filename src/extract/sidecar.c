/* See sidecar.h.  Nothing in it depends on the machine, the time or the number of threads: the same run leaves the same
 * bytes. */
#include "extract/sidecar.h"

#include "base/json_text.h"
#include "extract/run.h"
#include "head/head.h"
#include "nn/net_file.h"
#include "sink/output.h"
#include "store/model_hashes.h"

#include <fcntl.h>
#include <math.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define MARK "facsimile_sidecar"
enum { VERSION = 1, HEAD_BYTES = 256, WARNINGS_MAX = 100 };

struct facs_sidecar {
    facs_env env; /* of the caller */
    pthread_mutex_t lock;
    char *warning[WARNINGS_MAX]; /* guarded by it */
    int warnings;                /* more than there is room for are counted */
    facs_result_file *file;
};

/* ---- warnings ---- */

static void *pass_alloc(void *cookie, size_t bytes, size_t alignment)
{
    const facs_sidecar *sidecar = cookie;
    return sidecar->env.alloc(sidecar->env.cookie, bytes, alignment);
}

static void pass_free(void *cookie, void *memory)
{
    const facs_sidecar *sidecar = cookie;
    sidecar->env.free(sidecar->env.cookie, memory);
}

static int pass_read(void *cookie, const char *path, void **bytes, size_t *count)
{
    const facs_sidecar *sidecar = cookie;
    return sidecar->env.read_file(sidecar->env.cookie, path, bytes, count);
}

static void note_log(void *cookie, facs_log_level level, const char *message)
{
    facs_sidecar *sidecar = cookie;
    if (level == FACS_LOG_WARNING) {
        pthread_mutex_lock(&sidecar->lock);
        if (sidecar->warnings < WARNINGS_MAX)
            sidecar->warning[sidecar->warnings] = facs_strdup(&sidecar->env, message);
        sidecar->warnings++;
        pthread_mutex_unlock(&sidecar->lock);
    }
    sidecar->env.log(sidecar->env.cookie, level, message);
}

facs_status facs_sidecar_create(const facs_env *env, facs_sidecar **sidecar, facs_env *noting, facs_error *error)
{
    facs_sidecar *made = facs_calloc(env, 1, sizeof *made);
    if (!made || pthread_mutex_init(&made->lock, NULL) != 0) {
        facs_free(env, made);
        return facs_fail(error, FACS_E_MEMORY, "out of memory");
    }
    made->env = *env;
    *noting = *env;
    noting->cookie = made;
    noting->alloc = pass_alloc;
    noting->free = pass_free;
    noting->log = note_log;
    noting->read_file = env->read_file ? pass_read : NULL;
    *sidecar = made;
    return FACS_OK;
}

/* ---- file ---- */

char *facs_sidecar_path(const facs_env *env, const char *output, bool *none)
{
    struct stat info;
    size_t length = strlen(output);
    *none = strcmp(output, "-") == 0 || (stat(output, &info) == 0 && !S_ISREG(info.st_mode) && !S_ISDIR(info.st_mode));
    if (*none)
        return NULL;
    while (length > 1 && output[length - 1] == '/') /* beside a folder, not in it */
        length--;
    const size_t room = length + sizeof FACS_SIDECAR_ENDING;
    char *path = facs_calloc(env, room, 1);
    if (path)
        snprintf(path, room, "%.*s%s", (int)length, output, FACS_SIDECAR_ENDING);
    return path;
}

/* the text up to `word`, which follows after white space; NULL = something else does */
static const char *skip(const char *at, const char *word)
{
    const size_t length = strlen(word);
    at += strspn(at, " \t\r\n");
    return strncmp(at, word, length) == 0 ? at + length : NULL;
}

/* nothing is there, or a sidecar of ours */
static bool is_ours(const char *path)
{
    struct stat info;
    char head[HEAD_BYTES + 1] = "";
    if (stat(path, &info) != 0)
        return true;
    int file = S_ISREG(info.st_mode) ? open(path, O_RDONLY | O_CLOEXEC) : -1;
    if (file < 0)
        return false;
    ssize_t got = read(file, head, HEAD_BYTES);
    close(file);
    const char *at = got > 0 ? skip(head, "{") : NULL;
    at = at ? skip(at, "\"" MARK "\"") : NULL;
    at = at ? skip(at, ":") : NULL;
    at = at ? skip(at, "1") : NULL;
    return at && !(*at >= '0' && *at <= '9');
}

facs_status facs_sidecar_open(facs_sidecar *sidecar, const char *path, facs_error *error)
{
    if (is_ours(path))
        return facs_output_open(&sidecar->env, path, &sidecar->file, error);
    return facs_fail(error, FACS_E_OUTPUT,
                     "%s: would be replaced by the record of this run, but is none: move it away, name another output, "
                     "or ask for no record (--no-sidecar)",
                     path);
}

bool facs_sidecar_is_open(const facs_sidecar *sidecar)
{
    return sidecar->file != NULL;
}

/* ---- content ---- */

static void add_pipeline(facs_json *json, const facs_models *models, const char *compat)
{
    facs_pipeline exchanged = models->pipeline;
    const facs_pipeline *pipeline = &exchanged;
    if (compat)
        facs_pipeline_compat(compat, &exchanged, NULL); /* the session has checked it */
    facs_json_begin(json, "pipeline", '{');
    facs_json_text(json, "name", pipeline->name);
    facs_json_bool(json, "automatic", models->automatic);
    facs_json_text(json, "detector", pipeline->detect->name);
    facs_json_text(json, "landmarks", pipeline->landmark->name);
    facs_json_text(json, "au", pipeline->au->name);
    facs_json_end(json, '}');
}

static void add_model(facs_json *json, const char *name, bool built_in, const char *sha256)
{
    facs_json_begin(json, NULL, '{');
    facs_json_text(json, "name", name);
    facs_json_bool(json, "built_in", built_in);
    facs_json_text(json, "sha256", sha256);
    facs_json_end(json, '}');
}

/* those of the pipeline, and what tells persons from each other where that is done */
static facs_status add_models(facs_json *json, const facs_run *run)
{
    const facs_model_hash *hashes = NULL;
    int count = 0;
    facs_status status = facs_models_hash(run->models, &hashes, &count);
    facs_json_begin(json, "models", '[');
    for (int i = 0; i < count; i++)
        add_model(json, hashes[i].name, hashes[i].built_in, hashes[i].sha256[0] ? hashes[i].sha256 : NULL);
    if (facs_session_recognises(run->session))
        add_model(json, "identity", true, facs_net_builtin_sha256("identity"));
    facs_json_end(json, ']');
    return status;
}

static void add_options(facs_json *json, const facs_extract_options *options)
{
    facs_json_begin(json, "options", '{');
    facs_json_text(json, "pipeline", options->pipeline);
    facs_json_text(json, "faces", options->faces == FACS_FACES_MANY ? "many" : "one");
    if (options->max_faces)
        facs_json_integer(json, "max_faces", options->max_faces);
    if (options->order)
        facs_json_text(json, "order", options->order == FACS_ORDER_SIZE ? "size" : "left");
    if (options->gallery)
        facs_json_text(json, "persons", "run");
    facs_json_bool(json, "image", options->image);
    facs_json_bool(json, "static_au", options->static_au);
    facs_json_bool(json, "experimental", options->experimental != 0);
    facs_json_bool(json, "smooth", options->smooth != 0);
    if (options->compat)
        facs_json_text(json, "compat", options->compat);
    if (options->calibration || options->known)
        facs_json_text(json, "calibration", options->known ? "known" : options->calibration);
    if (options->save_calibration)
        facs_json_text(json, "save_calibration", options->save_calibration);
    if (options->gaze_calibration)
        facs_json_text(json, "gaze_calibration", options->gaze_calibration);
    if (options->save_gaze_calibration)
        facs_json_text(json, "save_gaze_calibration", options->save_gaze_calibration);
    if (options->format)
        facs_json_text(json, "format", options->format);
    if (options->columns)
        facs_json_text(json, "columns", options->columns);
    if (options->names)
        facs_json_text(json, "names", options->names);
    facs_json_bool(json, "wild", options->wild);
    facs_json_text(json, "landmarks", options->landmarks);
    facs_json_text(json, "model_dir", options->model_dir);
    facs_json_text(json, "boxes", options->boxes);
    facs_json_integer(json, "max_frames", options->max_frames);
    if (options->rate > 0)
        facs_json_number(json, "rate", options->rate);
    if (options->stream)
        facs_json_integer(json, "stream", options->stream);
    if (options->start > 0)
        facs_json_number(json, "start", options->start);
    if (options->end > 0)
        facs_json_number(json, "end", options->end);
    if (options->every)
        facs_json_integer(json, "every", options->every);
    if (options->fps > 0)
        facs_json_number(json, "fps", options->fps);
    if (options->no_deinterlace)
        facs_json_bool(json, "no_deinterlace", true);
    if (options->timeout > 0)
        facs_json_number(json, "timeout", options->timeout);
    if (options->camera_width > 0) {
        facs_json_integer(json, "camera_width", options->camera_width);
        facs_json_integer(json, "camera_height", options->camera_height);
    }
    if (options->camera_rate > 0)
        facs_json_number(json, "camera_rate", options->camera_rate);
    if (options->provider)
        facs_json_text(json, "provider", options->provider);
    facs_json_end(json, '}');
}

/* Intrinsics as they were used; pictures of a folder each have their own when they are derived. */
static void add_camera(facs_json *json, const facs_run *run)
{
    const facs_camera *given = &run->options.camera;
    const bool derived_focal = given->fx == -1, derived_centre = given->cx == -1;
    const bool one_size = !run->folder && run->info->width > 0;
    const facs_camera used = facs_camera_complete(given, run->info->width, run->info->height, run->stills);
    facs_json_begin(json, "camera", '{');
    facs_json_bool(json, "focal_length_given", !derived_focal);
    facs_json_bool(json, "centre_given", !derived_centre);
    facs_json_number(json, "fx", one_size || !derived_focal ? (double)used.fx : (double)NAN);
    facs_json_number(json, "fy", one_size || !derived_focal ? (double)used.fy : (double)NAN);
    facs_json_number(json, "cx", one_size || !derived_centre ? (double)used.cx : (double)NAN);
    facs_json_number(json, "cy", one_size || !derived_centre ? (double)used.cy : (double)NAN);
    facs_json_end(json, '}');
}

static void add_counts(facs_json *json, const facs_run *run)
{
    facs_json_begin(json, "frames", '{');
    facs_json_integer(json, "in", run->read);
    facs_json_integer(json, "out", run->done);
    facs_json_integer(json, "with_face", run->verdict.frames_good);
    facs_json_integer(json, "rows", run->verdict.rows);
    facs_json_integer(json, "rows_with_success", run->verdict.good);
    facs_json_integer(json, "rows_with_small_face", run->verdict.small);
    facs_json_integer(json, "rows_with_turned_head", run->verdict.turned);
    facs_json_integer(json, "unreadable", run->unreadable.count);
    facs_json_integer(json, "width", run->info->width);
    facs_json_integer(json, "height", run->info->height);
    facs_json_end(json, '}');
}

/* of a folder: which picture frame number i from 1 is */
static void add_pictures(facs_json *json, const facs_run *run)
{
    if (run->info->kind != FACS_MEDIA_FOLDER)
        return;
    facs_json_begin(json, "pictures", '[');
    for (int64_t i = 1; i <= run->read; i++)
        facs_json_text(json, NULL, facs_media_picture(run->media, i));
    facs_json_end(json, ']');
}

/* timestamp + container_start_s = time by the container's clock */
static void add_time(facs_json *json, const facs_run *run)
{
    if (run->info->kind != FACS_MEDIA_VIDEO)
        return;
    facs_json_begin(json, "time", '{');
    facs_json_text(json, "timestamp", run->options.compat ? "frame rate" : "presentation");
    facs_json_time(json, "container_start_s", run->options.compat ? (double)NAN : run->info->start);
    facs_json_number(json, "frames_per_s", run->info->fps);
    facs_json_end(json, '}');
}

/* how frames became the pictures that points and boxes are in pixels of */
static void add_video(facs_json *json, const facs_run *run)
{
    const facs_media_info *info = run->info;
    if (info->kind != FACS_MEDIA_VIDEO)
        return;
    facs_json_begin(json, "video", '{');
    facs_json_integer(json, "stream", info->stream);
    facs_json_integer(json, "coded_width", info->stored_width);
    facs_json_integer(json, "coded_height", info->stored_height);
    facs_json_integer(json, "orientation", info->orientation);
    facs_json_bool(json, "deinterlaced", info->deinterlaced);
    facs_json_text(json, "tone_mapped", info->tone_mapped);
    facs_json_end(json, '}');
}

/* whom results were sent to, and which action units they got */
static void add_streams(facs_json *json, const facs_run *run)
{
    const facs_extract_options *options = &run->options;
    bool any = false;
    for (int i = 0; i < options->output_count; i++) {
        if (facs_outputs_names_file(&options->outputs[i]) || !options->outputs[i].path)
            continue;
        if (!any)
            facs_json_begin(json, "streams", '[');
        any = true;
        facs_json_begin(json, NULL, '{');
        facs_json_text(json, "kind", options->outputs[i].sink);
        facs_json_text(json, "to", options->outputs[i].path);
        facs_json_text(json, "action_units", run->spool || run->calibrate_to == FACS_TO_ONLINE ? "online" : "final");
        facs_json_end(json, '}');
    }
    if (any)
        facs_json_end(json, ']');
}

/* files that the run wrote besides */
static void add_outputs(facs_json *json, const facs_extract_options *options)
{
    facs_json_begin(json, "more_outputs", '[');
    for (int i = 0; i < options->output_count; i++) {
        if (!facs_outputs_names_file(&options->outputs[i]))
            continue;
        facs_json_begin(json, NULL, '{');
        facs_json_text(json, "kind", options->outputs[i].sink);
        facs_json_text(json, "path", options->outputs[i].path);
        facs_json_end(json, '}');
    }
    facs_json_end(json, ']');
}

/* what stands in the columns; tables of other programs have their own */
static void add_dictionary(facs_json *json, const facs_run *run)
{
    if (run->options.format && strcmp(run->options.format, "csv") != 0)
        return;
    facs_json_begin(json, "columns", '[');
    for (int i = 0; i < run->layout->fields; i++) {
        const facs_field *field = &run->layout->field[i];
        facs_json_begin(json, NULL, '{');
        facs_json_text(json, "name", field->name);
        if (field->series) /* NAME0, NAME1, ... */
            facs_json_integer(json, "count", field->count);
        facs_json_text(json, "unit", field->unit);
        facs_json_begin(json, "range", '[');
        facs_json_number(json, NULL, field->low);
        facs_json_number(json, NULL, field->high);
        facs_json_end(json, ']');
        facs_json_integer(json, "decimals", field->decimals);
        if (field->frame[0])
            facs_json_text(json, "frame", field->frame);
        facs_json_text(json, "meaning", field->meaning);
        facs_json_end(json, '}');
    }
    facs_json_end(json, ']');
}

/* what was drawn, and with which action units */
static void add_overlay(facs_json *json, const facs_run *run)
{
    const facs_draw_frames *drawing = &run->drawing;
    if (!drawing->wanted)
        return;
    facs_json_begin(json, "overlay", '{');
    facs_json_text(json, "path", facs_outputs_drawn(run->outputs));
    facs_json_text(json, "action_units",
                   drawing->frames.au_count == 0 ? NULL
                   : drawing->provisional        ? "on-line"
                                                 : "final");
    facs_json_bool(json, "sound_copied", drawing->frames.sound != NULL);
    facs_json_bool(json, "stopped", drawing->stopped || run->cancelled);
    facs_json_bool(json, "left_out", drawing->left_out);
    facs_json_end(json, '}');
}

static void add_persons(facs_json *json, const char *name, const facs_run *run, bool known)
{
    facs_person_told told;
    facs_json_begin(json, name, '[');
    for (int i = 0; facs_session_tell_person(run->session, i, &told); i++)
        if (told.known == known && told.met)
            facs_json_integer(json, NULL, told.person);
    facs_json_end(json, ']');
}

/* with what is known of persons: of whom */
static void add_calibration(facs_json *json, const facs_run *run)
{
    int64_t views = 0;
    if (run->calibrate_to != FACS_TO_KNOWN)
        return;
    const float alike = facs_session_alike(run->session, &views);
    facs_json_begin(json, "calibration", '{');
    if (run->options.faces == FACS_FACES_MANY) {
        add_persons(json, "persons_recognised", run, true);
        add_persons(json, "persons_by_themselves", run, false);
    } else {
        facs_json_number(json, "likeness", views > 0 ? (double)alike : (double)NAN);
    }
    facs_json_end(json, '}');
}

static void add_warnings(facs_json *json, facs_sidecar *sidecar)
{
    pthread_mutex_lock(&sidecar->lock);
    const int kept = sidecar->warnings < WARNINGS_MAX ? sidecar->warnings : WARNINGS_MAX;
    facs_json_begin(json, "warnings", '[');
    for (int i = 0; i < kept; i++)
        facs_json_text(json, NULL, sidecar->warning[i]);
    facs_json_end(json, ']');
    if (sidecar->warnings > kept)
        facs_json_integer(json, "warnings_left_out", sidecar->warnings - kept);
    pthread_mutex_unlock(&sidecar->lock);
}

facs_status facs_sidecar_write(facs_sidecar *sidecar, facs_run *run, facs_error *error)
{
    facs_json json = {.env = sidecar->env};
    facs_json_begin(&json, NULL, '{');
    facs_json_integer(&json, MARK, VERSION);
    facs_json_text(&json, "facsimile", facs_version());
    facs_json_text(&json, "input", run->input);
    facs_json_text(&json, "output", run->csv);
    add_outputs(&json, &run->options);
    add_pipeline(&json, run->models, run->options.compat);
    facs_status status = add_models(&json, run);
    add_options(&json, &run->options);
    add_camera(&json, run);
    add_counts(&json, run);
    add_pictures(&json, run);
    add_time(&json, run);
    add_video(&json, run);
    add_streams(&json, run);
    add_overlay(&json, run);
    if (run->gaze)
        facs_gaze_screen_record(&json, run->gaze);
    add_calibration(&json, run);
    facs_json_bool(&json, "stopped", run->cancelled);
    facs_json_bool(&json, "lost", run->lost.status != FACS_OK);
    add_warnings(&json, sidecar);
    add_dictionary(&json, run);
    facs_json_end(&json, '}');
    if (status != FACS_OK || json.no_memory)
        status = facs_fail(error, FACS_E_MEMORY, "%s: out of memory for its record", run->csv);
    if (status == FACS_OK)
        status = facs_output_write(sidecar->file, json.text, json.length, error);
    if (status == FACS_OK)
        status = facs_output_write(sidecar->file, "\n", 1, error);
    facs_free(&json.env, json.text);
    return status;
}

facs_status facs_sidecar_finish(facs_sidecar *sidecar, bool part, facs_error *error)
{
    if (part && !facs_output_set_aside(sidecar->file))
        return facs_fail(error, FACS_E_MEMORY, "out of memory");
    return facs_output_commit(&sidecar->file, error);
}

void facs_sidecar_close(facs_sidecar **address)
{
    facs_sidecar *sidecar = *address;
    *address = NULL;
    if (!sidecar)
        return;
    if (sidecar->file)
        facs_output_abandon(&sidecar->file);
    for (int i = 0; i < sidecar->warnings && i < WARNINGS_MAX; i++)
        facs_free(&sidecar->env, sidecar->warning[i]);
    pthread_mutex_destroy(&sidecar->lock);
    facs_env env = sidecar->env;
    facs_free(&env, sidecar);
}
