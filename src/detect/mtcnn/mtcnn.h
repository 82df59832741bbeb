/* MTCNN face detector, docs/algorithm/face-detection.md. */
#ifndef FACS_DETECT_MTCNN_MTCNN_H
#define FACS_DETECT_MTCNN_MTCNN_H

#include "detect/engine.h"
#include "detect/mtcnn/mtcnn_model.h"
#include "nn/cnn.h"

enum { FACS_MTCNN_LEVELS_MAX = 32 };

typedef struct facs_mtcnn facs_mtcnn; /**< state: workspaces; one thread */

facs_status facs_mtcnn_create(const facs_env *env, const facs_mtcnn_model *model, facs_mtcnn **mtcnn,
                              facs_error *error);
void facs_mtcnn_destroy(facs_mtcnn **mtcnn);

/** All faces in a BGR image in descending order of probability; *boxes borrowed until the next call. */
facs_status facs_mtcnn_detect(facs_mtcnn *mtcnn, const facs_image *bgr, const facs_box **boxes, int *count,
                              facs_error *error);

extern const facs_detect_engine facs_mtcnn_engine;

#endif
