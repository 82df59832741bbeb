/* Landmark model: a main file that names a module file, parts and a validator (docs/algorithm/file-formats.md, Index
 * files); the module file names shape model and patch experts.
 *
 * Patch experts: when several kinds are listed the reference loads all and uses CEN over CCNF over SVR; only the kind
 * in use is loaded here.  Triangulations serve drawing only and are not read. */
#include "model/index_file.h"
#include "model/readers.h"

#include <stdlib.h>
#include <string.h>

/* A main file may name parts, these none: the fit has no use for parts of parts, eight of eight would take 73 models'
 * memory, and a file that names itself is found out. */
enum { DEPTH_MAX = 1 };

static facs_status load_at_depth(const facs_env *env, const char *path, int depth, facs_landmark_model **model,
                                 facs_error *error);

/* ---- module file --------------------------------------------------------------------------------------------------
 */

enum { KINDS = 3 };

/* What a module file lists. */
typedef struct module_list {
    char *pdm;
    char *early;
    char *patches[KINDS][FACS_SCALES_MAX]; /* by facs_patch_kind */
    int scales[KINDS];
} module_list;

static void free_list(const facs_env *env, module_list *list)
{
    facs_free(env, list->pdm);
    facs_free(env, list->early);
    for (int kind = 0; kind < KINDS; kind++)
        for (int i = 0; i < FACS_SCALES_MAX; i++)
            facs_free(env, list->patches[kind][i]);
}

/* where the path of this keyword goes; NULL = keyword of no interest; *status tells when there is no room */
static char **list_slot(const facs_index *index, const char *keyword, module_list *list, facs_status *status)
{
    static const char *const patch_keyword[KINDS] = {"PatchesIntensity", "PatchesCCNF", "PatchesCEN"};
    char **slot = NULL;
    if (strcmp(keyword, "PDM") == 0)
        slot = &list->pdm;
    else if (strcmp(keyword, "EarlyTermination") == 0)
        slot = &list->early;
    if (slot && *slot)
        *status = facs_index_corrupt(index, "expected one %s, found another", keyword);
    for (int kind = 0; kind < KINDS; kind++) {
        if (strcmp(keyword, patch_keyword[kind]) != 0)
            continue;
        if (list->scales[kind] == FACS_SCALES_MAX)
            *status =
                facs_index_corrupt(index, "expected at most %d scales, found another %s", FACS_SCALES_MAX, keyword);
        else
            slot = &list->patches[kind][list->scales[kind]++];
    }
    return *status == FACS_OK ? slot : NULL;
}

static facs_status read_list(const facs_env *env, const char *path, module_list *list, facs_error *error)
{
    facs_index index;
    facs_status status = facs_index_open(env, path, "the list of a landmark detector's files", &index, error);
    if (status != FACS_OK)
        return status;
    for (char *line; status == FACS_OK && (line = facs_index_next(&index));) {
        /* the path is the rest of the line behind one separating character, blanks included */
        const char *keyword = facs_index_word(&line);
        char **slot = keyword ? list_slot(&index, keyword, list, &status) : NULL;
        if (slot)
            status = facs_index_path(&index, line, slot);
    }
    if (status == FACS_OK && !list->pdm)
        status = facs_index_corrupt(&index, "expected the keyword PDM, found none");
    if (status == FACS_OK && !list->scales[0] && !list->scales[1] && !list->scales[2])
        status = facs_index_corrupt(&index, "expected patch experts (PatchesCCNF ...), found none");
    facs_index_close(&index);
    return status;
}

static facs_status load_early_termination(const facs_env *env, const char *path, facs_landmark_model *model,
                                          facs_error *error)
{
    facs_cursor cursor;
    facs_status status = facs_cursor_open(env, path, "early-termination values", false, &cursor, error);
    if (status != FACS_OK)
        return status;
    double *const table[] = {model->early_weight, model->early_bias, model->early_cutoff};
    int views = model->scale[0].views;
    for (int i = 0; status == FACS_OK && i < 3 * views; i++)
        status = facs_read_text_real(&cursor, "weight, bias or cut-off of a view", &table[i / views][i % views]);
    if (status == FACS_OK)
        status = facs_expect_text_end(&cursor);
    facs_cursor_close(env, &cursor);
    model->early_termination = status == FACS_OK;
    return status;
}

static facs_status load_scale(const facs_env *env, facs_patch_kind kind, const char *path, int n,
                              facs_patch_scale *scale, facs_error *error)
{
    if (kind == FACS_PATCH_SVR)
        return facs_svr_load(env, path, n, scale, error);
    if (kind == FACS_PATCH_CCNF)
        return facs_ccnf_load(env, path, n, scale, error);
    facs_status status = facs_cen_load(env, path, n, scale, error);
    if (status == FACS_E_MODELS_MISSING)
        facs_fail(error, status,
                  "%s: missing.  The CE-CLM patch experts cen_patches_0.25_of.dat, cen_patches_0.35_of.dat, "
                  "cen_patches_0.50_of.dat and cen_patches_1.00_of.dat are a separate download (facsimile models fetch "
                  "openface-ceclm), or use the landmarks \"clnf-general\"",
                  path);
    return status;
}

/* The mirror tables of the file read last serve all scales, for any view. */
static facs_status check_mirrors(const module_list *list, const facs_landmark_model *model, facs_error *error)
{
    const facs_patch_scale *tables = &model->scale[model->scales - 1];
    for (int i = 0; i < model->scales - 1; i++)
        if (model->scale[i].views != tables->views)
            return facs_fail(error, FACS_E_MODEL_CORRUPT,
                             "%s: at byte 8: expected %d views as in %s, found %d; the files do not belong together: "
                             "fetch them again",
                             list->patches[FACS_PATCH_CEN][i], tables->views,
                             list->patches[FACS_PATCH_CEN][model->scales - 1], model->scale[i].views);
    return FACS_OK;
}

static facs_status load_listed(const facs_env *env, const module_list *list, facs_landmark_model *model,
                               facs_error *error)
{
    facs_status status = facs_pdm_load(env, list->pdm, &model->pdm, error);
    int kind = list->scales[FACS_PATCH_CEN]    ? FACS_PATCH_CEN
               : list->scales[FACS_PATCH_CCNF] ? FACS_PATCH_CCNF
                                               : FACS_PATCH_SVR;
    for (int i = 0; status == FACS_OK && i < list->scales[kind]; i++) {
        status = load_scale(env, (facs_patch_kind)kind, list->patches[kind][i], model->pdm->n, &model->scale[i], error);
        if (status == FACS_OK)
            model->scales++;
    }
    if (status == FACS_OK && kind == FACS_PATCH_CEN)
        status = check_mirrors(list, model, error);
    if (status == FACS_OK && list->early)
        status = load_early_termination(env, list->early, model, error);
    return status;
}

static facs_status load_module(const facs_env *env, const char *path, facs_landmark_model *model, facs_error *error)
{
    module_list list = {0};
    facs_status status = read_list(env, path, &list, error);
    if (status == FACS_OK)
        status = load_listed(env, &list, model, error);
    free_list(env, &list);
    return status;
}

/* ---- main file ----------------------------------------------------------------------------------------------------
 */

/* Complete pairs up to the end of the line; whether they fit the models is checked when all are loaded. */
static facs_status read_pairs(const facs_index *index, char *rest, facs_part *part)
{
    int values[2 * FACS_N_MAX], count = 0;
    for (const char *word; (word = facs_index_word(&rest));) {
        char *end;
        long value = strtol(word, &end, 10);
        if (*end || value < 0 || value >= FACS_N_MAX)
            return facs_index_corrupt(index, "expected a landmark from 0 to %d, found \"%.20s\"", FACS_N_MAX - 1, word);
        if (count == 2 * FACS_N_MAX)
            return facs_index_corrupt(index, "expected at most %d pairs of landmarks, found more", FACS_N_MAX);
        values[count++] = (int)value;
    }
    if (count < 2)
        return facs_index_corrupt(index, "expected pairs of landmarks, found none");
    part->pair = facs_calloc(index->env, (size_t)(count / 2), sizeof *part->pair);
    if (!part->pair)
        return facs_cursor_no_memory(&index->cursor);
    part->pairs = count / 2;
    memcpy(part->pair, values, (size_t)part->pairs * sizeof *part->pair);
    return FACS_OK;
}

static facs_status add_part(const facs_index *index, const char *path, char *rest, int depth,
                            facs_landmark_model *model)
{
    const char *name = facs_index_word(&rest);
    if (model->parts == FACS_PARTS_MAX)
        return facs_index_corrupt(index, "expected at most %d parts, found another", FACS_PARTS_MAX);
    facs_part *part = &model->part[model->parts];
    if (!name || strlen(name) >= sizeof part->name)
        return facs_index_corrupt(index, "expected a name of the part up to %zu bytes, found %s", sizeof part->name - 1,
                                  name ? "a longer one" : "none");
    if (depth == DEPTH_MAX)
        return facs_index_corrupt(index, "expected no parts of a part, found one (does a file name itself?)");
    memcpy(part->name, name, strlen(name) + 1);
    model->parts++; /* from here on it is freed with the model */
    facs_status status = read_pairs(index, rest, part);
    return status == FACS_OK ? load_at_depth(index->env, path, depth + 1, &part->model, index->cursor.error) : status;
}

static facs_status add_validator(const facs_index *index, const char *path, facs_landmark_model *model)
{
    if (model->validator)
        return facs_index_corrupt(index, "expected one DetectionValidator, found another");
    /* a message of its own, because a missing validator is no error for the caller */
    facs_error error = {0};
    facs_status status = facs_validator_load(index->env, path, &model->validator, &error);
    if (status != FACS_E_MODELS_MISSING) {
        if (status != FACS_OK && index->cursor.error)
            *index->cursor.error = error;
        return status;
    }
    facs_log(index->env, FACS_LOG_WARNING,
             "%s: cannot be read: landmark fits are not validated, confidence will not tell good from bad ones", path);
    return FACS_OK;
}

static facs_status check_main(const facs_index *index, const facs_landmark_model *model)
{
    if (!model->pdm)
        return facs_index_corrupt(index, "expected the keyword LandmarkDetector, found none");
    for (int i = 0; i < model->parts; i++) {
        const facs_part *part = &model->part[i];
        for (int j = 0; j < part->pairs; j++)
            if (part->pair[j][0] >= model->pdm->n || part->pair[j][1] >= part->model->pdm->n)
                return facs_index_corrupt(index, "expected pairs of landmarks below %d and %d in part %s, found %d %d",
                                          model->pdm->n, part->model->pdm->n, part->name, part->pair[j][0],
                                          part->pair[j][1]);
    }
    for (int i = 0; model->validator && i < model->validator->views; i++)
        if (model->validator->view[i].n != model->pdm->n)
            return facs_index_corrupt(index, "expected a validator of %d landmarks, found one of %d", model->pdm->n,
                                      model->validator->view[i].n);
    return FACS_OK;
}

static facs_status load_main(facs_index *index, int depth, facs_landmark_model *model)
{
    facs_status status = FACS_OK;
    for (char *line; status == FACS_OK && (line = facs_index_next(index));) {
        const char *keyword = facs_index_word(&line);
        if (!keyword)
            continue;
        bool detector = strcmp(keyword, "LandmarkDetector") == 0;
        bool part = strcmp(keyword, "LandmarkDetector_part") == 0;
        /* parts are not validated */
        bool validator = depth == 0 && strcmp(keyword, "DetectionValidator") == 0;
        if (!detector && !part && !validator)
            continue;
        char *path = NULL;
        status = facs_index_path(index, facs_index_word(&line), &path);
        if (status == FACS_OK && detector)
            status = model->pdm ? facs_index_corrupt(index, "expected one LandmarkDetector, found another")
                                : load_module(index->env, path, model, index->cursor.error);
        else if (status == FACS_OK && part)
            status = add_part(index, path, line, depth, model);
        else if (status == FACS_OK)
            status = add_validator(index, path, model);
        facs_free(index->env, path);
    }
    return status == FACS_OK ? check_main(index, model) : status;
}

/* file name without folder and extension */
static void set_stem(const char *path, facs_landmark_model *model)
{
    const char *slash = strrchr(path, '/');
    const char *name = slash ? slash + 1 : path;
    const char *dot = strrchr(name, '.');
    size_t length = dot ? (size_t)(dot - name) : strlen(name);
    if (length >= sizeof model->stem)
        length = sizeof model->stem - 1;
    memcpy(model->stem, name, length);
    model->stem[length] = '\0';
}

static facs_status load_at_depth(const facs_env *env, const char *path, int depth, facs_landmark_model **model,
                                 facs_error *error)
{
    facs_index index;
    facs_status status = facs_index_open(env, path, "the main file of a landmark model", &index, error);
    if (status != FACS_OK)
        return status;
    facs_landmark_model *made = facs_calloc(env, 1, sizeof *made);
    if (made)
        set_stem(path, made);
    status = made ? load_main(&index, depth, made) : facs_cursor_no_memory(&index.cursor);
    facs_index_close(&index);
    if (status != FACS_OK)
        facs_landmark_model_free(env, &made);
    else
        *model = made;
    return status;
}

facs_status facs_landmark_model_load(const facs_env *env, const char *path, facs_landmark_model **model,
                                     facs_error *error)
{
    return load_at_depth(env, path, 0, model, error);
}

void facs_landmark_model_free(const facs_env *env, facs_landmark_model **model)
{
    if (!*model)
        return;
    facs_pdm_free(env, &(*model)->pdm);
    for (int i = 0; i < (*model)->scales; i++)
        facs_patch_scale_free(env, &(*model)->scale[i]);
    for (int i = 0; i < (*model)->parts; i++) {
        facs_landmark_model_free(env, &(*model)->part[i].model);
        facs_free(env, (*model)->part[i].pair);
    }
    facs_validator_free(env, &(*model)->validator);
    facs_free(env, *model);
    *model = NULL;
}
