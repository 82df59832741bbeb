/* Action-unit models: a main file, a list, and one binary file per predictor;
 * docs/algorithm/file-formats.md, AU predictor file. */
#include "result/au_names.h"
#include "model/index_file.h"
#include "model/readers.h"

#include <math.h>
#include <string.h>

enum { PREDICTORS_MAX = FACS_AU_R + FACS_AU_C, LINES_MAX = 256 };

static bool is_regressor(int32_t kind)
{
    return kind == FACS_SVR_STATIC || kind == FACS_SVR_DYNAMIC;
}

/* The first file's mean serves its whole group. */
static facs_status take_mean(const facs_env *env, const facs_cursor *cursor, const double *mean, int32_t kind,
                             facs_au_model *model)
{
    if (!model->mean[kind]) {
        model->mean[kind] = facs_calloc(env, FACS_AU_FEATURES, sizeof *mean);
        if (!model->mean[kind])
            return facs_cursor_no_memory(cursor);
        memcpy(model->mean[kind], mean, FACS_AU_FEATURES * sizeof *mean);
        return FACS_OK;
    }
    double difference = 0;
    for (int i = 0; i < FACS_AU_FEATURES; i++)
        difference = fmax(difference, fabs(mean[i] - model->mean[kind][i]));
    if (difference > 1e-5)
        facs_log(env, FACS_LOG_WARNING,
                 "%s: mean differs by %g from that of the first model of its group, which is used", cursor->path,
                 difference);
    return FACS_OK;
}

static facs_status read_vector(facs_cursor *cursor, const char *what, int rows, int cols, double *out)
{
    facs_matrix_head head;
    facs_status status = facs_read_vector_head(cursor, what, 0, &head);
    if (status == FACS_OK && head.rows * head.cols == FACS_FHOG_SIZE)
        return facs_cursor_unsupported(cursor, head.offset, "expected %s of %d features, found %d (without geometry)",
                                       what, FACS_AU_FEATURES, FACS_FHOG_SIZE);
    if (status == FACS_OK && (head.rows != rows || head.cols != cols))
        return facs_cursor_corrupt(cursor, head.offset, "expected %s of %d x %d features, found %d x %d", what, rows,
                                   cols, head.rows, head.cols);
    return status == FACS_OK ? facs_convert_f64(cursor, what, &head, out) : status;
}

/* Everything behind the kind; `mean` is scratch. */
static facs_status read_predictor(const facs_env *env, facs_cursor *cursor, int32_t kind, facs_au_model *model,
                                  facs_predictor *predictor)
{
    double *mean = facs_calloc(env, FACS_AU_FEATURES, sizeof *mean);
    predictor->weights = facs_calloc(env, FACS_AU_FEATURES, sizeof *predictor->weights);
    facs_status status = mean && predictor->weights ? FACS_OK : facs_cursor_no_memory(cursor);
    predictor->kind = (facs_predictor_kind)kind;
    predictor->cutoff = -1;
    if (status == FACS_OK && kind == FACS_SVR_DYNAMIC)
        status = facs_read_f64(cursor, "cutoff", &predictor->cutoff);
    if (status == FACS_OK)
        status = read_vector(cursor, "mean", 1, FACS_AU_FEATURES, mean);
    if (status == FACS_OK)
        status = read_vector(cursor, "weights", FACS_AU_FEATURES, 1, predictor->weights);
    if (status == FACS_OK)
        status = facs_read_f64(cursor, "bias", &predictor->bias);
    if (status == FACS_OK && !is_regressor(kind))
        status = facs_read_f64(cursor, "class of positive values", &predictor->positive);
    if (status == FACS_OK && !is_regressor(kind))
        status = facs_read_f64(cursor, "class of negative values", &predictor->negative);
    if (status == FACS_OK)
        status = facs_expect_end(cursor);
    if (status == FACS_OK)
        status = take_mean(env, cursor, mean, kind, model);
    facs_free(env, mean);
    return status;
}

static facs_status find_output(const facs_index *list, const facs_au_model *model, int32_t kind, const char *name,
                               int *au)
{
    bool regressor = is_regressor(kind);
    *au = regressor ? facs_au_intensity_index(name) : facs_au_presence_index(name);
    if (*au < 0)
        return facs_index_corrupt(list, "expected an action unit that has %s in the output, found \"%.20s\"",
                                  regressor ? "an intensity" : "a presence", name);
    for (int i = 0; i < model->predictors; i++)
        if (model->predictor[i].au == *au && is_regressor((int32_t)model->predictor[i].kind) == regressor)
            return facs_index_corrupt(list, "expected one %s of %s, found another",
                                      regressor ? "regressor" : "classifier", name);
    return FACS_OK;
}

/* One file of the list; kinds that OpenFace does not know either are skipped. */
static facs_status load_predictor(const facs_index *list, const char *path, const char *name, facs_au_model *model)
{
    const facs_env *env = list->env;
    facs_cursor cursor;
    facs_status status = facs_cursor_open(env, path, "an action-unit predictor", true, &cursor, list->cursor.error);
    if (status != FACS_OK)
        return status;
    int32_t kind = 0;
    int au = 0;
    status = facs_read_i32(&cursor, "predictor kind", &kind);
    bool known = is_regressor(kind) || kind == FACS_SVM_STATIC || kind == FACS_SVM_DYNAMIC;
    if (status == FACS_OK && !known)
        facs_log(env, FACS_LOG_WARNING, "%s: predictor of unknown kind %d is left out", path, (int)kind);
    if (status == FACS_OK && known)
        status = find_output(list, model, kind, name, &au);
    if (status == FACS_OK && known) {
        /* counted at once, so that a half-read one is freed with the model */
        facs_predictor *predictor = &model->predictor[model->predictors++];
        predictor->au = au;
        status = read_predictor(env, &cursor, kind, model, predictor);
    }
    facs_cursor_close(env, &cursor);
    return status;
}

/* "path names": the names are separated by commas and may hold blanks; the first one counts */
static char *au_name(char *rest)
{
    size_t length = strlen(rest);
    while (length && strchr(" \t\r", rest[length - 1]))
        rest[--length] = '\0';
    rest[strcspn(rest, ",")] = '\0';
    return rest;
}

static facs_status load_list(const facs_env *env, const char *path, facs_au_model *model, facs_error *error)
{
    facs_index list;
    facs_status status = facs_index_open(env, path, "a list of action-unit predictors", &list, error);
    if (status != FACS_OK)
        return status;
    model->predictor = facs_calloc(env, PREDICTORS_MAX, sizeof *model->predictor);
    if (!model->predictor)
        status = facs_cursor_no_memory(&list.cursor);
    int lines = 0;
    for (char *line; status == FACS_OK && (line = facs_index_next(&list));) {
        const char *file = facs_index_word(&line);
        if (!file)
            continue;
        char *predictor_path = NULL;
        status = ++lines > LINES_MAX
                     ? facs_index_corrupt(&list, "expected at most %d predictors, found more", LINES_MAX)
                     : facs_index_path(&list, file, &predictor_path);
        if (status == FACS_OK)
            status = load_predictor(&list, predictor_path, au_name(line), model);
        facs_free(env, predictor_path);
    }
    if (status == FACS_OK && model->predictors == 0)
        status = facs_index_corrupt(&list, "expected action-unit predictors, found none");
    facs_index_close(&list);
    return status;
}

/* *triangles: path of the triangulation, kept until the number of vertices is known; facs_free */
static facs_status load_item(const facs_index *index, const char *keyword, char **path, char **triangles,
                             facs_au_model *model)
{
    const facs_env *env = index->env;
    if (strcmp(keyword, "AUPredictor") == 0)
        return model->predictor ? facs_index_corrupt(index, "expected one AUPredictor, found another")
                                : load_list(env, *path, model, index->cursor.error);
    if (strcmp(keyword, "PDM") == 0)
        return model->pdm ? facs_index_corrupt(index, "expected one PDM, found another")
                          : facs_pdm_load(env, *path, &model->pdm, index->cursor.error);
    if (*triangles)
        return facs_index_corrupt(index, "expected one Triangulation, found another");
    *triangles = *path;
    *path = NULL;
    return FACS_OK;
}

static facs_status load_items(facs_index *index, char **triangles, facs_au_model *model)
{
    facs_status status = FACS_OK;
    for (char *line; status == FACS_OK && (line = facs_index_next(index));) {
        const char *keyword = facs_index_word(&line);
        if (!keyword || (strcmp(keyword, "AUPredictor") != 0 && strcmp(keyword, "PDM") != 0 &&
                         strcmp(keyword, "Triangulation") != 0))
            continue;
        char *path = NULL;
        status = facs_index_path(index, facs_index_word(&line), &path);
        if (status == FACS_OK)
            status = load_item(index, keyword, &path, triangles, model);
        facs_free(index->env, path);
    }
    if (status != FACS_OK)
        return status;
    if (!model->predictor || !model->pdm || !*triangles)
        return facs_index_corrupt(index, "expected the keywords AUPredictor, PDM and Triangulation, found no %s",
                                  !model->predictor ? "AUPredictor"
                                  : !model->pdm     ? "PDM"
                                                    : "Triangulation");
    if (3 * model->pdm->n + model->pdm->m != FACS_GEOM_SIZE || model->pdm->n != FACS_LANDMARKS)
        return facs_index_corrupt(index, "expected a PDM of 68 landmarks and 34 modes, found %d and %d", model->pdm->n,
                                  model->pdm->m);
    return facs_triangles_load(index->env, *triangles, model->pdm->n, &model->triangles, index->cursor.error);
}

static facs_status load_main(facs_index *index, facs_au_model *model)
{
    char *triangles = NULL;
    facs_status status = load_items(index, &triangles, model);
    facs_free(index->env, triangles);
    return status;
}

facs_status facs_au_model_load(const facs_env *env, const char *path, facs_au_model **model, facs_error *error)
{
    facs_index index;
    facs_status status = facs_index_open(env, path, "the main file of action-unit models", &index, error);
    if (status != FACS_OK)
        return status;
    facs_au_model *made = facs_calloc(env, 1, sizeof *made);
    status = made ? load_main(&index, made) : facs_cursor_no_memory(&index.cursor);
    facs_index_close(&index);
    if (status != FACS_OK)
        facs_au_model_free(env, &made);
    else
        *model = made;
    return status;
}

void facs_au_model_free(const facs_env *env, facs_au_model **model)
{
    if (!*model)
        return;
    facs_pdm_free(env, &(*model)->pdm);
    facs_triangles_free(env, &(*model)->triangles);
    for (int i = 0; i < (*model)->predictors; i++)
        facs_free(env, (*model)->predictor[i].weights);
    facs_free(env, (*model)->predictor);
    for (int i = 0; i < 6; i++)
        facs_free(env, (*model)->mean[i]);
    facs_free(env, *model);
    *model = NULL;
}
