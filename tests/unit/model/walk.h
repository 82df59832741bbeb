/* Loads a model of each kind, checks what the rest of the library relies on, reads every number of it, frees it. */
#ifndef FACS_TESTS_WALK_H
#define FACS_TESTS_WALK_H

#include <facsimile/facsimile.h>

typedef facs_status (*walk_load)(const facs_env *env, const char *path, facs_error *error);

facs_status walk_pdm(const facs_env *env, const char *path, facs_error *error);
facs_status walk_triangles(const facs_env *env, const char *path, facs_error *error); /* 3 vertices */
/* shapes of 3 landmarks */
facs_status walk_ccnf(const facs_env *env, const char *path, facs_error *error);
facs_status walk_svr(const facs_env *env, const char *path, facs_error *error);
facs_status walk_cen(const facs_env *env, const char *path, facs_error *error);
facs_status walk_mtcnn(const facs_env *env, const char *path, facs_error *error);
facs_status walk_validator(const facs_env *env, const char *path, facs_error *error);
facs_status walk_landmark_model(const facs_env *env, const char *path, facs_error *error);
facs_status walk_au_model(const facs_env *env, const char *path, facs_error *error);

#endif
