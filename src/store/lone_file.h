/* Model files that come by themselves, not as part of OpenFace's tree. */
#ifndef FACS_STORE_LONE_FILE_H
#define FACS_STORE_LONE_FILE_H

#include "base/base.h"

/** *path of the file `name` of the set `component`; facs_free.  Looked for in `model_dir`, else in $FACSIMILE_MODELS, else
 *  in the cache; of the component "onnx" in $FACSIMILE_ONNX_MODELS before these, and in the cache also behind the other
 *  two.  A folder counts that holds the file itself or in a folder called like the set, or that is a cache or
 *  its originals.  FACS_E_MODELS_MISSING with the folders looked at. */
facs_status facs_lone_file_search(const facs_env *env, const char *model_dir, const char *component, const char *name,
                                  char **path, facs_error *error);

#endif
