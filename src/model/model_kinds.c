/* The kinds of models there are; see model_kinds.h. */
#include "model/model_kinds.h"

#include "detect/retinaface/retinaface_model.h"
#include "landmark/pfld/pfld_model.h"
#include "model/pack_models.h"
#include "model/readers.h"

/* load_WHAT, free_WHAT and pack_WHAT of models of one type, for the table */
#define FUNCTIONS(what, type, load_model, free_model, walk_model)                                                      \
    static facs_status load_##what(const facs_env *env, const char *path, void **model, facs_error *error)             \
    {                                                                                                                  \
        type *made = NULL;                                                                                             \
        facs_status status = load_model(env, path, &made, error);                                                      \
        *model = made;                                                                                                 \
        return status;                                                                                                 \
    }                                                                                                                  \
    static void free_##what(const facs_env *env, void **model)                                                         \
    {                                                                                                                  \
        type *old = *model;                                                                                            \
        free_model(env, &old);                                                                                         \
        *model = NULL;                                                                                                 \
    }                                                                                                                  \
    static void pack_##what(facs_pack_walk *walk, void **model)                                                        \
    {                                                                                                                  \
        type *place = *model;                                                                                          \
        walk_model(walk, &place);                                                                                      \
        *model = place;                                                                                                \
    }

FUNCTIONS(landmarks, facs_landmark_model, facs_landmark_model_load, facs_landmark_model_free, facs_pack_landmarks)
FUNCTIONS(mtcnn, facs_mtcnn_model, facs_mtcnn_load, facs_mtcnn_free, facs_pack_mtcnn)
FUNCTIONS(aus, facs_au_model, facs_au_model_load, facs_au_model_free, facs_pack_aus)

/* its files are read as fast as a pack would be */
static facs_status load_mediapipe(const facs_env *env, const char *path, void **model, facs_error *error)
{
    facs_mediapipe_model *made = NULL;
    facs_status status = facs_mediapipe_load(env, path, &made, error);
    *model = made;
    return status;
}

static void adopt_mediapipe(const facs_env *env, void *model)
{
    facs_mediapipe_adopt(env, model);
}

static void free_mediapipe(const facs_env *env, void **model)
{
    facs_mediapipe_model *old = *model;
    facs_mediapipe_free(env, &old);
    *model = NULL;
}

static facs_status load_shape(const facs_env *env, const char *path, void **model, facs_error *error)
{
    facs_pdm *made = NULL;
    facs_status status = facs_pdm_load(env, path, &made, error);
    *model = made;
    return status;
}

static void free_shape(const facs_env *env, void **model)
{
    facs_pdm *old = *model;
    facs_pdm_free(env, &old);
    *model = NULL;
}

static facs_status load_onnx(const facs_env *env, const char *path, const facs_onnx_form *form, void **model,
                             facs_error *error)
{
    facs_onnx *made = NULL;
    facs_status status = facs_onnx_load(env, path, form, &made, error);
    *model = made;
    return status;
}

static void adopt_onnx(const facs_env *env, void *model)
{
    facs_onnx_adopt(env, model);
}

static void free_onnx(const facs_env *env, void **model)
{
    (void)env;
    facs_onnx *old = *model;
    facs_onnx_free(&old);
    *model = NULL;
}

#define ONNX(what, form)                                                                                               \
    static facs_status load_##what(const facs_env *env, const char *path, void **model, facs_error *error)             \
    {                                                                                                                  \
        return load_onnx(env, path, &(form), model, error);                                                            \
    }

ONNX(retinaface, facs_retinaface_form)
ONNX(pfld, facs_pfld_form)

static const facs_model_kind kinds[] = {
    {.name = FACS_MODEL_LANDMARKS, .load = load_landmarks, .free = free_landmarks, .pack = pack_landmarks},
    {.name = FACS_MODEL_MTCNN,
     .file = "mtcnn_detector/MTCNN_detector.txt",
     .load = load_mtcnn,
     .free = free_mtcnn,
     .pack = pack_mtcnn},
    /* the static ones serve stills and many faces */
    {.name = FACS_MODEL_AU_STATIC,
     .file = "main_static_svms.txt",
     .aus = true,
     .optional = true,
     .load = load_aus,
     .free = free_aus,
     .pack = pack_aus},
    {.name = FACS_MODEL_AU_DYNAMIC,
     .file = "main_dynamic_svms.txt",
     .aus = true,
     .optional = true,
     .load = load_aus,
     .free = free_aus,
     .pack = pack_aus},
    {.name = FACS_MODEL_MEDIAPIPE,
     .file = "face_landmarker.task",
     .component = "mediapipe",
     .load = load_mediapipe,
     .adopt = adopt_mediapipe,
     .free = free_mediapipe},
    {.name = FACS_MODEL_RETINAFACE,
     .file = "retinaface_mobilenet025.onnx",
     .component = "onnx",
     .load = load_retinaface,
     .adopt = adopt_onnx,
     .free = free_onnx,
     .onnx = &facs_retinaface_form},
    {.name = FACS_MODEL_PFLD,
     .file = "pfld_cunjian.onnx",
     .component = "onnx",
     .load = load_pfld,
     .adopt = adopt_onnx,
     .free = free_onnx,
     .onnx = &facs_pfld_form},
    {.name = FACS_MODEL_PFLD_SHAPE,
     .file = "pdms/In-the-wild_aligned_PDM_68.txt",
     .load = load_shape,
     .free = free_shape},
};

const facs_model_kind *facs_model_kind_get(int index)
{
    return index >= 0 && index < (int)(sizeof kinds / sizeof *kinds) ? &kinds[index] : NULL;
}
