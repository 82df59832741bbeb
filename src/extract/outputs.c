/* See outputs.h. */
#include "extract/outputs.h"

#include "extract/same_file.h"
#include "base/whole_file.h"
#include "sink/output.h"
#include "store/models.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

enum { PLACES = 1024 }; /* bytes of the places in words */

typedef struct output {
    const facs_sink *sink;
    const char *path;
    bool folder; /* a file for each picture in the folder `path` */
    bool open;
    bool part; /* of a whole run */
    void *state;
} output;

struct facs_outputs {
    facs_env env;
    const facs_layout *layout;
    const facs_sink_frames *frames;
    char places[PLACES];
    int count;
    output output[];
};

static facs_status open_sink(const facs_outputs *outputs, const output *from, const char *path, void **state,
                             facs_error *error)
{
    const facs_sink_place place = {
        .env = &outputs->env, .path = path, .layout = outputs->layout, .frames = outputs->frames};
    *state = NULL;
    return from->sink->open(&place, state, error);
}

static facs_status make_folder(const output *made, facs_error *error)
{
    if (facs_path_is_dir(made->path))
        return FACS_OK;
    if (facs_path_exists(made->path) || strcmp(made->path, "-") == 0)
        return facs_fail(error, FACS_E_OUTPUT,
                         "%s: is not a folder; image mode writes one %s file for each picture of "
                         "a folder",
                         made->path, made->sink->name);
    return mkdir(made->path, 0777) == 0 ? FACS_OK : facs_output_fail(made->path, errno, error);
}

static facs_status open_output(facs_outputs *outputs, const facs_output *wanted, bool folder, facs_error *error)
{
    output *made = &outputs->output[outputs->count];
    made->sink = wanted->sink ? facs_sink_find(wanted->sink) : NULL;
    made->path = wanted->path;
    if (!made->sink)
        return facs_fail(error, FACS_E_ARGUMENT, "there is no sink \"%s\": facs_sink_get() lists them",
                         wanted->sink ? wanted->sink : "");
    if ((made->sink->ending[0] || made->sink->sends) && (!made->path || !made->path[0]))
        return facs_fail(error, FACS_E_ARGUMENT, "an output of the kind %s has no path", made->sink->name);
    made->folder = folder && made->sink->file_per_picture;
    facs_status status =
        made->folder ? make_folder(made, error) : open_sink(outputs, made, made->path, &made->state, error);
    made->open = status == FACS_OK && !made->folder;
    outputs->count += status == FACS_OK;
    return status;
}

/* what killed runs left where this one writes */
static void sweep(const facs_env *env, const output *to)
{
    if (!to->sink->ending[0] || strcmp(to->path, "-") == 0)
        return;
    char *folder = to->folder ? facs_strdup(env, to->path) : facs_path_dirname(env, to->path);
    if (folder) /* else it stays until another run */
        facs_whole_sweep(folder);
    facs_free(env, folder);
}

facs_status facs_outputs_open(const facs_env *env, const facs_output *wanted, int count, const facs_layout *layout,
                              const facs_sink_frames *frames, bool folder, facs_outputs **outputs, facs_error *error)
{
    facs_outputs *made = facs_calloc(env, 1, sizeof *made + (size_t)count * sizeof made->output[0]);
    if (!made)
        return facs_fail(error, FACS_E_MEMORY, "out of memory");
    made->env = *env;
    made->layout = layout;
    made->frames = frames;
    *outputs = made;
    facs_status status = FACS_OK;
    for (int i = 0; i < count && status == FACS_OK; i++)
        status = open_output(made, &wanted[i], folder, error);
    for (int i = 0; i < made->count && status == FACS_OK; i++)
        sweep(env, &made->output[i]);
    if (status != FACS_OK)
        facs_outputs_close(outputs);
    return status;
}

void facs_outputs_drop_files(facs_outputs *outputs)
{
    for (int i = 0; i < outputs->count; i++) {
        output *to = &outputs->output[i];
        if (to->open)
            to->sink->abandon(&to->state);
        to->open = false;
    }
}

void facs_outputs_close(facs_outputs **address)
{
    facs_outputs *outputs = *address;
    *address = NULL;
    if (!outputs)
        return;
    facs_outputs_drop_files(outputs);
    facs_env env = outputs->env;
    facs_free(&env, outputs);
}

/* ---- questions ---- */

bool facs_outputs_want(const facs_output *wanted, int count, unsigned need)
{
    for (int i = 0; i < count; i++) {
        const facs_sink *sink = wanted[i].sink ? facs_sink_find(wanted[i].sink) : NULL;
        if (sink && sink->needs & need)
            return true;
    }
    return false;
}

bool facs_outputs_names_file(const facs_output *wanted)
{
    const facs_sink *sink = wanted->sink ? facs_sink_find(wanted->sink) : NULL;
    return wanted->path && !(sink && sink->sends);
}

bool facs_outputs_need(const facs_outputs *outputs, unsigned need)
{
    for (int i = 0; i < outputs->count; i++)
        if (outputs->output[i].sink->needs & need)
            return true;
    return false;
}

const char *facs_outputs_waiting(const facs_outputs *outputs)
{
    for (int i = 0; i < outputs->count; i++)
        if (outputs->output[i].sink->needs & (FACS_SINK_FINAL_AUS | FACS_SINK_SECOND_DECODE))
            return outputs->output[i].path ? facs_output_name(outputs->output[i].path) : "the records";
    return "";
}

char *facs_outputs_folder(const facs_outputs *outputs)
{
    struct stat info;
    for (int i = 0; i < outputs->count; i++) {
        const char *path = outputs->output[i].sink->ending[0] ? outputs->output[i].path : "-";
        if (strcmp(path, "-") != 0 && (stat(path, &info) != 0 || S_ISREG(info.st_mode)))
            return facs_path_dirname(&outputs->env, path);
    }
    return NULL;
}

facs_status facs_outputs_check_picture(const facs_outputs *outputs, const facs_picture_names *picture,
                                       const char *const read[2], const facs_models *models, facs_error *error)
{
    facs_status status = FACS_OK;
    for (int i = 0; i < outputs->count && status == FACS_OK; i++) {
        const output *to = &outputs->output[i];
        char *path = to->folder ? facs_picture_path(&outputs->env, to->path, picture, to->sink->ending) : NULL;
        if (to->folder && !path)
            status = facs_fail(error, FACS_E_MEMORY, "%s: out of memory", picture->name);
        for (int j = 0; path && j < 2 && status == FACS_OK; j++)
            if (read[j] && facs_same_file(read[j], path))
                status = facs_fail(error, FACS_E_ARGUMENT,
                                   "%s: is the picture %s or its boxes; name another folder of results", path,
                                   picture->name);
        if (path && status == FACS_OK)
            status = facs_models_check_output(models, path, error);
        facs_free(&outputs->env, path);
    }
    return status;
}

/* ---- writing ---- */

/* what is drawn on; NULL in its place = results are written */
typedef struct drawn {
    const facs_image *frame;
    const facs_media_frame *at;
} drawn;

static facs_status put(const output *to, void *state, const facs_result *result, const facs_picture_names *picture,
                       const drawn *on, facs_error *error)
{
    return on ? to->sink->draw(state, result, on->frame, on->at, error)
              : to->sink->write(state, result, picture ? picture->name : NULL, error);
}

/* a file for this result alone */
static facs_status write_file(const facs_outputs *outputs, const output *to, const facs_result *result,
                              const facs_picture_names *picture, const drawn *on, facs_error *error)
{
    char *path = facs_picture_path(&outputs->env, to->path, picture, to->sink->ending);
    if (!path)
        return facs_fail(error, FACS_E_MEMORY, "%s: out of memory", picture->name);
    void *state;
    facs_status status = open_sink(outputs, to, path, &state, error);
    if (status == FACS_OK) {
        status = put(to, state, result, picture, on, error);
        if (status == FACS_OK)
            status = to->sink->finish(&state, error);
        else
            to->sink->abandon(&state);
    }
    facs_free(&outputs->env, path);
    return status;
}

static bool is_meant(const output *to, facs_audience audience)
{
    const bool waits = to->sink->needs & FACS_SINK_FINAL_AUS;
    return audience == FACS_FOR_ALL || waits == (audience == FACS_FOR_THOSE_AT_THE_END);
}

facs_status facs_outputs_write(facs_outputs *outputs, facs_audience audience, const facs_result *result,
                               const facs_picture_names *picture, facs_error *error)
{
    facs_status status = FACS_OK;
    for (int i = 0; i < outputs->count && status == FACS_OK; i++) {
        const output *to = &outputs->output[i];
        if (to->sink->draw)
            continue;
        if (to->folder)
            status = write_file(outputs, to, result, picture, NULL, error);
        else if (is_meant(to, audience))
            status = put(to, to->state, result, picture, NULL, error);
    }
    return status;
}

/* ---- drawing ---- */

facs_status facs_outputs_draw(facs_outputs *outputs, const facs_result *result, const facs_picture_names *picture,
                              const facs_image *frame, const facs_media_frame *at, facs_error *error)
{
    facs_status status = FACS_OK;
    const drawn on = {frame, at};
    for (int i = 0; i < outputs->count && status == FACS_OK; i++) {
        const output *to = &outputs->output[i];
        if (to->sink->draw && to->folder)
            status = write_file(outputs, to, result, picture, &on, error);
        else if (to->sink->draw && to->open)
            status = put(to, to->state, result, picture, &on, error);
    }
    return status;
}

void facs_outputs_cut_drawn(facs_outputs *outputs)
{
    for (int i = 0; i < outputs->count; i++)
        outputs->output[i].part = outputs->output[i].sink->draw != NULL;
}

const char *facs_outputs_drawn(const facs_outputs *outputs)
{
    for (int i = 0; i < outputs->count; i++)
        if (outputs->output[i].sink->draw)
            return outputs->output[i].path;
    return NULL;
}

const char *facs_outputs_drop_drawn(facs_outputs *outputs)
{
    for (int i = 0; i < outputs->count; i++) {
        output *to = &outputs->output[i];
        if (!to->sink->draw || !to->open)
            continue;
        to->sink->abandon(&to->state);
        to->open = false;
    }
    return facs_outputs_drawn(outputs);
}

/* ---- end ---- */

static void add_place(facs_outputs *outputs, const char *path)
{
    size_t used = strlen(outputs->places);
    snprintf(outputs->places + used, sizeof outputs->places - used, "%s%s", used ? ", " : "", facs_output_name(path));
}

static facs_status finish_output(facs_outputs *outputs, output *to, bool part, facs_error *error)
{
    const bool aside = (part || to->part) && to->open && to->sink->ending[0] && strcmp(to->path, "-") != 0;
    const char *path = aside ? to->sink->set_aside(to->state) : to->path;
    if (aside && !path)
        return facs_fail(error, FACS_E_MEMORY, "%s: out of memory", to->path);
    const bool maybe = outputs->layout->no_empty && !aside; /* it may leave no file */
    if (to->sink->ending[0] && (to->open || to->folder) && !maybe)
        add_place(outputs, path);
    facs_status status = to->open ? to->sink->finish(&to->state, error) : FACS_OK;
    if (maybe && to->sink->ending[0] && (to->open || to->folder) && facs_path_exists(path))
        add_place(outputs, path);
    to->open = false;
    return status;
}

facs_status facs_outputs_finish(facs_outputs *outputs, bool part, facs_error *error)
{
    facs_status status = FACS_OK;
    for (int i = 0; i < outputs->count && status == FACS_OK; i++)
        status = finish_output(outputs, &outputs->output[i], part, error);
    return status;
}

const char *facs_outputs_places(const facs_outputs *outputs)
{
    return outputs->places;
}
