/* Response maps: how well every place in a window around each landmark looks like that landmark;
 * docs/algorithm/patch-experts.md.
 *
 * Per landmark: sample the area of interest in the reference frame (area.c), then the expert of the view:
 *   CCNF  neurons, then the smoothing matrix Sigma (response_kernels.c, sigma.c)
 *   SVR   correlation and logistic per modality (svr.c)
 *   CEN   network on a checkerboard, mirrored experts (cen.c)
 * CCNF experts are computed for the window once and kept as long as there is room (expert_cache.c). */
#include "landmark/clnf/cen_outside.h"
#include "landmark/clnf/cen_pages.h"

#include "simd/fma.h"
#include "landmark/clnf/experts.h"
#include "landmark/clnf/expert_cache.h"
#include "shape/similarity.h"
#include "shape/pdm.h"

#include <math.h>
#include <string.h>

/* what is the same for all landmarks of one call; late helpers still read it (base/share.h) */
typedef struct call {
    facs_responder *responder;
    facs_view grey; /* where the areas can reach */
    const facs_patch_scale *scale;
    int c, v, window, side, cells;
    float shape[2 * FACS_N_MAX], u[4];
    facs_area_grid grid; /* its columns */
    const facs_cached_expert *cache;
    float *maps;
} call;

struct facs_responder {
    facs_env env;
    const facs_landmark_model *model;
    const facs_response_kernels *kernels;
    const facs_cen_kernels *cen;
    facs_expert_cache *cache, *own_cache; /* own: not shared with other responders */
    facs_expert_cache_group *group[FACS_SCALES_MAX][FACS_VIEWS_MAX][FACS_WINDOWS];
    facs_response_work *work[FACS_SHARE_WORKERS]; /* those of helpers only with `share` */
    float *left[FACS_SHARE_WORKERS];              /* maps that helpers leave for the owner */
    facs_share *share;                            /* NULL = no helpers */
    call calls[FACS_SHARE_SLOTS];
    facs_cen_pages pages;            /* of CEN experts in mapped files */
    const facs_cen_outside *outside; /* NULL = own kernels; with it memory for its blocks and responses */
    float *blocks, *responses;
};

/* ---- view and similarity ---- */

int facs_select_view(const facs_patch_scale *scale, const float g[6])
{
    int best = 0;
    float best_distance = 0.0f;
    for (int view = 0; view < scale->views; view++) {
        float distance = 0.0f;
        for (int k = 0; k < 3; k++) {
            float d = (float)((double)g[1 + k] - scale->centre[view][k]);
            distance += d * d;
        }
        if (view == 0 || distance < best_distance) {
            best = view;
            best_distance = distance;
        }
    }
    return best;
}

void facs_response_similarity(int n, double scale, const float *shape_3d, const float *image, float t[4], float u[4])
{
    float reference[2 * FACS_N_MAX];
    const float frontal[6] = {(float)scale, 0, 0, 0, 0, 0};
    facs_project(n, shape_3d, frontal, reference);
    facs_align_similarity(n, image, reference, t);
    float factor = 1.0f / facs_fma(t[0], t[3], -(t[1] * t[2]));
    u[0] = factor * t[3];
    u[1] = factor * -t[1];
    u[2] = factor * -t[2];
    u[3] = factor * t[0];
}

/* ---- creation ---- */

static void ccnf_map(void *cookie, int landmark, int worker);
static void keep_map(void *cookie, int landmark, int worker);
static const facs_share_work ccnf_work = {.turn = ccnf_map, .keep = keep_map};

static const facs_patch_scale *last_scale(const facs_landmark_model *model)
{
    return &model->scale[model->scales - 1];
}

static void work_destroy(const facs_env *env, facs_response_work **work)
{
    if (*work) {
        facs_free(env, (*work)->layer[0]);
        facs_free(env, (*work)->layer[1]);
    }
    facs_free(env, *work);
    *work = NULL;
}

static facs_response_work *work_create(const facs_responder *responder)
{
    const facs_landmark_model *model = responder->model;
    size_t buffer = 0;
    for (int c = 0; c < model->scales; c++) {
        const facs_patch_scale *scale = &model->scale[c];
        size_t experts = (size_t)scale->views * (size_t)scale->n;
        for (size_t i = 0; i < experts && scale->kind == FACS_PATCH_CEN; i++) {
            size_t needed = facs_cen_buffer(&scale->cen[i]);
            buffer = needed > buffer ? needed : buffer;
        }
    }
    facs_response_work *work = facs_calloc(&responder->env, 1, sizeof *work);
    for (int i = 0; i < 2 && buffer && work; i++) {
        work->layer[i] = facs_calloc(&responder->env, buffer, sizeof(float));
        if (!work->layer[i])
            work_destroy(&responder->env, &work);
    }
    return work;
}

facs_status facs_responder_create(const facs_env *env, const facs_landmark_model *model, facs_expert_cache *cache,
                                  facs_responder **responder, facs_error *error)
{
    *responder = NULL;
    if (!model || model->scales < 1 || model->scales > FACS_SCALES_MAX)
        return facs_fail(error, FACS_E_ARGUMENT, "the landmark model has no patch experts");
    facs_env resolved = facs_env_resolve(env);
    facs_responder *created = facs_calloc(&resolved, 1, sizeof *created);
    if (!created)
        return facs_fail(error, FACS_E_MEMORY, "out of memory for the response maps");
    created->env = resolved;
    created->model = model;
    created->kernels = facs_response_kernels_for(resolved.cpu);
    created->cen = facs_cen_kernels_for(resolved.cpu);
    created->work[0] = work_create(created);
    facs_status status =
        created->work[0] ? FACS_OK : facs_fail(error, FACS_E_MEMORY, "out of memory for the response maps");
    if (status == FACS_OK && !cache)
        status = facs_expert_cache_create(&resolved, FACS_EXPERT_CACHE_COMPUTED, &created->own_cache, error);
    created->cache = cache ? cache : created->own_cache;
    if (status != FACS_OK)
        facs_responder_destroy(&created);
    *responder = created;
    return status;
}

void facs_responder_destroy(facs_responder **responder)
{
    facs_responder *r = *responder;
    if (!r)
        return;
    facs_env env = r->env;
    facs_expert_cache_destroy(&r->own_cache);
    for (int i = 0; i < FACS_SHARE_WORKERS; i++) {
        work_destroy(&env, &r->work[i]);
        facs_free(&env, r->left[i]);
    }
    facs_free(&env, r->blocks);
    facs_free(&env, r->responses);
    facs_free(&env, r);
    *responder = NULL;
}

void facs_responder_set_cache(facs_responder *responder, facs_expert_cache *cache)
{
    memset(responder->group, 0, sizeof responder->group);
    responder->cache = cache;
}

facs_status facs_responder_set_share(facs_responder *responder, facs_share *share, facs_error *error)
{
    const size_t floats = (size_t)FACS_N_MAX * FACS_WINDOW_MAX * FACS_WINDOW_MAX;
    for (int i = 1; i < FACS_SHARE_WORKERS && share; i++) {
        if (!responder->work[i])
            responder->work[i] = work_create(responder);
        if (!responder->left[i])
            responder->left[i] = facs_calloc(&responder->env, floats, sizeof *responder->left[i]);
        if (!responder->work[i] || !responder->left[i])
            return facs_fail(error, FACS_E_MEMORY, "out of memory for the response maps");
    }
    responder->share = share;
    facs_expert_cache_set_share(responder->cache, share, &ccnf_work);
    return FACS_OK;
}

facs_status facs_responder_exchange(facs_responder *responder, const facs_cen_outside *outside, facs_error *error)
{
    const facs_env *env = &responder->env;
    const size_t cells = (size_t)FACS_N_MAX * FACS_CELLS_MAX / 2, taps = (size_t)FACS_SUPPORT * FACS_SUPPORT;
    if (outside->model != responder->model)
        return facs_fail(error, FACS_E_ARGUMENT, "CEN patch experts: those of another model");
    if (!responder->blocks)
        responder->blocks = facs_calloc(env, cells * taps, sizeof *responder->blocks);
    if (!responder->responses)
        responder->responses = facs_calloc(env, cells, sizeof *responder->responses);
    if (!responder->blocks || !responder->responses)
        return facs_fail(error, FACS_E_MEMORY, "out of memory for the response maps");
    responder->outside = outside;
    return FACS_OK;
}

/* ---- maps ---- */

static bool is_visible(const call *k, int landmark)
{
    return k->scale->visible[k->v * k->scale->n + landmark] != 0;
}

static float *map_of(const call *k, int landmark)
{
    return k->maps + landmark * k->cells;
}

/* Where the worker's map of a landmark goes; helpers' maps are empty first, as all maps are. */
static float *map_by(const call *k, int landmark, int worker)
{
    if (worker == 0)
        return map_of(k, landmark);
    float *map = k->responder->left[worker] + landmark * k->cells;
    memset(map, 0, (size_t)k->cells * sizeof *map);
    return map;
}

static void keep_map(void *cookie, int landmark, int worker)
{
    const call *k = cookie;
    memcpy(map_of(k, landmark), k->responder->left[worker] + landmark * k->cells, (size_t)k->cells * sizeof *k->maps);
}

static void range_of(int n, const float *values, float *least, float *most)
{
    *least = *most = values[0];
    for (int i = 1; i < n; i++) {
        *least = fminf(*least, values[i]);
        *most = fmaxf(*most, values[i]);
    }
}

/* What of the picture the areas can reach, before threads share the work. */
static facs_view need_areas(const call *k, const facs_image *grey)
{
    int n = k->scale->n;
    float left, top, right, bottom;
    range_of(n, k->shape, &left, &right);
    range_of(n, k->shape + n, &top, &bottom);
    float reach = (float)k->side * (fabsf(k->u[0]) + fabsf(k->u[1]) + fabsf(k->u[2]) + fabsf(k->u[3])) / 2;
    return facs_image_need_around(grey, (double)(left - reach), (double)(top - reach), (double)(right + reach),
                                  (double)(bottom + reach));
}

static void sample_landmark(const call *k, facs_response_work *work, int landmark, float *area)
{
    facs_area_grid grid = k->grid;
    const facs_response_kernels *kernels = k->responder->kernels;
    kernels->grid_rows(k->u, k->shape[landmark], k->shape[k->scale->n + landmark], k->side, &grid);
    if (facs_area_inside(&k->grey, &grid, k->side))
        kernels->sample(&k->grey, &grid, k->side, work->scratch, area);
    else
        facs_area_sample(&k->grey, &grid, k->side, area);
}

static void ccnf_map(void *cookie, int i, int worker)
{
    const call *k = cookie;
    const facs_cached_expert *cache = &k->cache[i];
    const facs_response_kernels *kernels = k->responder->kernels;
    facs_response_work *work = k->responder->work[worker];
    float *map = map_by(k, i, worker);
    if (!cache->weights)
        return;
    sample_landmark(k, work, i, work->area[0]);
    kernels->neurons(&k->scale->ccnf[k->v * k->scale->n + i], cache->weights, k->window, work->area[0], &cache->sigma,
                     work->scratch, work->sums);
    kernels->smooth(&cache->sigma, work->sums, work->map);
    memcpy(map, work->map, (size_t)k->cells * sizeof *map);
}

static facs_status ccnf_maps(call *k, int slot, facs_error *error)
{
    facs_responder *r = k->responder;
    int size = (k->window - FACS_WINDOW_MIN) / 2;
    const facs_expert_cache_source source = facs_expert_cache_source_of(r->model, k->scale, k->v, k->window);
    facs_status status = facs_expert_cache_get(r->cache, &source, &r->group[k->c][k->v][size], &k->cache, error);
    if (status == FACS_OK)
        facs_share_run(r->share, slot, k->scale->n, &ccnf_work, k);
    return status;
}

static void svr_map(void *cookie, int i, int worker)
{
    const call *k = cookie;
    facs_response_work *work = k->responder->work[worker];
    float *map = map_by(k, i, worker);
    if (!is_visible(k, i))
        return;
    sample_landmark(k, work, i, work->area[0]);
    facs_svr_map(k->responder->kernels, &k->scale->svr[k->v * k->scale->n + i], k->window, work->area[0], work, map);
}

/* View 0: an expert serves its landmark and, on the flipped area, the landmark's mirror partner, whose own expert is
 * empty. */
static void cen_frontal_maps(call *k, const int32_t *mirror)
{
    facs_response_work *work = k->responder->work[0];
    for (int i = 0; i < k->scale->n; i++) {
        const facs_cen_expert *expert = &k->scale->cen[i];
        if (!is_visible(k, i) || expert->layers == 0)
            continue;
        int partner = mirror[i], count = partner != i && is_visible(k, partner) ? 2 : 1;
        float *maps[FACS_BATCH_MAX] = {map_of(k, i), map_of(k, partner)};
        sample_landmark(k, work, i, work->area[0]);
        if (count == 2) {
            sample_landmark(k, work, partner, work->area[1]);
            facs_flip_columns(k->side, work->area[1]);
        }
        facs_cen_maps(k->responder->cen, expert, k->window, count, work, maps);
        if (count == 2)
            facs_flip_columns(k->window, maps[1]);
    }
}

/* Other views: own expert, else the mirror partner's of the mirrored view on the flipped area. */
static void cen_side_maps(call *k, const int32_t *mirror, int mirror_view)
{
    facs_response_work *work = k->responder->work[0];
    const facs_patch_scale *scale = k->scale;
    for (int i = 0; i < scale->n; i++) {
        const facs_cen_expert *expert = &scale->cen[k->v * scale->n + i];
        bool flipped = expert->layers == 0;
        if (flipped)
            expert = &scale->cen[mirror_view * scale->n + mirror[i]];
        if (!is_visible(k, i) || expert->layers == 0)
            continue;
        float *map = map_of(k, i);
        sample_landmark(k, work, i, work->area[0]);
        if (flipped)
            facs_flip_columns(k->side, work->area[0]);
        facs_cen_maps(k->responder->cen, expert, k->window, 1, work, &map);
        if (flipped)
            facs_flip_columns(k->window, map);
    }
}

/* All landmarks at once, elsewhere; false: nothing is filled. */
static bool cen_outside_maps(call *k)
{
    enum { TAPS = FACS_SUPPORT * FACS_SUPPORT };
    facs_responder *r = k->responder;
    facs_response_work *work = r->work[0];
    const facs_cen_outside_view *view = r->outside ? &r->outside->view[k->c][k->v] : NULL;
    const ptrdiff_t cells = k->cells / 2;
    if (!view || !view->outside)
        return false;
    for (int i = 0; i < view->landmarks; i++) {
        sample_landmark(k, work, view->landmark[i], work->area[0]);
        facs_cen_blocks(r->cen, k->window, work, r->blocks + i * cells * TAPS);
    }
    const facs_onnx_tensor blocks = {.rank = 3, .size = {view->landmarks, cells, TAPS}, .values = r->blocks};
    if (!facs_outside_run(&r->env, view->outside, &blocks, r->responses, (size_t)(view->landmarks * cells)))
        return false;
    for (int i = 0; i < view->landmarks; i++)
        facs_cen_spread(k->window, r->responses + i * cells, map_of(k, view->landmark[i]));
    return true;
}

/* mirror tables are those of the file read last */
static facs_status cen_maps(call *k, facs_error *error)
{
    const facs_patch_scale *tables = last_scale(k->responder->model);
    bool fits = tables->mirror_landmark && tables->mirror_view && tables->n == k->scale->n && k->v < tables->views;
    for (int i = 0; i < k->scale->n && fits; i++)
        fits = tables->mirror_landmark[i] >= 0 && tables->mirror_landmark[i] < k->scale->n;
    if (!fits || tables->mirror_view[k->v] < 0 || tables->mirror_view[k->v] >= k->scale->views)
        return facs_fail(error, FACS_E_MODEL_CORRUPT, "CEN patch experts: mirror tables do not fit the experts");
    if (cen_outside_maps(k))
        return FACS_OK;
    facs_responder *r = k->responder;
    facs_status status = facs_cen_pages_use(&r->pages, r->model, k->c, k->v, error);
    if (status == FACS_OK && k->v != 0)
        status = facs_cen_pages_use(&r->pages, r->model, k->c, tables->mirror_view[k->v], error);
    if (status != FACS_OK)
        return status;
    if (k->v == 0)
        cen_frontal_maps(k, tables->mirror_landmark);
    else
        cen_side_maps(k, tables->mirror_landmark, tables->mirror_view[k->v]);
    return FACS_OK;
}

static facs_status check_arguments(const facs_responder *responder, const facs_image *grey, int c, int v, int window,
                                   facs_error *error)
{
    if (c < 0 || c >= responder->model->scales)
        return facs_fail(error, FACS_E_ARGUMENT, "patch-expert scale %d: there are %d", c, responder->model->scales);
    if (v < 0 || v >= responder->model->scale[c].views)
        return facs_fail(error, FACS_E_ARGUMENT, "view %d: there are %d", v, responder->model->scale[c].views);
    if (window < FACS_WINDOW_MIN || window > FACS_WINDOW_MAX || window % 2 == 0)
        return facs_fail(error, FACS_E_ARGUMENT, "window %d: it has to be odd and between %d and %d", window,
                         (int)FACS_WINDOW_MIN, (int)FACS_WINDOW_MAX);
    if (!grey->hidden || grey->channels != 1 || grey->width < 1 || grey->height < 1 ||
        grey->width > FACS_IMAGE_SIDE_MAX || grey->height > FACS_IMAGE_SIDE_MAX)
        return facs_fail(error, FACS_E_ARGUMENT, "image %d x %d with %d channels: it has to be grey, sides 1 to %d",
                         grey->width, grey->height, grey->channels, (int)FACS_IMAGE_SIDE_MAX);
    return FACS_OK;
}

facs_status facs_responses(facs_responder *responder, const facs_image *grey, int c, int v, int window,
                           const float *shape, const float u[4], float *maps, facs_error *error)
{
    facs_status status = check_arguments(responder, grey, c, v, window, error);
    if (status != FACS_OK)
        return status;
    static const facs_share_work svr_work = {.turn = svr_map, .keep = keep_map};
    int slot = facs_share_slot(responder->share);
    call *k = &responder->calls[slot];
    *k = (call){.responder = responder,
                .scale = &responder->model->scale[c],
                .c = c,
                .v = v,
                .window = window,
                .side = window + FACS_SUPPORT - 1,
                .cells = window * window,
                .maps = maps};
    memcpy(k->shape, shape, 2 * (size_t)k->scale->n * sizeof *shape);
    memcpy(k->u, u, sizeof k->u);
    facs_area_grid_columns(u, k->side, &k->grid);
    k->grey = grey->late ? need_areas(k, grey) : facs_image_need_all(grey);
    memset(maps, 0, (size_t)k->scale->n * (size_t)k->cells * sizeof *maps);
    if (k->scale->kind == FACS_PATCH_CCNF)
        return ccnf_maps(k, slot, error);
    if (k->scale->kind == FACS_PATCH_CEN)
        return cen_maps(k, error);
    facs_share_run(responder->share, slot, k->scale->n, &svr_work, k);
    return FACS_OK;
}
