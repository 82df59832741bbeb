/* Networks of the open pipeline; see open_nets.h. */
#include "landmark/open/open_nets.h"

#include "landmark/mesh/mesh_crop.h"
#include "landmark/open/mesh_mirror.h"
#include "shape/rotation.h"

#include <math.h>

enum {
    N = FACS_MESH_POINTS,
    EYE_WIDTH = 48,
    EYE_HEIGHT = 32,
    LIDS = 16,
    IRIS = 5,
    MOUTH_WIDTH = 64,
    MOUTH_HEIGHT = 48,
    LIPS = 40,
    MOUTH_SHAPES = 27,
    FIRST_MOUTH_SHAPE = 23, /* jawForward */
    SIDE_MAX = FACS_OPEN_FACE,
};
static const double eye_size = 90.6, mouth_size = 72; /* pixels that the outer eye distance is brought to */
static const double face_softness = 8, part_softness = 4;
static const double least_contrast = 2; /* standard deviation of the grey values of a face */
static const double apart = 0.08;       /* by which share of their size two looks at a face differ from the usual one */
static const double unit = 4;           /* of the outputs: a quarter of the side */

/* the ring of the lids from the outer corner over the upper lid to the inner corner and back, right eye and left */
static const short lid_point[FACS_MESH_SIDES][LIDS] = {
    {33, 246, 161, 160, 159, 158, 157, 173, 133, 155, 154, 153, 145, 144, 163, 7},
    {263, 466, 388, 387, 386, 385, 384, 398, 362, 382, 381, 380, 374, 373, 390, 249},
};
static const short lip_point[LIPS] = {
    61, 185, 40, 39, 37, 0,  267, 269, 270, 409, 291, 375, 321, 405, 314, 17, 84, 181, 91, 146,
    78, 191, 80, 81, 82, 13, 312, 311, 310, 415, 308, 324, 318, 402, 317, 14, 87, 178, 88, 95,
};

/* ---- life ---- */

static facs_status find_outputs(facs_open_nets *nets, facs_error *error)
{
    const struct {
        const facs_net_runner *runner;
        const char *net, *output;
        int values, *index;
    } wanted[] = {
        {&nets->face, "face-points", "points", 3 * N, &nets->face_out.points},
        {&nets->face, "face-points", "shapes", FACS_MESH_SHAPES, &nets->face_out.shapes},
        {&nets->face, "face-points", "pose", 6, &nets->face_out.pose},
        {&nets->face, "face-points", "flag", 1, &nets->face_out.flag},
        {&nets->eye, "eye-patch", "lids", 2 * LIDS, &nets->eye_out.lids},
        {&nets->eye, "eye-patch", "iris", 2, &nets->eye_out.iris},
        {&nets->eye, "eye-patch", "opening", 1, &nets->eye_out.opening},
        {&nets->eye, "eye-patch", "gaze", 2, &nets->eye_out.gaze},
        {&nets->mouth, "mouth-patch", "lips", 2 * LIPS, &nets->mouth_out.lips},
        {&nets->mouth, "mouth-patch", "shapes", MOUTH_SHAPES, &nets->mouth_out.shapes},
    };
    facs_status status = FACS_OK;
    for (size_t i = 0; i < sizeof wanted / sizeof *wanted && status == FACS_OK; i++)
        status = facs_net_need_output(wanted[i].runner, wanted[i].net, wanted[i].output, wanted[i].values,
                                      wanted[i].index, error);
    return status;
}

static facs_status load(facs_open_nets *nets, const char *name, int width, int height, facs_net_runner *runner,
                        facs_error *error)
{
    facs_status status = facs_net_own(&nets->env, name, runner, error);
    if (status != FACS_OK)
        return status;
    const facs_net_shape shape = facs_net_input_shape(runner->net);
    if (shape.rows != height || shape.cols != width || shape.channels != 1)
        return facs_fail(error, FACS_E_MODEL_CORRUPT, "%s: expected a network for pictures of %d x %d pixels", name,
                         width, height);
    return FACS_OK;
}

facs_status facs_open_nets_create(const facs_env *env, facs_open_nets *nets, facs_error *error)
{
    *nets = (facs_open_nets){.env = facs_env_resolve(env)};
    facs_status status = facs_patcher_create(&nets->env, SIDE_MAX, SIDE_MAX, &nets->patcher, error);
    if (status == FACS_OK)
        status = load(nets, "face-points", FACS_OPEN_FACE, FACS_OPEN_FACE, &nets->face, error);
    if (status == FACS_OK)
        status = load(nets, "eye-patch", EYE_WIDTH, EYE_HEIGHT, &nets->eye, error);
    if (status == FACS_OK)
        status = load(nets, "mouth-patch", MOUTH_WIDTH, MOUTH_HEIGHT, &nets->mouth, error);
    if (status == FACS_OK)
        status = find_outputs(nets, error);
    if (status != FACS_OK)
        facs_open_nets_free(nets);
    return status;
}

void facs_open_nets_free(facs_open_nets *nets)
{
    facs_patcher_destroy(&nets->patcher);
    facs_net_runner_free(&nets->face);
    facs_net_runner_free(&nets->eye);
    facs_net_runner_free(&nets->mouth);
}

/* ---- one network ---- */

static facs_status run_net(facs_open_nets *nets, const facs_net_runner *net, const facs_image *grey,
                           const double matrix[6], int width, int height, double softness, double *contrast,
                           facs_error *error)
{
    float *input = facs_net_input(net->state);
    facs_status status = facs_patch_cut(nets->patcher, grey, matrix, width, height, input, error);
    if (status != FACS_OK)
        return status;
    *contrast = facs_patch_normalise(input, width * height, softness);
    return facs_net_run(net->state, error);
}

static const float *output_of(const facs_net_runner *net, int index)
{
    return facs_net_output(net->state, index, NULL);
}

static float probability(float logit)
{
    return 1 / (1 + expf(-logit));
}

static void put_point(facs_mesh *mesh, int point, const double back[6], double x, double y)
{
    double at[2];
    facs_patch_apply(back, x, y, at);
    mesh->points[point] = (float)at[0];
    mesh->points[N + point] = (float)at[1];
}

/* ---- face ---- */

static bool is_mirrored(const double matrix[6])
{
    return matrix[0] * matrix[4] - matrix[1] * matrix[3] < 0;
}

/* The nearest rotation to two rows, turned from the upright piece to the picture. */
static void put_rotation(const float rows[6], const double matrix[6], float rotation[9])
{
    float r[9];
    for (int i = 0; i < 2; i++) {
        const float *row = rows + 3 * i;
        float length = sqrtf(row[0] * row[0] + row[1] * row[1] + row[2] * row[2]);
        for (int k = 0; k < 3; k++)
            r[3 * i + k] = row[k] / length;
    }
    for (int k = 0; k < 3; k++)
        r[6 + k] = r[(k + 1) % 3] * r[3 + (k + 2) % 3] - r[(k + 2) % 3] * r[3 + (k + 1) % 3];
    facs_orthonormalise(r);
    static const int crossing[] = {1, 2, 3, 6};
    const bool mirrored = is_mirrored(matrix);
    if (mirrored)
        for (int k = 0; k < 4; k++) /* where the mirrored axis meets another one */
            r[crossing[k]] = -r[crossing[k]];
    double scale = sqrt(matrix[0] * matrix[0] + matrix[1] * matrix[1]);
    const float sign = mirrored ? -1 : 1, c = sign * (float)(matrix[0] / scale), s = sign * (float)(matrix[1] / scale);
    for (int k = 0; k < 3; k++) {
        rotation[k] = c * r[k] - s * r[3 + k];
        rotation[3 + k] = s * r[k] + c * r[3 + k];
        rotation[6 + k] = r[6 + k];
    }
}

facs_status facs_open_see_face(facs_open_nets *nets, const facs_image *grey, const double matrix[6], facs_mesh *mesh,
                               facs_error *error)
{
    double back[6], contrast;
    facs_status status =
        run_net(nets, &nets->face, grey, matrix, FACS_OPEN_FACE, FACS_OPEN_FACE, face_softness, &contrast, error);
    if (status != FACS_OK || !facs_patch_invert(matrix, back))
        return status;
    const float *points = output_of(&nets->face, nets->face_out.points);
    const double side = FACS_OPEN_FACE, depth = side / unit * sqrt(back[0] * back[0] + back[3] * back[3]);
    const bool mirrored = is_mirrored(matrix);
    for (int i = 0; i < N; i++) {
        const int point = mirrored ? facs_mirrored_point[i] : i;
        put_point(mesh, point, back, (double)points[3 * i] / unit * side + side / 2,
                  (double)points[3 * i + 1] / unit * side + side / 2);
        mesh->points[2 * N + point] = (float)((double)points[3 * i + 2] * depth);
    }
    const float *shapes = output_of(&nets->face, nets->face_out.shapes);
    for (int i = 0; i < FACS_MESH_SHAPES; i++)
        mesh->shapes[mirrored ? facs_mirrored_shape[i] : i] = probability(shapes[i]);
    put_rotation(output_of(&nets->face, nets->face_out.pose), matrix, mesh->rotation);
    /* nobody has taught the network what it sees when there is nothing to see */
    mesh->flag = contrast < least_contrast ? 0 : probability(*output_of(&nets->face, nets->face_out.flag));
    return FACS_OK;
}

/* The second look is at a smaller, mirrored face; the mean of both is nearer to the truth than either, and does not
 * prefer a side. */
facs_status facs_open_see_face_again(facs_open_nets *nets, const facs_image *grey, facs_mesh *mesh, facs_error *error)
{
    enum { NUMBERS = sizeof(facs_mesh) / sizeof(float) };
    facs_mesh other = *mesh;
    double matrix[6], smaller[6];
    facs_mesh_face_matrix(mesh, FACS_OPEN_FACE, FACS_OPEN_MARGIN * (1 - apart), matrix);
    facs_mesh_face_matrix(mesh, FACS_OPEN_FACE, FACS_OPEN_MARGIN * (1 + apart), smaller);
    for (int i = 0; i < 3; i++)
        smaller[i] = (i == 2 ? FACS_OPEN_FACE : 0) - smaller[i];
    facs_status status = facs_open_see_face(nets, grey, matrix, mesh, error);
    if (status == FACS_OK)
        status = facs_open_see_face(nets, grey, smaller, &other, error);
    if (status != FACS_OK)
        return status;
    float *to = (float *)mesh;
    const float *from = (const float *)&other;
    for (int i = 0; i < NUMBERS; i++) /* eyes have the same numbers in both */
        to[i] = 0.5f * (to[i] + from[i]);
    facs_orthonormalise(mesh->rotation);
    return FACS_OK;
}

/* ---- eyes and mouth ---- */

/* All points of the iris are moved as its middle is; its depth is that of the corners. */
static void put_iris(facs_mesh *mesh, int first, const short *lids, const double back[6], const float iris[2])
{
    double at[2];
    facs_patch_apply(back, EYE_WIDTH / 2.0 + (double)iris[0], EYE_HEIGHT / 2.0 + (double)iris[1], at);
    for (int axis = 0; axis < 3; axis++) {
        float *values = mesh->points + axis * N;
        float to = axis < 2 ? (float)at[axis] : 0.5f * (values[lids[0]] + values[lids[LIDS / 2]]);
        float step = to - values[first];
        for (int i = 0; i < IRIS; i++)
            values[first + i] = axis < 2 ? values[first + i] + step : to;
    }
}

static facs_status see_eye(facs_open_nets *nets, const facs_image *grey, const facs_mesh *placed, int side,
                           facs_mesh *mesh, facs_error *error)
{
    double matrix[6], back[6], contrast;
    facs_mesh_part_matrix(placed, side == FACS_MESH_LEFT ? FACS_MESH_LEFT_EYE : FACS_MESH_RIGHT_EYE, EYE_WIDTH,
                          EYE_HEIGHT, eye_size, matrix);
    facs_status status =
        run_net(nets, &nets->eye, grey, matrix, EYE_WIDTH, EYE_HEIGHT, part_softness, &contrast, error);
    if (status != FACS_OK || !facs_patch_invert(matrix, back))
        return status;
    const float *lids = output_of(&nets->eye, nets->eye_out.lids), *gaze = output_of(&nets->eye, nets->eye_out.gaze);
    for (int i = 0; i < LIDS; i++)
        put_point(mesh, lid_point[side][i], back, EYE_WIDTH / 2.0 + (double)lids[2 * i],
                  EYE_HEIGHT / 2.0 + (double)lids[2 * i + 1]);
    put_iris(mesh, side == FACS_MESH_LEFT ? FACS_MESH_LEFT_IRIS : FACS_MESH_RIGHT_IRIS, lid_point[side], back,
             output_of(&nets->eye, nets->eye_out.iris));
    mesh->opening[side] = *output_of(&nets->eye, nets->eye_out.opening) / (float)eye_size;
    mesh->eye_angles[side][0] = side == FACS_MESH_LEFT ? -gaze[0] : gaze[0]; /* its patch is mirrored */
    mesh->eye_angles[side][1] = gaze[1];
    return FACS_OK;
}

static facs_status see_mouth(facs_open_nets *nets, const facs_image *grey, const facs_mesh *placed, facs_mesh *mesh,
                             facs_error *error)
{
    double matrix[6], back[6], contrast;
    facs_mesh_part_matrix(placed, FACS_MESH_MOUTH, MOUTH_WIDTH, MOUTH_HEIGHT, mouth_size, matrix);
    facs_status status =
        run_net(nets, &nets->mouth, grey, matrix, MOUTH_WIDTH, MOUTH_HEIGHT, part_softness, &contrast, error);
    if (status != FACS_OK || !facs_patch_invert(matrix, back))
        return status;
    const float *lips = output_of(&nets->mouth, nets->mouth_out.lips);
    const float *shapes = output_of(&nets->mouth, nets->mouth_out.shapes);
    for (int i = 0; i < LIPS; i++)
        put_point(mesh, lip_point[i], back, MOUTH_WIDTH / 2.0 + (double)lips[2 * i],
                  MOUTH_HEIGHT / 2.0 + (double)lips[2 * i + 1]);
    for (int i = 0; i < MOUTH_SHAPES; i++)
        mesh->shapes[FIRST_MOUTH_SHAPE + i] = probability(shapes[i]);
    return FACS_OK;
}

facs_status facs_open_see_parts(facs_open_nets *nets, const facs_image *grey, facs_mesh *mesh, facs_error *error)
{
    const facs_mesh placed = *mesh;
    facs_status status = see_eye(nets, grey, &placed, FACS_MESH_RIGHT, mesh, error);
    if (status == FACS_OK)
        status = see_eye(nets, grey, &placed, FACS_MESH_LEFT, mesh, error);
    if (status == FACS_OK)
        status = see_mouth(nets, grey, &placed, mesh, error);
    return status;
}
