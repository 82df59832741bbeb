/* Calibrations as files: JSON, with long lists of numbers as base64 of little-endian f64.
 *
 *     {"facsimile_calibration": 1, "facsimile": VERSION, "pipeline": NAME, "engine": NAME,
 *      "models": [{"name", "sha256"}], "persons": [{"person", "frames", "learnt": {"medians": TEXT, "offsets": [...]},
 *                                                   "face": {"kind": NAME, "looks": [{"quality", "vector": TEXT}]}}]}
 *
 * "face" says what a person looks like, as far as that is known (identity/gallery.h).
 *
 * Nothing in a file is trusted: its size, depth and counts are bounded, every list has the length the engine says, every
 * number is finite and of a size that cannot overflow what is done with it. */
#include "base/json_text.h"
#include "base/printable.h"
#include "base/whole_file.h"
#include "session/calibrate.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#if FACS_HAVE_CJSON
#include <cjson/cJSON.h>
#endif

#define MARK "facsimile_calibration"
enum { VERSION = 1, LISTED = 64 /* longer lists are base64 */, GROUP = 3, DIGITS = 4 };

static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/* ---- writing ---- */

static void put_bytes(const double *values, int index, uint8_t bytes[8])
{
    uint64_t bits;
    memcpy(&bits, &values[index], sizeof bits);
    for (int i = 0; i < 8; i++)
        bytes[i] = (uint8_t)(bits >> (8 * i));
}

/* 8 bytes of each number; *text is facs_free's */
static bool encode(const facs_env *env, const double *values, int count, char **text)
{
    const size_t bytes = 8 * (size_t)count, groups = (bytes + GROUP - 1) / GROUP;
    uint8_t *raw = facs_calloc(env, groups, GROUP);
    char *made = facs_calloc(env, groups + 1, DIGITS);
    for (int i = 0; raw && i < count; i++)
        put_bytes(values, i, raw + 8 * (size_t)i);
    for (size_t i = 0; raw && made && i < groups; i++) {
        const uint32_t three = (uint32_t)raw[GROUP * i] << 16 | (uint32_t)raw[GROUP * i + 1] << 8 | raw[GROUP * i + 2];
        for (size_t k = 0; k < DIGITS; k++)
            made[DIGITS * i + k] = digits[three >> (18 - 6 * k) & 63];
    }
    for (size_t i = bytes; made && i < GROUP * groups; i++)
        made[DIGITS * groups - (GROUP * groups - i)] = '=';
    facs_free(env, raw);
    *text = made;
    return raw && made;
}

static void add_part(facs_json *json, const facs_calibration_part *part, const double *values)
{
    if (part->count > LISTED) {
        char *text = NULL;
        json->no_memory = !encode(&json->env, values, part->count, &text) || json->no_memory;
        facs_json_text(json, part->name, text);
        facs_free(&json->env, text);
        return;
    }
    facs_json_begin(json, part->name, '[');
    for (int i = 0; i < part->count; i++)
        facs_json_exact(json, NULL, values[i]);
    facs_json_end(json, ']');
}

static void add_face(facs_json *json, const facs_gallery_looks *looks)
{
    static const char *const name = "vector";
    double vector[FACS_DESCRIPTOR_LENGTH];
    const facs_calibration_part part = {name, FACS_DESCRIPTOR_LENGTH};
    if (looks->count == 0)
        return;
    facs_json_begin(json, "face", '{');
    facs_json_text(json, "kind", FACS_DESCRIPTOR_KIND);
    facs_json_begin(json, "looks", '[');
    for (int k = 0; k < looks->count; k++) {
        for (int i = 0; i < FACS_DESCRIPTOR_LENGTH; i++)
            vector[i] = (double)looks->vector[k][i];
        facs_json_begin(json, NULL, '{');
        facs_json_exact(json, "quality", (double)looks->quality[k]);
        add_part(json, &part, vector);
        facs_json_end(json, '}');
    }
    facs_json_end(json, ']');
    facs_json_end(json, '}');
}

static void add_all(facs_json *json, const facs_calibration *calibration)
{
    facs_json_begin(json, NULL, '{');
    facs_json_integer(json, MARK, VERSION);
    facs_json_text(json, "facsimile", calibration->version);
    facs_json_text(json, "pipeline", calibration->pipeline);
    facs_json_text(json, "engine", calibration->engine->name);
    facs_json_begin(json, "models", '[');
    for (int i = 0; i < calibration->models; i++) {
        const facs_calibration_model *model = &calibration->model[i];
        facs_json_begin(json, NULL, '{');
        facs_json_text(json, "name", model->name);
        facs_json_text(json, "sha256", model->sha256[0] ? model->sha256 : NULL);
        facs_json_end(json, '}');
    }
    facs_json_end(json, ']');
    facs_json_begin(json, "persons", '[');
    for (int i = 0; i < calibration->persons; i++) {
        const double *values = calibration->person[i].values;
        facs_json_begin(json, NULL, '{');
        facs_json_integer(json, "person", calibration->person[i].person);
        facs_json_integer(json, "frames", calibration->person[i].frames);
        facs_json_begin(json, "learnt", '{');
        for (const facs_calibration_part *part = calibration->engine->learns; part->name; part++) {
            add_part(json, part, values);
            values += part->count;
        }
        facs_json_end(json, '}');
        add_face(json, &calibration->looks[i]);
        facs_json_end(json, '}');
    }
    facs_json_end(json, ']');
    facs_json_end(json, '}');
}

/* into what is no file: a pipe, a device */
static facs_status write_stream(int stream, const char *path, const char *text, size_t length, facs_error *error)
{
    size_t done = 0;
    while (done < length) {
        const ssize_t wrote = write(stream, text + done, length - done);
        if (wrote > 0)
            done += (size_t)wrote;
        else if (errno != EINTR)
            break;
    }
    const int code = done < length ? errno : 0;
    close(stream);
    return code ? facs_fail(error, FACS_E_OUTPUT, "%s: cannot be written: %s", path, strerror(code)) : FACS_OK;
}

static facs_status save(const facs_env *env, const char *path, const char *text, size_t length, facs_error *error)
{
    facs_whole_file file = {.open = false};
    int stream = -1;
    facs_status status = facs_whole_open_named(env, path, &file, &stream, error);
    if (status != FACS_OK)
        return status;
    if (stream >= 0)
        return write_stream(stream, path, text, length, error);
    status = facs_whole_write(&file, text, length, error);
    if (status == FACS_OK)
        return facs_whole_commit(&file, error);
    facs_whole_abandon(&file, false);
    return status;
}

facs_status facs_calibration_write(const facs_calibration *calibration, const char *path, facs_error *error)
{
    if (!calibration || !path || !path[0])
        return facs_fail(error, FACS_E_ARGUMENT, "facs_calibration_write: there is no calibration or no file");
    facs_json json = {.env = calibration->env};
    add_all(&json, calibration);
    facs_json_line(&json);
    facs_status status = json.no_memory ? facs_fail(error, FACS_E_MEMORY, "%s: out of memory", path)
                                        : save(&json.env, path, json.text, json.length, error);
    facs_free(&json.env, json.text);
    return status;
}

/* ---- reading ---- */

#if FACS_HAVE_CJSON

enum { BYTES_MAX = 16 << 20, MODELS_MAX = 256 };
static const double frames_most = 1e15;

typedef struct reading {
    const char *path;
    facs_error *error;
} reading;

static facs_status wrong(const reading *from, const char *what)
{
    return facs_fail(from->error, FACS_E_ARGUMENT, "%s: is no calibration that can be used: %s", from->path, what);
}

static const cJSON *member(const cJSON *object, const char *name)
{
    return cJSON_GetObjectItemCaseSensitive(object, name);
}

/* false unless it is a text of some length that can be shown on a terminal */
static bool take_text(const cJSON *object, const char *name, char text[FACS_CALIBRATION_NAME])
{
    const char *value = cJSON_GetStringValue(member(object, name));
    if (!value || !value[0] || strlen(value) >= FACS_CALIBRATION_NAME)
        return false;
    snprintf(text, FACS_CALIBRATION_NAME, "%s", value);
    facs_make_printable(text);
    return true;
}

/* false unless it is an integer in that range */
static bool take_integer(const cJSON *object, const char *name, double least, double most, int64_t *value)
{
    const cJSON *item = member(object, name);
    if (!cJSON_IsNumber(item) || !(item->valuedouble >= least && item->valuedouble <= most) ||
        item->valuedouble != floor(item->valuedouble))
        return false;
    *value = (int64_t)item->valuedouble;
    return true;
}

static int digit_of(char c)
{
    const char *at = c ? strchr(digits, c) : NULL;
    return at ? (int)(at - digits) : -1;
}

/* exactly `count` numbers */
static bool decode(const char *text, int count, double *values)
{
    const size_t bytes = 8 * (size_t)count;
    if (strlen(text) != (bytes + GROUP - 1) / GROUP * DIGITS)
        return false;
    uint64_t bits = 0;
    for (size_t i = 0, byte = 0; byte < bytes; i += DIGITS) {
        uint32_t three = 0;
        for (size_t k = 0; k < DIGITS; k++) {
            const bool filler = 8 * byte + 6 * k >= 8 * bytes;
            const int digit = filler ? (text[i + k] == '=' ? 0 : -1) : digit_of(text[i + k]);
            if (digit < 0)
                return false;
            three = three << 6 | (uint32_t)digit;
        }
        for (int k = 0; k < GROUP && byte < bytes; k++, byte++) {
            bits = bits >> 8 | (uint64_t)(three >> (16 - 8 * k) & 255) << 56;
            if (byte % 8 == 7)
                memcpy(&values[byte / 8], &bits, sizeof bits);
        }
    }
    return true;
}

static bool take_list(const cJSON *list, int count, double *values)
{
    const cJSON *item = list ? list->child : NULL;
    int taken = 0;
    for (; item && taken < count; item = item->next, taken++) {
        if (!cJSON_IsNumber(item))
            return false;
        values[taken] = item->valuedouble;
    }
    return taken == count && !item;
}

static facs_status take_part(const reading *from, const cJSON *learnt, const facs_calibration_part *part,
                             double *values)
{
    char what[FACS_CALIBRATION_NAME];
    const cJSON *item = member(learnt, part->name);
    const bool taken = cJSON_IsString(item)  ? decode(item->valuestring, part->count, values)
                       : cJSON_IsArray(item) ? take_list(item, part->count, values)
                                             : false;
    snprintf(what, sizeof what, "'%s' are not %d numbers", part->name, part->count);
    if (!taken)
        return wrong(from, what);
    for (int i = 0; i < part->count; i++)
        if (!(fabs(values[i]) <= FACS_CALIBRATION_LARGEST)) {
            snprintf(what, sizeof what, "number %d of '%s' is out of range", i + 1, part->name);
            return wrong(from, what);
        }
    return FACS_OK;
}

static bool take_look(const cJSON *item, float vector[FACS_DESCRIPTOR_LENGTH], float *quality)
{
    double values[FACS_DESCRIPTOR_LENGTH], square = 0;
    const cJSON *number = member(item, "quality");
    const char *text = cJSON_GetStringValue(member(item, "vector"));
    if (!cJSON_IsNumber(number) || !(number->valuedouble > 0 && number->valuedouble <= 1) || !text ||
        !decode(text, FACS_DESCRIPTOR_LENGTH, values))
        return false;
    *quality = (float)number->valuedouble;
    for (int i = 0; i < FACS_DESCRIPTOR_LENGTH; i++) {
        if (!(fabs(values[i]) <= 1))
            return false;
        vector[i] = (float)values[i];
        square += values[i] * values[i];
    }
    return fabs(square - 1) < 1e-3; /* they have length 1 */
}

/* what a person looks like: nothing when it is not said, or by another kind of descriptor, which nobody can compare */
static facs_status take_face(const reading *from, const cJSON *face, facs_gallery_looks *looks)
{
    const char *kind = cJSON_GetStringValue(member(face, "kind"));
    const cJSON *list = member(face, "looks");
    if (!face || (kind && strcmp(kind, FACS_DESCRIPTOR_KIND) != 0))
        return FACS_OK;
    const cJSON *item = cJSON_IsArray(list) ? list->child : NULL;
    bool good = kind && item;
    for (; item && good; item = item->next) {
        good = looks->count < FACS_GALLERY_LOOKS &&
               take_look(item, looks->vector[looks->count], &looks->quality[looks->count]);
        looks->count += good;
    }
    return good ? FACS_OK : wrong(from, "what a person looks like ('face') is not said as it should be");
}

static facs_status take_person(const reading *from, const cJSON *item, const facs_au_engine *engine,
                               facs_learnt *learnt)
{
    int64_t number = 0;
    if (!take_integer(item, "person", 0, INT32_MAX, &number) ||
        !take_integer(item, "frames", 1, frames_most, &learnt->frames))
        return wrong(from, "a person has no number, or no frames behind what is said of them");
    learnt->person = (int)number;
    double *values = learnt->values;
    facs_status status = FACS_OK;
    for (const facs_calibration_part *part = engine->learns; part->name && status == FACS_OK; part++) {
        status = take_part(from, member(item, "learnt"), part, values);
        values += part->count;
    }
    return status;
}

static facs_status take_persons(const reading *from, const cJSON *list, facs_calibration *made)
{
    facs_status status = FACS_OK;
    const cJSON *item = list->child;
    for (int i = 0; i < made->persons && status == FACS_OK; i++, item = item->next) {
        status = take_person(from, item, made->engine, &made->person[i]);
        if (status == FACS_OK)
            status = take_face(from, member(item, "face"), &made->looks[i]);
        for (int j = 0; j < i && status == FACS_OK; j++)
            if (made->person[j].person == made->person[i].person)
                status = wrong(from, "a person is there twice");
    }
    return status;
}

static bool is_sha256(const char *text)
{
    return strlen(text) == FACS_SHA256_TEXT - 1 && strspn(text, "0123456789abcdef") == FACS_SHA256_TEXT - 1;
}

static facs_status take_models(const reading *from, const cJSON *list, facs_calibration *made)
{
    const cJSON *item = list->child;
    for (int i = 0; i < made->models; i++, item = item->next) {
        facs_calibration_model *model = &made->model[i];
        const char *hash = cJSON_GetStringValue(member(item, "sha256"));
        if (!take_text(item, "name", model->name) || (hash && !is_sha256(hash)))
            return wrong(from, "a model file has no name, or a hash that is none");
        snprintf(model->sha256, sizeof model->sha256, "%s", hash ? hash : "");
    }
    return FACS_OK;
}

/* how long the list is, -1 = it is none or too long */
static int count_list(const cJSON *list, int most)
{
    const int count = cJSON_IsArray(list) ? cJSON_GetArraySize(list) : -1;
    return count <= most ? count : -1;
}

static facs_status take_all(const reading *from, const facs_env *env, const cJSON *json, facs_calibration **calibration)
{
    int64_t version = 0;
    char pipeline[FACS_CALIBRATION_NAME], name[FACS_CALIBRATION_NAME], what[2 * FACS_CALIBRATION_NAME];
    const cJSON *models = member(json, "models"), *persons = member(json, "persons");
    const int model_count = count_list(models, MODELS_MAX),
              person_count = count_list(persons, FACS_CALIBRATION_PERSONS);
    if (!take_integer(json, MARK, 1, INT32_MAX, &version))
        return wrong(from, "it does not say that it is one (" MARK ")");
    if (version != VERSION)
        return wrong(from, "it comes from a later facsimile");
    if (!take_text(json, "pipeline", pipeline) || !take_text(json, "engine", name))
        return wrong(from, "pipeline or engine are not named");
    const facs_au_engine *engine = facs_au_engine_find(name);
    snprintf(what, sizeof what, "its engine '%s' is not known, or learns nothing", name);
    if (!engine || !engine->learns)
        return wrong(from, what);
    if (model_count < 0 || person_count < 1)
        return wrong(from, "there are no models or no persons, or too many");
    facs_calibration *made = NULL;
    facs_status status = facs_calibration_create(env, engine, model_count, person_count, &made, from->error);
    if (status != FACS_OK)
        return status;
    snprintf(made->pipeline, sizeof made->pipeline, "%s", pipeline);
    if (!take_text(json, "facsimile", made->version))
        made->version[0] = '\0';
    status = take_models(from, models, made);
    if (status == FACS_OK)
        status = take_persons(from, persons, made);
    if (status == FACS_OK)
        *calibration = made;
    else
        facs_calibration_destroy(&made);
    return status;
}

static facs_status read_text(const facs_env *env, const reading *from, facs_calibration **calibration)
{
    uint8_t *text = NULL;
    size_t count = 0;
    facs_status status = facs_read_file(env, from->path, FACS_E_NOT_FOUND, &text, &count, from->error);
    if (status != FACS_OK)
        return status;
    cJSON *json = count <= BYTES_MAX ? cJSON_ParseWithLength((const char *)text, count) : NULL;
    facs_free(env, text);
    status = json ? take_all(from, env, json, calibration) : wrong(from, "it is no JSON, or too long");
    cJSON_Delete(json);
    return status;
}

#endif

facs_status facs_calibration_read(const facs_env *env, const char *path, facs_calibration **calibration,
                                  facs_error *error)
{
    facs_env full;
    if (!path || !path[0] || !calibration)
        return facs_fail(error, FACS_E_ARGUMENT, "facs_calibration_read: there is no file or no place for it");
    facs_status status = facs_env_take(env, &full, error);
    if (status != FACS_OK)
        return status;
#if FACS_HAVE_CJSON
    const reading from = {path, error};
    return read_text(&full, &from, calibration);
#else
    return facs_fail(error, FACS_E_UNSUPPORTED, "%s: this build reads no calibrations: it lacks cJSON", path);
#endif
}
