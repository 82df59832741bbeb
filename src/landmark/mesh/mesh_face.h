/* What the landmark engines that see a mesh have in common: how a face is followed, found and judged.
 *
 * An engine brings along how it looks at a picture (facs_mesh_views); its fit is a facs_mesh_face. */
#ifndef FACS_LANDMARK_MESH_MESH_FACE_H
#define FACS_LANDMARK_MESH_MESH_FACE_H

#include "landmark/engine.h"
#include "landmark/mesh/mesh_shape.h"
#include "landmark/mesh/mesh_smooth.h"

/** The fit of a face. */
typedef struct facs_mesh_face {
    bool success;
    bool boxed;  /**< it was put into `box` and has not been seen there yet */
    bool placed; /**< the mesh is of a face that was seen */
    float certainty;
    float box[4]; /**< x, y, width, height */
    float landmarks[2 * FACS_LANDMARKS], g[6], p[FACS_M_MAX];
    facs_mesh mesh;
    facs_mesh_smooth smooth; /**< used where the follower smooths: what is shown of the face */
} facs_mesh_face;

/** How an engine looks at a picture.  Meshes may be anything that floats can be; whoever calls judges them. */
typedef struct facs_mesh_views {
    int rolls; /**< how many turns of the head are tried in a box */
    const double *roll;
    /** A first, rough mesh of the face in a box, which is turned by `roll`. */
    facs_status (*in_box)(void *cookie, const facs_image *image, const float box[4], double roll, facs_mesh *mesh,
                          facs_error *error);
    /** A better one of a face that was found in a box.  `step` counts from 0 to `steps` - 1. */
    int steps;
    facs_status (*closer)(void *cookie, const facs_image *image, const float box[4], int step, facs_mesh *mesh,
                          facs_error *error);
    /** The mesh of a frame from that of the frame before. */
    facs_status (*onward)(void *cookie, const facs_image *image, facs_mesh *mesh, facs_error *error);
} facs_mesh_views;

/** One thread. */
typedef struct facs_mesh_follower {
    facs_env env;
    const facs_mesh_views *views;
    void *cookie; /**< of the views */
    facs_pdm *pdm;
    facs_mesh_shape *shape;
    bool smooths;               /**< of faces that are followed a steadier mesh is shown */
    facs_mesh_face trial, best; /**< in work */
} facs_mesh_follower;

facs_status facs_mesh_follower_init(const facs_env *env, const facs_mesh_views *views, void *cookie,
                                    facs_mesh_follower *follower, facs_error *error);
void facs_mesh_follower_free(facs_mesh_follower *follower);

void facs_mesh_face_reset(facs_mesh_face *face);

/* Functions of facs_landmark_engine, of engines whose state begins with a facs_mesh_follower. */
void facs_mesh_engine_shape(facs_face_shape *shape);
void facs_mesh_engine_reset(void *state, void *fit);
void facs_mesh_engine_start(void *state, const float box[4], void *fit);
facs_status facs_mesh_engine_follow(void *state, const facs_image *image, void *fit, facs_error *error);
facs_status facs_mesh_engine_find(void *state, const facs_image *image, const float box[4], void *fit,
                                  facs_error *error);
facs_status facs_mesh_engine_find_again(void *state, const facs_image *image, const float box[4], bool first, void *fit,
                                        bool *accepted, facs_error *error);
facs_located facs_mesh_engine_look(const void *state, const void *fit);

#endif
