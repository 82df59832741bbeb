/* Files on disk become the immutable model structs of the stages.
 *
 * Loaders check magic, sizes, counts and finite numbers before use and name file, offset and expectation in the error.
 * Formats: docs/algorithm/file-formats.md. */
#ifndef FACS_MODEL_READERS_H
#define FACS_MODEL_READERS_H

#include "au/openface/au_model.h"
#include "detect/mediapipe/mediapipe_model.h"
#include "detect/mtcnn/mtcnn_model.h"
#include "landmark/clnf/landmark_model.h"

facs_status facs_pdm_load(const facs_env *env, const char *path, facs_pdm **pdm, facs_error *error);
void facs_pdm_free(const facs_env *env, facs_pdm **pdm);

/** A single text matrix (tris_68_full.txt). */
facs_status facs_triangles_load(const facs_env *env, const char *path, int vertices, facs_triangles *triangles,
                                facs_error *error);
void facs_triangles_free(const facs_env *env, facs_triangles *triangles);

/** `n` = landmarks the shape model has. */
facs_status facs_ccnf_load(const facs_env *env, const char *path, int n, facs_patch_scale *scale, facs_error *error);
facs_status facs_svr_load(const facs_env *env, const char *path, int n, facs_patch_scale *scale, facs_error *error);
facs_status facs_cen_load(const facs_env *env, const char *path, int n, facs_patch_scale *scale, facs_error *error);
void facs_patch_scale_free(const facs_env *env, facs_patch_scale *scale);

void facs_cnn_free(const facs_env *env, facs_cnn *cnn);

/** `index_path` = .../mtcnn_detector/MTCNN_detector.txt */
facs_status facs_mtcnn_load(const facs_env *env, const char *index_path, facs_mtcnn_model **model, facs_error *error);
void facs_mtcnn_free(const facs_env *env, facs_mtcnn_model **model);

facs_status facs_validator_load(const facs_env *env, const char *path, facs_validator_model **model, facs_error *error);
void facs_validator_free(const facs_env *env, facs_validator_model **model);

/** `path` = a main_*.txt.  A missing validator is a warning, everything else fatal. */
facs_status facs_landmark_model_load(const facs_env *env, const char *path, facs_landmark_model **model,
                                     facs_error *error);
void facs_landmark_model_free(const facs_env *env, facs_landmark_model **model);

facs_status facs_au_model_load(const facs_env *env, const char *path, facs_au_model **model, facs_error *error);
void facs_au_model_free(const facs_env *env, facs_au_model **model);

/** `path` = .../face_landmarker.task */
facs_status facs_mediapipe_load(const facs_env *env, const char *path, facs_mediapipe_model **model, facs_error *error);
/** Its networks go on with `env` instead of the environment they were loaded with. */
void facs_mediapipe_adopt(const facs_env *env, facs_mediapipe_model *model);
void facs_mediapipe_free(const facs_env *env, facs_mediapipe_model **model);

#endif
