/* Following faces by their mesh; see mesh_face.h. */
#include "landmark/mesh/mesh_face.h"

#include "base/finite.h"
#include "landmark/mesh/mesh_crop.h"
#include "shape/face68.h"

#include <math.h>
#include <string.h>

static const float is_face = 0.5f; /* flag from which on it is one */
static const double smallest = 6;  /* pixels between the outer corners of the eyes of a face that is followed */

/* ---- life ---- */

facs_status facs_mesh_follower_init(const facs_env *env, const facs_mesh_views *views, void *cookie,
                                    facs_mesh_follower *follower, facs_error *error)
{
    *follower = (facs_mesh_follower){.env = facs_env_resolve(env), .views = views, .cookie = cookie};
    facs_status status = facs_face68_create(&follower->env, &follower->pdm, error);
    if (status == FACS_OK)
        status = facs_mesh_shape_create(&follower->env, follower->pdm, &follower->shape, error);
    if (status != FACS_OK)
        facs_mesh_follower_free(follower);
    return status;
}

void facs_mesh_follower_free(facs_mesh_follower *follower)
{
    if (!follower->views)
        return;
    facs_mesh_shape_destroy(&follower->shape);
    facs_face68_free(&follower->env, &follower->pdm);
    follower->views = NULL;
}

void facs_mesh_engine_shape(facs_face_shape *shape)
{
    *shape = (facs_face_shape){.landmarks = FACS_LANDMARKS, .modes = facs_face68_modes(), .gaze = true, .mesh = true};
}

/* ---- judging ---- */

/* Is the mesh of something that can be a face of this picture? */
static bool is_possible(const facs_mesh *mesh, const facs_image *image)
{
    enum { N = FACS_MESH_POINTS };
    if (!facs_all_finite(mesh->points, 3 * N) || !facs_all_finite(mesh->rotation, 9) || !isfinite(mesh->flag))
        return false;
    double size = facs_mesh_size(mesh);
    const float *x = mesh->points, *y = x + N;
    double middle_x = 0.5 * ((double)x[FACS_MESH_RIGHT_OUTER] + (double)x[FACS_MESH_LEFT_OUTER]);
    double middle_y = 0.5 * ((double)y[FACS_MESH_RIGHT_OUTER] + (double)y[FACS_MESH_LEFT_OUTER]);
    return size >= smallest && size < 2.0 * (image->width + image->height) && middle_x > -size && middle_y > -size &&
           middle_x < image->width + size && middle_y < image->height + size;
}

/* face->mesh is new: landmarks and shape of it, and what it is worth */
static void judge(const facs_mesh_follower *follower, const facs_image *image, facs_mesh_face *face)
{
    const facs_mesh *mesh = &face->mesh;
    face->placed = false;
    face->certainty = 0;
    if (is_possible(mesh, image)) {
        facs_mesh_points68(mesh, face->landmarks);
        face->placed = facs_mesh_shape_fit(follower->shape, face->landmarks, mesh->rotation, face->g, face->p);
        face->certainty = mesh->flag < 0 ? 0 : mesh->flag > 1 ? 1 : mesh->flag;
    }
    face->success = face->placed && face->certainty >= is_face;
}

/* The face was followed into this frame as `found`, or for the first time.  What is shown of it, steadier, does not
 * decide where the next frame is looked at. */
static void take(const facs_mesh_follower *follower, const facs_mesh_face *found, facs_mesh_face *face)
{
    if (!follower->smooths) {
        *face = *found;
        return;
    }
    facs_mesh_smooth smooth = face->smooth;
    facs_mesh_smooth_step(&smooth, &found->mesh);
    *face = *found;
    face->smooth = smooth;
    facs_mesh_points68(&smooth.shown, face->landmarks);
    facs_mesh_shape_fit(follower->shape, face->landmarks, smooth.shown.rotation, face->g, face->p);
}

/* ---- looking ---- */

/* follower->best = the face in the box, by the roll that suits it best */
static facs_status look_in_box(facs_mesh_follower *follower, const facs_image *image, const float box[4],
                               facs_error *error)
{
    const facs_mesh_views *views = follower->views;
    facs_mesh_face *trial = &follower->trial, *best = &follower->best;
    facs_mesh_face_reset(best);
    for (int i = 0; i < views->rolls && !best->success; i++) {
        facs_mesh_face_reset(trial);
        facs_status status = views->in_box(follower->cookie, image, box, views->roll[i], &trial->mesh, error);
        for (int k = 0; status == FACS_OK && k < views->steps && is_possible(&trial->mesh, image); k++)
            status = views->closer(follower->cookie, image, box, k, &trial->mesh, error);
        if (status != FACS_OK)
            return status;
        judge(follower, image, trial);
        if (!best->placed || (trial->placed && trial->certainty > best->certainty))
            *best = *trial;
    }
    return FACS_OK;
}

static bool is_box(const float box[4])
{
    const float far = 1e6f;
    return facs_all_finite(box, 4) && box[2] >= 1 && box[3] >= 1 && box[2] < far && box[3] < far &&
           fabsf(box[0]) < far && fabsf(box[1]) < far;
}

static void reject(float certainty, facs_mesh_face *face)
{
    face->success = false;
    face->certainty = certainty < is_face ? certainty : 0;
}

/* ---- functions of engines ---- */

void facs_mesh_face_reset(facs_mesh_face *face)
{
    memset(face, 0, sizeof *face);
    face->g[0] = 1;
    face->mesh.rotation[0] = face->mesh.rotation[4] = face->mesh.rotation[8] = 1;
}

void facs_mesh_engine_reset(void *state, void *fit)
{
    (void)state;
    facs_mesh_face_reset(fit);
}

/* Until it is seen the face looks like the mean one in that box. */
void facs_mesh_engine_start(void *state, const float box[4], void *fit)
{
    const facs_mesh_follower *follower = state;
    facs_mesh_face *face = fit;
    static const float upright[3] = {0};
    float shape[3 * FACS_N_MAX];
    facs_mesh_face_reset(face);
    if (!is_box(box))
        return;
    memcpy(face->box, box, sizeof face->box);
    face->boxed = true;
    facs_params_from_box(follower->pdm, box, face->p, upright, face->g);
    facs_shape_3d(follower->pdm, face->p, shape);
    facs_project(follower->pdm->n, shape, face->g, face->landmarks);
}

facs_status facs_mesh_engine_follow(void *state, const facs_image *image, void *fit, facs_error *error)
{
    facs_mesh_follower *follower = state;
    facs_mesh_face *face = fit;
    facs_status status = FACS_OK;
    facs_mesh_face *found = &follower->trial;
    if (face->boxed) {
        status = look_in_box(follower, image, face->box, error);
        found = &follower->best;
    } else if (face->placed) {
        facs_mesh_face_reset(found);
        found->mesh = face->mesh;
        status = follower->views->onward(follower->cookie, image, &found->mesh, error);
        if (status == FACS_OK)
            judge(follower, image, found);
    } else {
        reject(0, face);
        return FACS_OK;
    }
    if (status != FACS_OK)
        return status;
    if (found->success)
        take(follower, found, face);
    else
        reject(found->certainty, face); /* it may come back: the points stay where they were */
    return FACS_OK;
}

facs_status facs_mesh_engine_find(void *state, const facs_image *image, const float box[4], void *fit,
                                  facs_error *error)
{
    facs_mesh_follower *follower = state;
    facs_mesh_face *face = fit;
    facs_mesh_engine_start(state, box, fit);
    if (!face->boxed)
        return FACS_OK;
    facs_status status = look_in_box(follower, image, box, error);
    if (status != FACS_OK)
        return status;
    if (follower->best.placed)
        *face = follower->best;
    return FACS_OK;
}

facs_status facs_mesh_engine_find_again(void *state, const facs_image *image, const float box[4], bool first, void *fit,
                                        bool *accepted, facs_error *error)
{
    facs_mesh_follower *follower = state;
    facs_mesh_face *face = fit;
    *accepted = false;
    facs_mesh_face_reset(&follower->best);
    facs_status status = is_box(box) ? look_in_box(follower, image, box, error) : FACS_OK;
    if (status != FACS_OK)
        return status;
    *accepted = follower->best.success || (first && follower->best.placed);
    face->smooth.begun = false; /* another face, or the same after a gap */
    if (*accepted)
        take(follower, &follower->best, face);
    else
        reject(follower->best.certainty, face);
    return FACS_OK;
}

facs_located facs_mesh_engine_look(const void *state, const void *fit)
{
    const facs_mesh_follower *follower = state;
    const facs_mesh_face *face = fit;
    return (facs_located){
        .success = face->success,
        .certainty = face->certainty,
        .face = {.n = FACS_LANDMARKS, .landmarks = face->landmarks, .pdm = follower->pdm, .g = face->g, .p = face->p},
        .posed = true,
        .mesh = follower->smooths ? &face->smooth.shown : &face->mesh,
    };
}
