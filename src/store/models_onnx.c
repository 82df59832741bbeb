/* OpenFace's stages written as ONNX files (docs/models.md, ONNX files of OpenFace's stages). */
#include "base/number_write.h"
#include "base/whole_file.h"
#include "base/write_failure.h"
#include "model/onnx_export.h"
#include "store/models.h"
#include "store/onnx_sources.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { NETWORKS = 3, NAME = 64 };

/* What is being written, to which folder. */
typedef struct job {
    facs_models *models;
    const char *folder;
    void (*told)(void *cookie, const char *path, const char *what);
    void *cookie;
    facs_onnx_graph *graph;
    facs_error *error;
} job;

static void tell(const job *work, const char *path, const char *what)
{
    if (work->told)
        work->told(work->cookie, path, what);
}

static facs_status no_memory(const job *work)
{
    return facs_fail(work->error, FACS_E_MEMORY, "%s: out of memory", work->folder);
}

/* ---- a file -------------------------------------------------------------------------------------------------- */

static facs_status make_folder(const job *work)
{
    char *path = facs_path_join(&work->models->env, work->folder, "");
    if (!path)
        return no_memory(work);
    const int code = facs_path_make_folders(path);
    facs_status status = code ? facs_write_failure(work->error, path, code, NULL) : FACS_OK;
    facs_free(&work->models->env, path);
    return status;
}

static facs_status no_file(const job *work, const char *path)
{
    return facs_fail(work->error, FACS_E_OUTPUT,
                     "%s: is no file, so it cannot be replaced by one: choose another folder", path);
}

static facs_status write_file(const job *work, const char *path)
{
    struct stat there;
    if (stat(path, &there) == 0 && !S_ISREG(there.st_mode)) /* opening a pipe would wait for its reader */
        return no_file(work, path);
    facs_whole_file file = {.open = false};
    int stream = -1;
    facs_status status = facs_whole_open_named(&work->models->env, path, &file, &stream, work->error);
    if (status != FACS_OK)
        return status;
    if (stream >= 0) {
        close(stream);
        return no_file(work, path);
    }
    status = facs_onnx_write(work->graph, &file, work->error);
    if (status == FACS_OK)
        return facs_whole_commit(&file, work->error);
    facs_whole_abandon(&file, false);
    return status;
}

/* `sources` is freed */
static facs_status write_graph(const job *work, const char *name, char *sources)
{
    const facs_env *env = &work->models->env;
    facs_onnx_add_property(work->graph, "facsimile_version", facs_version());
    facs_onnx_add_property(work->graph, "sources", sources);
    facs_onnx_add_property(work->graph, "licence", "weights of OpenFace 2.2: academic use only");
    char *path = facs_path_join(env, work->folder, name);
    facs_status status = path ? facs_models_check_output(work->models, path, work->error) : no_memory(work);
    if (status == FACS_OK)
        status = write_file(work, path);
    if (status == FACS_OK)
        tell(work, path, work->graph->meaning);
    facs_free(env, path);
    facs_free(env, sources);
    return status;
}

/* ---- stages -------------------------------------------------------------------------------------------------- */

static facs_status write_detector(const job *work)
{
    static const char *const name[NETWORKS] = {"pnet.onnx", "rnet.onnx", "onet.onnx"};
    const facs_mtcnn_model *model = facs_loaded_mtcnn(&work->models->loaded);
    facs_status status = FACS_OK;
    for (int i = 0; status == FACS_OK && i < NETWORKS; i++) {
        char *sources = NULL;
        status = facs_onnx_mtcnn(model, i, work->graph, work->error);
        if (status == FACS_OK)
            status = facs_onnx_mtcnn_sources(work->models, i, &sources, work->error);
        if (status == FACS_OK)
            status = write_graph(work, name[i], sources);
    }
    return status;
}

static facs_status write_aus(const job *work)
{
    const facs_au_model *model = facs_loaded_aus(&work->models->loaded, true);
    if (!model) {
        tell(work, NULL, "action units: the models were opened without them");
        return FACS_OK;
    }
    facs_onnx_aus_source *source = facs_calloc(&work->models->env, 1, sizeof *source);
    if (!source)
        return no_memory(work);
    char *sources = NULL;
    facs_onnx_aus(model, source, work->graph);
    facs_status status = facs_onnx_au_sources(work->models, &sources, work->error);
    if (status == FACS_OK)
        status = write_graph(work, "au_regressions.onnx", sources);
    facs_free(&work->models->env, source);
    return status;
}

/* cen_0.25_v0.onnx */
static void cen_name(const facs_patch_scale *scale, int view, char name[NAME])
{
    char number[FACS_DECIMAL_WIDTH];
    *facs_decimal_fixed(number, scale->scale, 2) = '\0';
    snprintf(name, NAME, "cen_%.20s_v%d.onnx", number, view);
}

static facs_status check_cen_names(const job *work, const facs_landmark_model *model)
{
    char name[2][NAME];
    for (int i = 0; i < model->scales; i++)
        for (int j = 0; j < i; j++) {
            cen_name(&model->scale[i], 0, name[0]);
            cen_name(&model->scale[j], 0, name[1]);
            if (strcmp(name[0], name[1]) == 0)
                return facs_fail(work->error, FACS_E_UNSUPPORTED,
                                 "CEN patch experts: two scales would have the same file name %s", name[0]);
        }
    return FACS_OK;
}

static facs_status write_view(const job *work, const facs_landmark_model *model, int scale, int view,
                              facs_onnx_cen_source *source)
{
    char name[NAME], *sources = NULL;
    cen_name(&model->scale[scale], view, name);
    facs_status status = facs_onnx_cen(model, scale, view, source, work->graph, work->error);
    if (status == FACS_OK && !source->experts) {
        char what[NAME + 64];
        snprintf(what, sizeof what, "%s: no landmark has an expert in this view", name);
        tell(work, NULL, what);
        return FACS_OK;
    }
    if (status == FACS_OK)
        status = facs_onnx_cen_sources(work->models, scale, &sources, work->error);
    return status == FACS_OK ? write_graph(work, name, sources) : status;
}

static facs_status write_experts(const job *work)
{
    const facs_landmark_model *model = facs_loaded_landmarks(&work->models->loaded);
    if (model->scale[0].kind != FACS_PATCH_CEN) {
        tell(work, NULL,
             model->scale[0].kind == FACS_PATCH_CCNF
                 ? "landmarks: this model has CCNF patch experts; only CEN ones (ce-clm) are networks to be written"
                 : "landmarks: this model has SVR patch experts; only CEN ones (ce-clm) are networks to be written");
        return FACS_OK;
    }
    facs_onnx_cen_source *source = facs_calloc(&work->models->env, 1, sizeof *source);
    facs_status status = source ? check_cen_names(work, model) : no_memory(work);
    for (int scale = 0; scale < model->scales; scale++)
        for (int view = 0; status == FACS_OK && view < model->scale[scale].views; view++)
            status = write_view(work, model, scale, view, source);
    facs_free(&work->models->env, source);
    return status;
}

facs_status facs_models_export_onnx(facs_models *models, const char *folder,
                                    void (*told)(void *cookie, const char *path, const char *what), void *cookie,
                                    facs_error *error)
{
    if (!models || !folder || !*folder)
        return facs_fail(error, FACS_E_ARGUMENT, "facs_models_export_onnx: no %s given", models ? "folder" : "models");
    if (!facs_loaded_mtcnn(&models->loaded) || !facs_loaded_landmarks(&models->loaded))
        return facs_fail(error, FACS_E_UNSUPPORTED,
                         "pipeline %s: only OpenFace's stages can be written as ONNX files: open the models for the "
                         "pipeline openface",
                         models->pipeline.name);
    job work = {.models = models, .folder = folder, .told = told, .cookie = cookie, .error = error};
    work.graph = facs_calloc(&models->env, 1, sizeof *work.graph);
    facs_status status = work.graph ? make_folder(&work) : no_memory(&work);
    if (status == FACS_OK)
        status = write_detector(&work);
    if (status == FACS_OK)
        status = write_aus(&work);
    if (status == FACS_OK)
        status = write_experts(&work);
    facs_free(&models->env, work.graph);
    return status;
}
