/* See onnx_sources.h.  The index files are read once more to tell which file is which. */
#include "store/onnx_sources.h"

#include "landmark/clnf/landmark_model.h"
#include "model/index_file.h"
#include "store/model_hashes.h"

#include <stdio.h>
#include <string.h>

/* The text in the making. */
typedef struct sources {
    facs_models *models;
    const facs_model_hash *hashes;
    char *text;
    size_t length;
    facs_error *error;
} sources;

static const char *name_of(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

static facs_status no_memory(facs_error *error)
{
    return facs_fail(error, FACS_E_MEMORY, "out of memory for the names of the model files");
}

static facs_status append(sources *list, const char *name, const char *rest, const char *hex)
{
    const facs_env *env = &list->models->env;
    const size_t more = strlen(name) + strlen(rest) + strlen(hex) + 1;
    char *grown = facs_regrow(env, list->text, list->text ? list->length + 1 : 0, list->length + more + 1);
    if (!grown)
        return no_memory(list->error);
    list->text = grown;
    list->length += (size_t)snprintf(grown + list->length, more + 1, "%s%s%s\n", name, rest, hex);
    return FACS_OK;
}

static facs_status add_file(sources *list, const char *path)
{
    const int at = facs_file_ids_find(&list->models->files, path);
    const char *hex = at >= 0 ? list->hashes[at].sha256 : "";
    return append(list, name_of(path), " sha256=", *hex ? hex : "unknown");
}

static facs_status begin(sources *list, facs_models *models, facs_error *error)
{
    *list = (sources){.models = models, .error = error};
    int count = 0;
    if (facs_models_hash(models, &list->hashes, &count) != FACS_OK)
        return no_memory(error);
    return FACS_OK;
}

static facs_status end(sources *list, facs_status status, char **text)
{
    if (status == FACS_OK && !list->text)
        status = append(list, "files that the calling program read", "", "");
    if (status == FACS_OK)
        *text = list->text;
    else
        facs_free(&list->models->env, list->text);
    return status;
}

/* the file of that name the models were read from; NULL = none */
static const char *read_from(const facs_models *models, const char *name)
{
    for (int i = 0; i < models->files.count; i++)
        if (strcmp(name_of(models->files.item[i].path), name) == 0)
            return models->files.item[i].path;
    return NULL;
}

/* *path of line `number` from 0 with the keyword (NULL: every line, its first word); facs_free; NULL = there are not so
 * many.  `blanks`: the path is the rest of the line. */
static facs_status find_line(const sources *list, const char *index_path, const char *keyword, int number, bool blanks,
                             char **path)
{
    facs_index index;
    *path = NULL;
    facs_status status = facs_index_open(&list->models->env, index_path, "a list of model files", &index, list->error);
    if (status != FACS_OK)
        return status;
    int found = 0;
    for (char *line; status == FACS_OK && !*path && (line = facs_index_next(&index));) {
        const char *word = facs_index_word(&line);
        if (!word || (keyword && strcmp(word, keyword) != 0) || found++ != number)
            continue;
        status = facs_index_path(&index, !keyword ? word : blanks ? line : facs_index_word(&line), path);
    }
    facs_index_close(&index);
    return status;
}

static facs_status add_line(sources *list, const char *index_path, const char *keyword, int number, bool blanks,
                            bool *more)
{
    char *path = NULL;
    facs_status status = find_line(list, index_path, keyword, number, blanks, &path);
    *more = status == FACS_OK && path;
    if (*more)
        status = add_file(list, path);
    facs_free(&list->models->env, path);
    return status;
}

facs_status facs_onnx_mtcnn_sources(facs_models *models, int network, char **text, facs_error *error)
{
    static const char *const keyword[] = {"PNet", "RNet", "ONet"};
    sources list;
    bool more;
    facs_status status = begin(&list, models, error);
    const char *index = read_from(models, "MTCNN_detector.txt");
    if (status == FACS_OK && index)
        status = add_line(&list, index, keyword[network], 0, false, &more);
    return end(&list, status, text);
}

static facs_status add_predictors(sources *list, const char *main_path)
{
    char *predictors = NULL;
    facs_status status = add_file(list, main_path);
    if (status == FACS_OK)
        status = find_line(list, main_path, "AUPredictor", 0, false, &predictors);
    if (status == FACS_OK && predictors)
        status = add_file(list, predictors);
    bool more = predictors != NULL;
    for (int i = 0; status == FACS_OK && more; i++)
        status = add_line(list, predictors, NULL, i, false, &more);
    facs_free(&list->models->env, predictors);
    return status;
}

facs_status facs_onnx_au_sources(facs_models *models, char **text, facs_error *error)
{
    sources list;
    facs_status status = begin(&list, models, error);
    const char *main_path = read_from(models, "main_dynamic_svms.txt");
    if (status == FACS_OK && main_path)
        status = add_predictors(&list, main_path);
    return end(&list, status, text);
}

facs_status facs_onnx_cen_sources(facs_models *models, int scale, char **text, facs_error *error)
{
    const int last = facs_loaded_landmarks(&models->loaded)->scales - 1;
    sources list;
    bool more;
    char *module = NULL;
    facs_status status = begin(&list, models, error);
    if (status == FACS_OK && facs_file_ids_have(&models->files, models->landmark_path))
        status = find_line(&list, models->landmark_path, "LandmarkDetector", 0, false, &module);
    if (status == FACS_OK && module)
        status = add_line(&list, module, "PatchesCEN", scale, true, &more);
    if (status == FACS_OK && module && last != scale)
        status = add_line(&list, module, "PatchesCEN", last, true, &more);
    facs_free(&models->env, module);
    return end(&list, status, text);
}
