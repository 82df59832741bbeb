/* Warp of a face of 140 pixels to a frame like the validator's: 60 x 60, an oval of 98 triangles. */
#include "landmark/clnf/validator_warp_kernels.h"
#include "landmark/clnf/validator_warp.h"
#include "bench.h"

#include "shape/face_mask.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SIDE = 60, PIXELS = SIDE * SIDE, POINTS = 8, CELLS = POINTS - 1, TRIANGLES = 2 * CELLS * CELLS, PICTURE = 160 };

typedef struct warp_data {
    facs_validator_view view;
    facs_warp_plan plan;
    facs_view grey;
    int32_t index[3 * TRIANGLES], triangle[PIXELS];
    uint8_t mask[PIXELS], pixels[PICTURE * PICTURE];
    float alpha[3 * TRIANGLES], beta[3 * TRIANGLES], landmarks[2 * POINTS * POINTS], out[PIXELS];
} warp_data;

static void warp(void *data, facs_cpu_level level)
{
    warp_data *d = data;
    if (level == BENCH_TWIN)
        facs_paw_warp_view(&d->view, &d->grey, 0, 0, PICTURE, PICTURE, d->landmarks, d->out, NULL, NULL);
    else
        facs_validator_warp_kernels_for(level)->warp_view(&d->plan, &d->view, &d->grey, 0, 0, PICTURE, PICTURE,
                                                          d->landmarks, d->out);
}

/* upper left and lower right triangle of the cell whose first point is `point` */
static void make_triangles(warp_data *d, int cell, int point)
{
    const float step = (float)SIDE / CELLS, x = (float)(cell % CELLS), y = (float)(cell / CELLS);
    for (int half = 0; half < 2; half++) {
        int at = 3 * (2 * cell + half), corner = half ? point + POINTS + 1 : point, way = half ? -1 : 1;
        const int32_t index[3] = {corner, corner + way, corner + way * POINTS};
        const float sign = (float)way / step;
        const float alpha[3] = {-(x + (float)half) * (float)way, sign, 0};
        const float beta[3] = {-(y + (float)half) * (float)way, 0, sign};
        memcpy(d->index + at, index, sizeof index);
        memcpy(d->alpha + at, alpha, sizeof alpha);
        memcpy(d->beta + at, beta, sizeof beta);
    }
}

static void make_frame(warp_data *d)
{
    for (int cell = 0; cell < CELLS * CELLS; cell++)
        make_triangles(d, cell, cell / CELLS * POINTS + cell % CELLS);
    for (int i = 0; i < POINTS * POINTS; i++) {
        d->landmarks[i] = 10 + 20 * ((float)(i % POINTS) + 0.3f * bench_random());
        d->landmarks[POINTS * POINTS + i] = 10 + 20 * ((float)(i / POINTS) + 0.3f * bench_random());
    }
    for (int i = 0; i < PIXELS; i++) {
        int x = i % SIDE, y = i / SIDE, column = x * CELLS / SIDE, row = y * CELLS / SIDE;
        int beyond = (x * CELLS - column * SIDE) + (y * CELLS - row * SIDE) > SIDE;
        d->mask[i] = (2 * x - SIDE) * (2 * x - SIDE) + (2 * y - SIDE) * (2 * y - SIDE) < SIDE * SIDE;
        d->triangle[i] = d->mask[i] ? 2 * (row * CELLS + column) + beyond : -1;
    }
}

void bench_warp(void)
{
    warp_data *d = bench_memory(sizeof *d);
    make_frame(d);
    for (int i = 0; i < PICTURE * PICTURE; i++)
        d->pixels[i] = (uint8_t)(127 + (int)(127 * bench_random()));
    d->grey = (facs_view){d->pixels, PICTURE, PICTURE, 1, PICTURE};
    d->view = (facs_validator_view){
        .n = POINTS * POINTS, .width = SIDE, .height = SIDE, .triangle_of_pixel = d->triangle, .mask = d->mask};
    d->view.triangles = (facs_triangles){TRIANGLES, d->index};
    d->view.alpha = d->alpha;
    d->view.beta = d->beta;
    facs_env env = facs_env_resolve(NULL);
    if (!facs_warp_plan_create(&env, &d->view, &d->plan)) {
        fprintf(stderr, "out of memory\n");
        exit(1);
    }
    bench_case("shape/warp 60x60", warp, d);
    facs_warp_plan_free(&env, &d->plan);
}
