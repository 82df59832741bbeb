/* The open pipeline's landmark engine; see open_landmarks.h.  What engines with a mesh have in common is in
 * landmark/mesh/mesh_face.h. */
#include "landmark/open/open_landmarks.h"

#include "base/finite.h"
#include "landmark/mesh/mesh_crop.h"
#include "landmark/mesh/mesh_face.h"
#include "landmark/mesh/mesh_geometry.h"
#include "landmark/open/open_nets.h"
#include "shape/rotation.h"

#include <string.h>

typedef struct open_landmarks {
    facs_mesh_follower follower; /* first: the shared functions find it there */
    facs_env env;
    facs_open_nets nets;
} open_landmarks;

/* ---- views ---- */

static facs_status in_box(void *cookie, const facs_image *image, const float box[4], double roll, facs_mesh *mesh,
                          facs_error *error)
{
    open_landmarks *open = cookie;
    double matrix[6];
    facs_mesh_box_matrix(box, roll, FACS_OPEN_FACE, FACS_OPEN_MARGIN, matrix);
    return facs_open_see_face(&open->nets, image, matrix, mesh, error);
}

/* What the network says of the rotation does not mind expressions, what the points say is more exact: the mean. */
static void mix_rotation(facs_mesh *mesh)
{
    float seen[9];
    memcpy(seen, mesh->rotation, sizeof seen);
    facs_mesh_rotation_from_points(mesh);
    for (int k = 0; k < 9; k++)
        mesh->rotation[k] += seen[k];
    facs_orthonormalise(mesh->rotation);
}

/* Twice, and all parts.  Parts need a mesh that can be one: nobody has judged it yet. */
static facs_status see_all(open_landmarks *open, const facs_image *image, facs_mesh *mesh, facs_error *error)
{
    facs_status status = facs_open_see_face_again(&open->nets, image, mesh, error);
    if (status != FACS_OK)
        return status;
    if (!facs_all_finite(mesh->points, 3 * FACS_MESH_POINTS) || !(facs_mesh_size(mesh) > 1)) {
        mesh->flag = 0;
        return FACS_OK;
    }
    status = facs_open_see_parts(&open->nets, image, mesh, error);
    mix_rotation(mesh);
    return status;
}

enum { STEPS = 2 };

static facs_status closer(void *cookie, const facs_image *image, const float box[4], int step, facs_mesh *mesh,
                          facs_error *error)
{
    (void)box;
    open_landmarks *open = cookie;
    if (step == STEPS - 1)
        return see_all(open, image, mesh, error);
    double matrix[6];
    facs_mesh_face_matrix(mesh, FACS_OPEN_FACE, FACS_OPEN_MARGIN, matrix);
    return facs_open_see_face(&open->nets, image, matrix, mesh, error);
}

static facs_status onward(void *cookie, const facs_image *image, facs_mesh *mesh, facs_error *error)
{
    return see_all(cookie, image, mesh, error);
}

static const double rolls[] = {0, 0.6, -0.6};
static const facs_mesh_views views = {.rolls = sizeof rolls / sizeof *rolls,
                                      .roll = rolls,
                                      .in_box = in_box,
                                      .steps = STEPS,
                                      .closer = closer,
                                      .onward = onward};

/* ---- engine ---- */

static facs_status shape(const facs_loaded *models, facs_face_shape *shape, facs_error *error)
{
    (void)models, (void)error;
    facs_mesh_engine_shape(shape);
    return FACS_OK;
}

static void destroy(void **state)
{
    open_landmarks *old = *state;
    *state = NULL;
    if (!old)
        return;
    facs_env env = old->env;
    facs_open_nets_free(&old->nets);
    facs_mesh_follower_free(&old->follower);
    facs_free(&env, old);
}

static facs_status create(const facs_env *env, const facs_loaded *models, const facs_landmark_settings *settings,
                          void **state, facs_error *error)
{
    (void)models;
    facs_env full = facs_env_resolve(env);
    open_landmarks *made = facs_calloc(&full, 1, sizeof *made);
    if (!made)
        return facs_fail(error, FACS_E_MEMORY, "out of memory for the landmarks");
    made->env = full;
    facs_status status = facs_open_nets_create(&full, &made->nets, error);
    if (status == FACS_OK)
        status = facs_mesh_follower_init(&full, &views, made, &made->follower, error);
    made->follower.smooths = settings->smooth;
    void *place = made;
    if (status == FACS_OK)
        *state = made;
    else
        destroy(&place);
    return status;
}

static const char *const models[] = {NULL};

const facs_landmark_engine facs_open_landmarks = {
    .name = "open",
    .meaning = "small networks of our own for face, eyes and mouth; 478 points in 3D",
    .models = models,
    .grey = true,
    .rule = FACS_TRACK_FLAG,
    .smooths = true,
    .fit_size = sizeof(facs_mesh_face),
    .shape = shape,
    .create = create,
    .destroy = destroy,
    .reset = facs_mesh_engine_reset,
    .start = facs_mesh_engine_start,
    .follow = facs_mesh_engine_follow,
    .find = facs_mesh_engine_find,
    .find_again = facs_mesh_engine_find_again,
    .look = facs_mesh_engine_look,
};
