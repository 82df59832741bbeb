/* Linear predictors of the action units (docs/algorithm/action-units.md, Prediction): support vector regressors
 * (intensity) and classifiers (presence) on x = (FHOG, geometry), all f64:
 *
 *     static   y = (x - mean) . w + bias
 *     dynamic  y = (x - mean - medians) . w + bias
 *
 * split into x . w (`products`), which alone depends on the frame, and (mean [+ medians]) . w (`offsets`), which
 * changes with the medians.  The whole-video pass needs only the products of past frames, 35 numbers
 * instead of 4702. */
#include "au/openface/au.h"
#include "au/openface/postprocess.h"
#include "au/openface/predict_kernels.h"

#include <string.h>

enum { BATCH = 64 };

/** Up to BATCH predictors of the kinds in a set, starting at *next. */
typedef struct batch {
    int count, index[BATCH];
    const double *weights[BATCH];
    double product[BATCH];
} batch;

/* Next batch of predictors whose kind is in the set `kinds` (bit kind) and their products with x; false at the end. */
static bool next_batch(const facs_env *env, const facs_au_model *model, unsigned kinds, const double *x, int *next,
                       batch *found)
{
    found->count = 0;
    for (; *next < model->predictors && found->count < BATCH; ++*next) {
        const facs_predictor *predictor = &model->predictor[*next];
        if (kinds >> predictor->kind & 1u) {
            found->weights[found->count] = predictor->weights;
            found->index[found->count++] = *next;
        }
    }
    facs_predict_kernels_for(env->cpu)->products(found->count, found->weights, 1, &x, FACS_AU_FEATURES, found->product);
    return found->count > 0;
}

static void add_products(const facs_env *env, const facs_au_model *model, unsigned kinds, const double *x, double *out)
{
    batch found;
    for (int next = 0; next_batch(env, model, kinds, x, &next, &found);)
        for (int i = 0; i < found.count; i++)
            out[found.index[i]] += found.product[i];
}

static void clear(const facs_au_model *model, double *values)
{
    for (int i = 0; i < model->predictors; i++)
        values[i] = 0.0;
}

void facs_au_input(const float *fhog, const double *geometry, double *x)
{
    for (int i = 0; i < FACS_FHOG_SIZE; i++)
        x[i] = (double)fhog[i];
    for (int i = 0; i < FACS_GEOM_SIZE; i++)
        x[FACS_FHOG_SIZE + i] = geometry[i];
}

void facs_au_products(const facs_env *env, const facs_au_model *model, int vectors, const double *const *x,
                      double *products)
{
    enum { GROUP = 16 };
    double some[GROUP * BATCH];
    const double *weights[BATCH];
    for (int begin = 0; begin < model->predictors; begin += BATCH) {
        int count = model->predictors - begin < BATCH ? model->predictors - begin : BATCH;
        for (int i = 0; i < count; i++)
            weights[i] = model->predictor[begin + i].weights;
        for (int first = 0; first < vectors; first += GROUP) {
            int group = vectors - first < GROUP ? vectors - first : GROUP;
            facs_predict_kernels_for(env->cpu)->products(count, weights, group, x + first, FACS_AU_FEATURES, some);
            for (int v = 0; v < group; v++)
                for (int i = 0; i < count; i++)
                    products[(ptrdiff_t)(first + v) * model->predictors + begin + i] = 0.0 + some[v * count + i];
        }
    }
}

void facs_au_mean_products(const facs_env *env, const facs_au_model *model, double *products)
{
    clear(model, products);
    for (unsigned kind = 0; kind < sizeof model->mean / sizeof *model->mean; kind++)
        if (model->mean[kind])
            add_products(env, model, 1u << kind, model->mean[kind], products);
}

static bool is_dynamic(const facs_predictor *predictor)
{
    return predictor->kind == FACS_SVR_DYNAMIC || predictor->kind == FACS_SVM_DYNAMIC;
}

void facs_au_offsets(const facs_au_model *model, const double *mean_products, const double *median_products,
                     double *offsets)
{
    for (int i = 0; i < model->predictors; i++) {
        offsets[i] = mean_products[i];
        if (median_products && is_dynamic(&model->predictor[i]))
            offsets[i] += median_products[i];
    }
}

static void clear_outputs(double au_r[FACS_AU_R], double au_c[FACS_AU_C])
{
    for (int i = 0; i < FACS_AU_R; i++)
        au_r[i] = 0.0;
    for (int i = 0; i < FACS_AU_C; i++)
        au_c[i] = 0.0;
}

static void put_output(const facs_predictor *predictor, double y, double au_r[FACS_AU_R], double au_c[FACS_AU_C])
{
    if (predictor->kind == FACS_SVR_STATIC || predictor->kind == FACS_SVR_DYNAMIC)
        au_r[predictor->au] = y;
    else
        au_c[predictor->au] = y > 0.0 ? predictor->positive : predictor->negative;
}

void facs_au_decide(const facs_au_model *model, const double *products, const double *offsets, double au_r[FACS_AU_R],
                    double au_c[FACS_AU_C])
{
    clear_outputs(au_r, au_c);
    for (int i = 0; i < model->predictors; i++)
        put_output(&model->predictor[i], products[i] - offsets[i] + model->predictor[i].bias, au_r, au_c);
}

void facs_au_static(const facs_env *env, const facs_au_model *model, const float *fhog, const float *p,
                    double au_r[FACS_AU_R], double au_c[FACS_AU_C])
{
    double geometry[FACS_GEOM_SIZE], centred[FACS_AU_FEATURES];
    batch found;
    facs_au_geometry(model->pdm, p, geometry);
    clear_outputs(au_r, au_c);
    for (unsigned kind = 0; kind < sizeof model->mean / sizeof *model->mean; kind++) {
        if (!model->mean[kind])
            continue;
        facs_au_input(fhog, geometry, centred);
        for (int i = 0; i < FACS_AU_FEATURES; i++)
            centred[i] -= model->mean[kind][i];
        for (int next = 0; next_batch(env, model, 1u << kind, centred, &next, &found);)
            for (int i = 0; i < found.count; i++) {
                const facs_predictor *predictor = &model->predictor[found.index[i]];
                put_output(predictor, found.product[i] + predictor->bias, au_r, au_c);
            }
    }
    for (int i = 0; i < FACS_AU_R; i++)
        au_r[i] = facs_au_clip(au_r[i]);
}
