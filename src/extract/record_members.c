/* See record_members.h. */
#include "extract/record_members.h"

#include "nn/net_file.h"
#include "store/model_hashes.h"

#include <math.h>

enum { VERSION = 1 };

void facs_record_begin(facs_json *json, const char *input, const char *output)
{
    facs_json_begin(json, NULL, '{');
    facs_json_integer(json, FACS_SIDECAR_MARK, VERSION);
    facs_json_text(json, "facsimile", facs_version());
    facs_json_text(json, "input", input);
    facs_json_text(json, "output", output);
}

void facs_record_add_pipeline(facs_json *json, const facs_models *models, const char *compat)
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

facs_status facs_record_add_models(facs_json *json, facs_models *models, const facs_session *session)
{
    const facs_model_hash *hashes = NULL;
    int count = 0;
    facs_status status = facs_models_hash(models, &hashes, &count);
    facs_json_begin(json, "models", '[');
    for (int i = 0; i < count; i++)
        add_model(json, hashes[i].name, hashes[i].built_in, hashes[i].sha256[0] ? hashes[i].sha256 : NULL);
    if (facs_session_recognises(session))
        add_model(json, "identity", true, facs_net_builtin_sha256("identity"));
    facs_json_end(json, ']');
    return status;
}

void facs_record_add_columns(facs_json *json, const facs_layout *layout)
{
    facs_json_begin(json, "columns", '[');
    for (int i = 0; i < layout->fields; i++) {
        const facs_field *field = &layout->field[i];
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

static void add_persons(facs_json *json, const char *name, const facs_session *session, bool known)
{
    facs_person_told told;
    facs_json_begin(json, name, '[');
    for (int i = 0; facs_session_tell_person(session, i, &told); i++)
        if (told.known == known && told.met)
            facs_json_integer(json, NULL, told.person);
    facs_json_end(json, ']');
}

void facs_record_add_calibration(facs_json *json, const facs_session *session, bool many)
{
    int64_t views = 0;
    const float alike = facs_session_alike(session, &views);
    facs_json_begin(json, "calibration", '{');
    if (many) {
        add_persons(json, "persons_recognised", session, true);
        add_persons(json, "persons_by_themselves", session, false);
    } else {
        facs_json_number(json, "likeness", views > 0 ? (double)alike : (double)NAN);
    }
    facs_json_end(json, '}');
}

void facs_record_add_outputs(facs_json *json, const facs_output *outputs, int64_t count, const char *but)
{
    facs_json_begin(json, "more_outputs", '[');
    for (int64_t i = 0; i < count; i++) {
        if (!facs_outputs_names_file(&outputs[i]) || outputs[i].path == but)
            continue;
        facs_json_begin(json, NULL, '{');
        facs_json_text(json, "kind", outputs[i].sink);
        facs_json_text(json, "path", outputs[i].path);
        facs_json_end(json, '}');
    }
    facs_json_end(json, ']');
}

void facs_record_add_streams(facs_json *json, const facs_output *outputs, int64_t count, const char *action_units)
{
    bool any = false;
    for (int64_t i = 0; i < count; i++) {
        if (facs_outputs_names_file(&outputs[i]) || !outputs[i].path)
            continue;
        if (!any)
            facs_json_begin(json, "streams", '[');
        any = true;
        facs_json_begin(json, NULL, '{');
        facs_json_text(json, "kind", outputs[i].sink);
        facs_json_text(json, "to", outputs[i].path);
        facs_json_text(json, "action_units", action_units);
        facs_json_end(json, '}');
    }
    if (any)
        facs_json_end(json, ']');
}

void facs_record_add_camera(facs_json *json, const facs_camera *given, const facs_camera *used, bool one_size)
{
    const bool derived_focal = given->fx == -1, derived_centre = given->cx == -1;
    facs_json_begin(json, "camera", '{');
    facs_json_bool(json, "focal_length_given", !derived_focal);
    facs_json_bool(json, "centre_given", !derived_centre);
    facs_json_number(json, "fx", one_size || !derived_focal ? (double)used->fx : (double)NAN);
    facs_json_number(json, "fy", one_size || !derived_focal ? (double)used->fy : (double)NAN);
    facs_json_number(json, "cx", one_size || !derived_centre ? (double)used->cx : (double)NAN);
    facs_json_number(json, "cy", one_size || !derived_centre ? (double)used->cy : (double)NAN);
    facs_json_end(json, '}');
}

void facs_record_add_source(facs_json *json, double timeout, int64_t width, int64_t height, double rate)
{
    if (timeout > 0)
        facs_json_number(json, "timeout", timeout);
    if (width > 0) {
        facs_json_integer(json, "camera_width", width);
        facs_json_integer(json, "camera_height", height);
    }
    if (rate > 0)
        facs_json_number(json, "camera_rate", rate);
}

void facs_record_add_verdict(facs_json *json, const facs_verdict *verdict)
{
    facs_json_integer(json, "with_face", verdict->frames_good);
    facs_json_integer(json, "rows", verdict->rows);
    facs_json_integer(json, "rows_with_success", verdict->good);
    facs_json_integer(json, "rows_with_small_face", verdict->small);
    facs_json_integer(json, "rows_with_turned_head", verdict->turned);
}
