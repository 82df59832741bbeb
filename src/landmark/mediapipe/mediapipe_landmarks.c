/* MediaPipe's face mesh as a landmark engine; see mediapipe_landmarks.h. */
#include "landmark/mediapipe/mediapipe_landmarks.h"

#include "detect/mediapipe/mediapipe_faces.h"
#include "image/patch.h"
#include "landmark/mesh/mesh_crop.h"
#include "landmark/mesh/mesh_face.h"
#include "landmark/mesh/mesh_geometry.h"
#include "nn/net_own.h"

#include <math.h>

enum { N = FACS_MESH_POINTS, SIDE = 256, SHAPE_POINTS = 146 };
static const double margin = 1.5; /* the piece of the picture is so much larger than the face */

/* points from which the blendshapes are told */
static const short shape_point[SHAPE_POINTS] = {
    0,   1,   4,   5,   6,   7,   8,   10,  13,  14,  17,  21,  33,  37,  39,  40,  46,  52,  53,  54,  55,
    58,  61,  63,  65,  66,  67,  70,  78,  80,  81,  82,  84,  87,  88,  91,  93,  95,  103, 105, 107, 109,
    127, 132, 133, 136, 144, 145, 146, 148, 149, 150, 152, 153, 154, 155, 157, 158, 159, 160, 161, 162, 163,
    168, 172, 173, 176, 178, 181, 185, 191, 195, 197, 234, 246, 249, 251, 263, 267, 269, 270, 276, 282, 283,
    284, 285, 288, 291, 293, 295, 296, 297, 300, 308, 310, 311, 312, 314, 317, 318, 321, 323, 324, 332, 334,
    336, 338, 356, 361, 362, 365, 373, 374, 375, 377, 378, 379, 380, 381, 382, 384, 385, 386, 387, 388, 389,
    390, 397, 398, 400, 402, 405, 409, 415, 454, 466, 468, 469, 470, 471, 472, 473, 474, 475, 476, 477,
};

typedef struct mediapipe {
    facs_mesh_follower follower; /* first: the shared functions find it there */
    facs_env env;
    facs_net_runner mesh, shapes; /* the nets are the model's */
    int points, flag, scores;
    facs_mediapipe_finder *finder;
    bool roll_known; /* of the face that is being looked at in a box */
    uint8_t rgb[3 * SIDE * SIDE];
} mediapipe;

/* ---- views ---- */

static facs_status see_points(mediapipe *m, const facs_image *bgr, const double matrix[6], facs_mesh *mesh,
                              facs_error *error)
{
    double back[6], at[2];
    facs_status status = facs_patch_cut_rgb(bgr, matrix, SIDE, SIDE, FACS_PATCH_REPEAT, m->rgb, error);
    if (status != FACS_OK || !facs_patch_invert(matrix, back))
        return status;
    float *input = facs_net_input(m->mesh.state);
    for (int i = 0; i < 3 * SIDE * SIDE; i++)
        input[i] = (float)m->rgb[i] / 255;
    status = facs_net_run(m->mesh.state, error);
    if (status != FACS_OK)
        return status;
    const float *points = facs_net_output(m->mesh.state, m->points, NULL);
    const double depth = sqrt(back[0] * back[0] + back[3] * back[3]);
    for (int i = 0; i < N; i++) {
        facs_patch_apply(back, (double)points[3 * i], (double)points[3 * i + 1], at);
        mesh->points[i] = (float)at[0];
        mesh->points[N + i] = (float)at[1];
        mesh->points[2 * N + i] = (float)((double)points[3 * i + 2] * depth);
    }
    mesh->flag = 1 / (1 + expf(-*facs_net_output(m->mesh.state, m->flag, NULL)));
    return FACS_OK;
}

static facs_status see_shapes(mediapipe *m, facs_mesh *mesh, facs_error *error)
{
    float *input = facs_net_input(m->shapes.state);
    for (int i = 0; i < SHAPE_POINTS; i++) {
        input[2 * i] = mesh->points[shape_point[i]];
        input[2 * i + 1] = mesh->points[N + shape_point[i]];
    }
    facs_status status = facs_net_run(m->shapes.state, error);
    if (status != FACS_OK)
        return status;
    const float *scores = facs_net_output(m->shapes.state, m->scores, NULL);
    for (int i = 0; i < FACS_MESH_SHAPES; i++)
        mesh->shapes[i] = scores[i] < 0 ? 0 : scores[i] > 1 ? 1 : scores[i];
    return FACS_OK;
}

static facs_status see_box(mediapipe *m, const facs_image *bgr, const float box[4], double roll, facs_mesh *mesh,
                           facs_error *error)
{
    double matrix[6];
    facs_mesh_box_matrix(box, roll, SIDE, margin, matrix);
    return see_points(m, bgr, matrix, mesh, error);
}

/* MediaPipe turns a face by the eyes that its detector saw.  A box does not tell these, so that the detector looks once
 * more; of a box that came from elsewhere it knows nothing. */
static facs_status find_roll(mediapipe *m, const facs_image *bgr, const float box[4], double *roll, facs_error *error)
{
    const facs_mediapipe_face *faces;
    int count;
    m->roll_known = false;
    facs_status status = facs_mediapipe_find(m->finder, bgr, &faces, &count, error);
    for (int i = 0; status == FACS_OK && i < count && !m->roll_known; i++) {
        const facs_mediapipe_face *f = &faces[i];
        const float near = 0.01f * box[2];
        m->roll_known = fabsf(f->x0 - box[0]) < near && fabsf(f->y0 - box[1]) < near &&
                        fabsf(f->x1 - f->x0 - box[2]) < near && fabsf(f->y1 - f->y0 - box[3]) < near;
        if (m->roll_known)
            *roll = atan2((double)(f->eye[1][1] - f->eye[0][1]), (double)(f->eye[1][0] - f->eye[0][0]));
    }
    return status;
}

static facs_status in_box(void *cookie, const facs_image *image, const float box[4], double roll, facs_mesh *mesh,
                          facs_error *error)
{
    double seen = 0;
    facs_status status = find_roll(cookie, image, box, &seen, error);
    return status == FACS_OK ? see_box(cookie, image, box, seen + roll, mesh, error) : status;
}

/* All that the points tell. */
static facs_status finish(mediapipe *m, facs_mesh *mesh, facs_error *error)
{
    facs_mesh_rotation_from_points(mesh);
    facs_mesh_eyes_from_points(mesh);
    return see_shapes(m, mesh, error);
}

static double roll_of(const facs_mesh *mesh)
{
    double turn[2];
    facs_mesh_upright(mesh, turn);
    return atan2(turn[1], turn[0]);
}

/* The same box upright by the mesh of the first look. */
static facs_status closer(void *cookie, const facs_image *image, const float box[4], int step, facs_mesh *mesh,
                          facs_error *error)
{
    (void)step;
    mediapipe *m = cookie;
    facs_status status = FACS_OK;
    if (!m->roll_known)
        status = see_box(m, image, box, roll_of(mesh), mesh, error);
    return status == FACS_OK ? finish(cookie, mesh, error) : status;
}

/* The box of the points, which is not that of the upright face. */
static facs_status onward(void *cookie, const facs_image *image, facs_mesh *mesh, facs_error *error)
{
    float box[4], low[2], high[2];
    for (int axis = 0; axis < 2; axis++) {
        const float *at = mesh->points + axis * N;
        low[axis] = high[axis] = at[0];
        for (int i = 1; i < N; i++) {
            low[axis] = fminf(low[axis], at[i]);
            high[axis] = fmaxf(high[axis], at[i]);
        }
        box[axis] = low[axis];
        box[2 + axis] = high[axis] - low[axis];
    }
    facs_status status = see_box(cookie, image, box, roll_of(mesh), mesh, error);
    return status == FACS_OK ? finish(cookie, mesh, error) : status;
}

static const double rolls[] = {0, 0.8, -0.8};
static const facs_mesh_views views = {
    .rolls = sizeof rolls / sizeof *rolls,
    .roll = rolls,
    .in_box = in_box,
    .steps = 1,
    .closer = closer,
    .onward = onward,
};

/* ---- engine ---- */

static facs_status shape(const facs_loaded *models, facs_face_shape *shape, facs_error *error)
{
    if (!facs_loaded_mediapipe(models))
        return facs_fail(error, FACS_E_UNSUPPORTED, "landmarks: the models hold no networks of MediaPipe");
    facs_mesh_engine_shape(shape);
    return FACS_OK;
}

static void destroy(void **state)
{
    mediapipe *old = *state;
    *state = NULL;
    if (!old)
        return;
    facs_env env = old->env;
    old->mesh.net = old->shapes.net = NULL;
    facs_net_runner_free(&old->mesh);
    facs_net_runner_free(&old->shapes);
    facs_mediapipe_finder_destroy(&old->finder);
    facs_mesh_follower_free(&old->follower);
    facs_free(&env, old);
}

static facs_status create_states(mediapipe *m, const facs_mediapipe_model *model, facs_error *error)
{
    static const char mesh[] = "face_landmarks_detector.tflite", shapes[] = "face_blendshapes.tflite";
    m->mesh.net = model->mesh;
    m->shapes.net = model->shapes;
    facs_status status = facs_net_create_state(&m->env, model->mesh, &m->mesh.state, error);
    if (status == FACS_OK)
        status = facs_net_create_state(&m->env, model->shapes, &m->shapes.state, error);
    if (status == FACS_OK)
        status = facs_net_need_output(&m->mesh, mesh, "Identity", 3 * N, &m->points, error);
    if (status == FACS_OK)
        status = facs_net_need_output(&m->mesh, mesh, "Identity_1", 1, &m->flag, error);
    if (status == FACS_OK)
        status = facs_net_need_output(&m->shapes, shapes, NULL, FACS_MESH_SHAPES, &m->scores, error);
    return status;
}

static facs_status create(const facs_env *env, const facs_loaded *models, const facs_landmark_settings *settings,
                          void **state, facs_error *error)
{
    const facs_mediapipe_model *model = facs_loaded_mediapipe(models);
    if (!model)
        return facs_fail(error, FACS_E_UNSUPPORTED, "landmarks: the models hold no networks of MediaPipe");
    facs_env full = facs_env_resolve(env);
    mediapipe *made = facs_calloc(&full, 1, sizeof *made);
    if (!made)
        return facs_fail(error, FACS_E_MEMORY, "out of memory for the landmarks");
    made->env = full;
    facs_status status = create_states(made, model, error);
    if (status == FACS_OK)
        status = facs_mediapipe_finder_create(&full, model, &made->finder, error);
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

static const char *const models[] = {FACS_MODEL_MEDIAPIPE, NULL};

const facs_landmark_engine facs_mediapipe_landmarks = {
    .name = "mediapipe",
    .meaning = "MediaPipe's face mesh; 478 points in 3D",
    .models = models,
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
