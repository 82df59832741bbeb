/* The kinds of models there are: how each is read from its files, written to a pack and freed. */
#ifndef FACS_MODEL_MODEL_KINDS_H
#define FACS_MODEL_MODEL_KINDS_H

#include "nn/onnx.h"
#include "pack/pack.h"

typedef struct facs_model_kind {
    const char *name; /**< base/loaded.h */
    const char *file; /**< in its folder; NULL = the caller's choice */
    /** The file comes by itself, and is installed in the folder of that name; NULL = it is one of OpenFace's. */
    const char *component;
    bool aus;      /**< its folder is that of the action units, else that of the landmarks */
    bool optional; /**< in a pack: a set of models may be without it */
    bool may_lack; /**< where its file is not there the engine goes on without, and says so */
    facs_status (*load)(const facs_env *env, const char *path, void **model, facs_error *error);
    void (*free)(const facs_env *env, void **model);
    /** The environment it was loaded with goes away: from now on `env` is its own.  NULL = it keeps none. */
    void (*adopt)(const facs_env *env, void *model);
    void (*pack)(facs_pack_walk *walk, void **model); /**< pack_models.h; NULL = it is read so fast that no pack pays */
    const facs_onnx_form
        *onnx; /**< the model is a facs_onnx of this form, and is started after it was loaded; NULL = it
                                     is none */
} facs_model_kind;

/** Number `index` from 0, in the order they have in a pack; NULL past the last. */
const facs_model_kind *facs_model_kind_get(int index);

#endif
