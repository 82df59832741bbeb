/* Points -> distances and heights; see features.h. */
#include "au/open/features.h"

#include "au/open/scales.h"

#include <math.h>
#include <string.h>

const int facs_rigid_points[FACS_RIGID_POINTS] = {168, 6,   197, 195, 10, 151, 9,   109, 338, 67, 297,
                                                  127, 356, 234, 454, 33, 263, 133, 362, 93,  323};

/* ---- laying a face on the reference ---- */

typedef struct similarity {
    double turn[9], scale, from[3], to[3]; /* to + scale * turn (x - from) */
} similarity;

static void multiply(const double a[9], const double b[9], double out[9])
{
    for (int i = 0; i < 3; i++)
        for (int j = 0; j < 3; j++)
            out[3 * i + j] = a[3 * i] * b[j] + a[3 * i + 1] * b[3 + j] + a[3 * i + 2] * b[6 + j];
}

static double determinant(const double m[9])
{
    return m[0] * (m[4] * m[8] - m[5] * m[7]) - m[1] * (m[3] * m[8] - m[5] * m[6]) + m[2] * (m[3] * m[7] - m[4] * m[6]);
}

/* Cramer's rule */
static bool solve(const double m[9], const double b[3], double x[3])
{
    const double whole = determinant(m);
    if (!(fabs(whole) > 1e-300))
        return false;
    for (int column = 0; column < 3; column++) {
        double changed[9];
        memcpy(changed, m, sizeof changed);
        for (int i = 0; i < 3; i++)
            changed[3 * i + column] = b[i];
        x[column] = determinant(changed) / whole;
    }
    return true;
}

/* Rotation of about |w| around w, by Cayley's formula: exactly a rotation whatever w is, and without a sine. */
static void small_turn(const double w[3], double out[9])
{
    const double a = w[0] / 2, b = w[1] / 2, c = w[2] / 2, n = 1 + a * a + b * b + c * c;
    const double turn[9] = {
        (1 + a * a - b * b - c * c) / n, 2 * (a * b - c) / n, 2 * (a * c + b) / n, 2 * (a * b + c) / n,
        (1 - a * a + b * b - c * c) / n, 2 * (b * c - a) / n, 2 * (a * c - b) / n, 2 * (b * c + a) / n,
        (1 - a * a - b * b + c * c) / n};
    memcpy(out, turn, sizeof turn);
}

/* The head's own rotation is where the search for the turn begins, if it is one. */
static void first_turn(const float rotation[9], double turn[9])
{
    static const double none[9] = {1, 0, 0, 0, 1, 0, 0, 0, 1};
    double back[9], product[9], away = 0;
    for (int i = 0; i < 9; i++)
        back[i] = (double)rotation[i % 3 * 3 + i / 3];
    double straight[9];
    for (int i = 0; i < 9; i++)
        straight[i] = (double)rotation[i];
    multiply(back, straight, product);
    for (int i = 0; i < 9; i++)
        away += fabs(product[i] - none[i]);
    memcpy(turn, away < 0.1 && determinant(back) > 0 ? back : none, 9 * sizeof *turn);
}

/* One step of Gauss and Newton: the turn that is left after `fit->turn`, and the scale. */
static bool improve(similarity *fit, double (*seen)[3], double (*wanted)[3])
{
    double matrix[9] = {0}, right[3] = {0}, size = 0, along = 0, turned[FACS_RIGID_POINTS][3];
    for (int k = 0; k < FACS_RIGID_POINTS; k++) {
        double *y = turned[k];
        for (int i = 0; i < 3; i++)
            y[i] =
                fit->turn[3 * i] * seen[k][0] + fit->turn[3 * i + 1] * seen[k][1] + fit->turn[3 * i + 2] * seen[k][2];
        const double square = y[0] * y[0] + y[1] * y[1] + y[2] * y[2];
        size += square;
        for (int i = 0; i < 3; i++) {
            const int j = (i + 1) % 3, l = (i + 2) % 3;
            along += y[i] * wanted[k][i];
            right[i] += y[j] * wanted[k][l] - y[l] * wanted[k][j];
            for (int m = 0; m < 3; m++)
                matrix[3 * i + m] += (i == m ? square : 0) - y[i] * y[m];
        }
    }
    fit->scale = along / size;
    if (!(size > 0) || !(fit->scale > 0) || !isfinite(fit->scale))
        return false;
    double w[3], small[9], product[9];
    for (int i = 0; i < 3; i++)
        right[i] /= fit->scale;
    if (!solve(matrix, right, w))
        return false;
    small_turn(w, small);
    multiply(small, fit->turn, product);
    memcpy(fit->turn, product, sizeof product);
    return true;
}

static bool find_similarity(const facs_mesh *mesh, similarity *fit)
{
    enum { STEPS = 6 }; /* converges quadratically; from 60 degrees away the last steps change nothing */
    double seen[FACS_RIGID_POINTS][3], wanted[FACS_RIGID_POINTS][3];
    memset(fit, 0, sizeof *fit);
    for (int k = 0; k < FACS_RIGID_POINTS; k++)
        for (int i = 0; i < 3; i++) {
            seen[k][i] = (double)mesh->points[i * FACS_MESH_POINTS + facs_rigid_points[k]];
            wanted[k][i] = (double)facs_open_rigid[k][i];
            fit->from[i] += seen[k][i] / FACS_RIGID_POINTS;
            fit->to[i] += wanted[k][i] / FACS_RIGID_POINTS;
        }
    for (int k = 0; k < FACS_RIGID_POINTS; k++)
        for (int i = 0; i < 3; i++) {
            seen[k][i] -= fit->from[i];
            wanted[k][i] -= fit->to[i];
        }
    first_turn(mesh->rotation, fit->turn);
    for (int step = 0; step < STEPS; step++)
        if (!improve(fit, seen, wanted))
            return false;
    return true;
}

bool facs_open_align(const facs_mesh *mesh, float aligned[3 * FACS_MESH_POINTS])
{
    similarity fit;
    if (!find_similarity(mesh, &fit))
        return false;
    bool finite = true;
    for (int k = 0; k < FACS_MESH_POINTS; k++)
        for (int i = 0; i < 3; i++) {
            double at = fit.to[i];
            for (int j = 0; j < 3; j++)
                at += fit.scale * fit.turn[3 * i + j] * ((double)mesh->points[j * FACS_MESH_POINTS + k] - fit.from[j]);
            aligned[i * FACS_MESH_POINTS + k] = (float)at;
            finite = finite && isfinite(aligned[i * FACS_MESH_POINTS + k]);
        }
    return finite;
}

/* ---- distances and heights ---- */

enum {
    MOST = 4,
    MIDDLE_OF_UPPER_LIP = 0,
    NOSE_BASE = 2,
    UPPER_INNER = 13,
    LOWER_INNER = 14,
    LOWER_OUTER = 17,
    CHIN = 152
};

/* points of MediaPipe's numbering whose mean is meant; the list ends with the first that is not above 0 */
typedef struct side_points {
    float outward; /* the way to this side: -1 = the image's left */
    int inner_corner, outer_corner, lip_corner;
    int brow_inner[MOST], brow_middle[MOST], brow_outer[MOST], upper_lid[MOST], lower_lid[MOST];
    int infraorbital[MOST], cheek[MOST], nose_wing[MOST], upper_lip[MOST];
} side_points;

static const side_points points_of[FACS_MESH_SIDES] = {
    [FACS_MESH_RIGHT] = {-1, 133, 33, 61, .brow_inner = {55, 107, 65, 66}, .brow_middle = {52, 105},
                         .brow_outer = {46, 53, 70, 63}, .upper_lid = {158, 159, 160}, .lower_lid = {144, 145, 153},
                         .infraorbital = {111, 117, 118, 119}, .cheek = {36, 50, 101, 205}, .nose_wing = {64, 98, 129},
                         .upper_lip = {37, 39}},
    [FACS_MESH_LEFT] = {1, 362, 263, 291, .brow_inner = {285, 336, 295, 296}, .brow_middle = {282, 334},
                        .brow_outer = {276, 283, 300, 293}, .upper_lid = {385, 386, 387}, .lower_lid = {373, 374, 380},
                        .infraorbital = {340, 346, 347, 348}, .cheek = {266, 280, 330, 425},
                        .nose_wing = {294, 327, 358}, .upper_lip = {267, 269}}};

typedef struct face_points {
    const float *x, *y, *z;
} face_points;

static float mean_height(const face_points *face, const int points[MOST])
{
    float sum = 0;
    int count = 0;
    for (; count < MOST && points[count] > 0; count++)
        sum += face->y[points[count]];
    return sum / (float)count;
}

static float distance(const face_points *face, int a, int b)
{
    const float x = face->x[a] - face->x[b], y = face->y[a] - face->y[b];
    return sqrtf(x * x + y * y);
}

static void fill_side(const face_points *face, const side_points *side, float value[FACS_FEATURES])
{
    const float eye = (face->y[side->inner_corner] + face->y[side->outer_corner]) / 2;
    value[FACS_BROW_INNER] = eye - mean_height(face, side->brow_inner);
    value[FACS_BROW_MIDDLE] = eye - mean_height(face, side->brow_middle);
    value[FACS_BROW_OUTER] = eye - mean_height(face, side->brow_outer);
    value[FACS_UPPER_LID] = eye - mean_height(face, side->upper_lid);
    value[FACS_LOWER_LID] = eye - mean_height(face, side->lower_lid);
    value[FACS_INFRAORBITAL] = eye - mean_height(face, side->infraorbital);
    value[FACS_CHEEK] = eye - mean_height(face, side->cheek);
    value[FACS_NOSE_WING] = eye - mean_height(face, side->nose_wing);
    value[FACS_UPPER_LIP_DROP] = mean_height(face, side->upper_lip) - face->y[NOSE_BASE];
    value[FACS_CORNER_RISE] = face->y[NOSE_BASE] - face->y[side->lip_corner];
    value[FACS_CORNER_OUT] = side->outward * (face->x[side->lip_corner] - face->x[MIDDLE_OF_UPPER_LIP]);
    value[FACS_CORNER_FORWARD] = -face->z[side->lip_corner];
    value[FACS_CORNER_OVER_LIP] = (face->y[UPPER_INNER] + face->y[LOWER_INNER]) / 2 - face->y[side->lip_corner];
    value[FACS_CORNER_OVER_LOWER] = face->y[LOWER_OUTER] - face->y[side->lip_corner];
}

static void fill_middle(const face_points *face, float value[FACS_FEATURES])
{
    static const int boss[MOST] = {199, 200, 18};
    const float base = face->y[NOSE_BASE];
    value[FACS_BROW_GAP] = distance(face, 55, 285) + distance(face, 107, 336);
    value[FACS_LIPS_APART] =
        (distance(face, UPPER_INNER, LOWER_INNER) + distance(face, 82, 87) + distance(face, 312, 317)) / 3;
    value[FACS_CHIN_DROP] = face->y[CHIN] - base;
    value[FACS_CHIN_BOSS_DROP] = mean_height(face, boss) - base;
    value[FACS_LOWER_LIP_DROP] = face->y[LOWER_OUTER] - base;
    value[FACS_UPPER_RED] = distance(face, MIDDLE_OF_UPPER_LIP, UPPER_INNER);
    value[FACS_LOWER_RED] = distance(face, LOWER_INNER, LOWER_OUTER);
    value[FACS_MOUTH_WIDTH] = distance(face, 61, 291);
}

bool facs_open_features(const facs_mesh *mesh, facs_features *features)
{
    float aligned[3 * FACS_MESH_POINTS];
    if (!facs_open_align(mesh, aligned))
        return false;
    const face_points face = {aligned, aligned + FACS_MESH_POINTS, aligned + 2 * FACS_MESH_POINTS};
    for (int side = 0; side < FACS_MESH_SIDES; side++) {
        float *value = features->value[side];
        fill_side(&face, &points_of[side], value);
        fill_middle(&face, value);
        value[FACS_EYE_OPENING] = mesh->opening[side];
        if (!isfinite(mesh->opening[side]))
            return false;
    }
    return true;
}
