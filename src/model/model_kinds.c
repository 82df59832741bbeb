/* The kinds of models there are; see model_kinds.h. */
#include "model/model_kinds.h"

#include "model/pack_models.h"

/* load, free and pack of models of type `type`, for the table */
#define FUNCTIONS(what, type, walk_model)                                                                              \
    static facs_status load_##what(const facs_env *env, const char *path, void **model, facs_error *error)             \
    {                                                                                                                  \
        type *made = NULL;                                                                                             \
        facs_status status = facs_##what##_load(env, path, &made, error);                                              \
        *model = made;                                                                                                 \
        return status;                                                                                                 \
    }                                                                                                                  \
    static void free_##what(const facs_env *env, void **model)                                                         \
    {                                                                                                                  \
        type *old = *model;                                                                                            \
        facs_##what##_free(env, &old);                                                                                 \
        *model = NULL;                                                                                                 \
    }                                                                                                                  \
    static void pack_##what(facs_pack_walk *walk, void **model)                                                        \
    {                                                                                                                  \
        type *place = *model;                                                                                          \
        walk_model(walk, &place);                                                                                      \
        *model = place;                                                                                                \
    }

FUNCTIONS(landmark_model, facs_landmark_model, facs_pack_landmarks)
FUNCTIONS(mtcnn, facs_mtcnn_model, facs_pack_mtcnn)
FUNCTIONS(au_model, facs_au_model, facs_pack_aus)

static const facs_model_kind kinds[] = {
    {.name = FACS_MODEL_LANDMARKS,
     .load = load_landmark_model,
     .free = free_landmark_model,
     .pack = pack_landmark_model},
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
     .load = load_au_model,
     .free = free_au_model,
     .pack = pack_au_model},
    {.name = FACS_MODEL_AU_DYNAMIC,
     .file = "main_dynamic_svms.txt",
     .aus = true,
     .optional = true,
     .load = load_au_model,
     .free = free_au_model,
     .pack = pack_au_model},
};

const facs_model_kind *facs_model_kind_get(int index)
{
    return index >= 0 && index < (int)(sizeof kinds / sizeof *kinds) ? &kinds[index] : NULL;
}
