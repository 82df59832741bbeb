/* Member by member; the order is that of model.h. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "same_models.h"

#include <string.h>

#define SAME(member) assert_memory_equal(&a->member, &b->member, sizeof a->member)
#define SAME_ARRAY(member, count) same_bytes(a->member, b->member, (size_t)(count) * sizeof *a->member)

static void same_bytes(const void *a, const void *b, size_t size)
{
    if (size)
        assert_memory_equal(a, b, size);
}

static void same_pdm(const facs_pdm *a, const facs_pdm *b)
{
    SAME(n);
    SAME(m);
    SAME_ARRAY(mean, 3 * a->n);
    SAME_ARRAY(modes, 3 * a->n * a->m);
    SAME_ARRAY(modes_t, 3 * a->n * a->m);
    SAME_ARRAY(eigenvalues, a->m);
}

static void same_triangles(const facs_triangles *a, const facs_triangles *b)
{
    SAME(count);
    SAME_ARRAY(index, 3 * a->count);
}

static void same_ccnf(int betas, const facs_ccnf_expert *a, const facs_ccnf_expert *b)
{
    SAME(neurons);
    SAME(confidence);
    SAME_ARRAY(weights, a->neurons * FACS_BLOCK);
    SAME_ARRAY(alphas, a->neurons);
    SAME_ARRAY(betas, a->neurons ? betas : 0);
}

static void same_svr(const facs_svr_expert *a, const facs_svr_expert *b)
{
    SAME(modalities);
    for (int i = 0; i < a->modalities; i++) {
        SAME(modality[i].kind);
        SAME(modality[i].confidence);
        SAME(modality[i].scaling);
        SAME(modality[i].bias);
        SAME(modality[i].weights);
    }
}

static void same_cen(const facs_cen_expert *a, const facs_cen_expert *b)
{
    SAME(layers);
    SAME(confidence);
    for (int i = 0; i < a->layers; i++) {
        SAME(layer[i].activation);
        SAME(layer[i].inputs);
        SAME(layer[i].outputs);
        SAME_ARRAY(layer[i].weights, a->layer[i].inputs * a->layer[i].outputs);
        SAME_ARRAY(layer[i].bias, a->layer[i].outputs);
    }
}

static void same_scale(const facs_patch_scale *a, const facs_patch_scale *b)
{
    SAME(kind);
    SAME(scale);
    SAME(views);
    SAME(n);
    SAME_ARRAY(centre, a->views);
    SAME_ARRAY(visible, a->views * a->n);
    SAME(sigma_windows);
    for (int i = 0; i < a->sigma_windows; i++) {
        int cells = a->sigma[i].window * a->sigma[i].window;
        SAME(sigma[i].window);
        SAME(sigma[i].count);
        SAME_ARRAY(sigma[i].components, a->sigma[i].count * cells * cells);
    }
    assert_true(!a->ccnf == !b->ccnf && !a->svr == !b->svr && !a->cen == !b->cen);
    for (int i = 0; i < a->views * a->n; i++) {
        if (a->ccnf)
            same_ccnf(a->sigma_windows ? a->sigma[0].count : 0, &a->ccnf[i], &b->ccnf[i]);
        if (a->svr)
            same_svr(&a->svr[i], &b->svr[i]);
        if (a->cen)
            same_cen(&a->cen[i], &b->cen[i]);
    }
    assert_true(!a->mirror_landmark == !b->mirror_landmark && !a->mirror_view == !b->mirror_view);
    SAME_ARRAY(mirror_landmark, a->mirror_landmark ? a->n : 0);
    SAME_ARRAY(mirror_view, a->mirror_view ? a->views : 0);
}

static void same_cnn(const facs_cnn *a, const facs_cnn *b)
{
    SAME(layers);
    for (int i = 0; i < a->layers; i++) {
        const facs_cnn_layer *layer = &a->layer[i];
        int weights = 0, bias = 0;
        if (layer->kind == FACS_LAYER_CONV)
            weights = layer->inputs * layer->outputs * layer->kernel_w * layer->kernel_h;
        else if (layer->kind == FACS_LAYER_DENSE)
            weights = layer->inputs * layer->outputs;
        else if (layer->kind == FACS_LAYER_PRELU)
            weights = layer->outputs;
        if (layer->kind == FACS_LAYER_CONV || layer->kind == FACS_LAYER_DENSE)
            bias = layer->outputs;
        SAME(layer[i].kind);
        SAME(layer[i].inputs);
        SAME(layer[i].outputs);
        SAME(layer[i].kernel_w);
        SAME(layer[i].kernel_h);
        SAME(layer[i].stride_x);
        SAME(layer[i].stride_y);
        SAME_ARRAY(layer[i].weights, weights);
        SAME_ARRAY(layer[i].bias, bias);
    }
}

static void same_view(const facs_validator_view *a, const facs_validator_view *b)
{
    SAME(orientation);
    SAME(pixels);
    SAME_ARRAY(mean, a->pixels);
    SAME_ARRAY(std, a->pixels);
    same_cnn(&a->cnn, &b->cnn);
    SAME(min_x);
    SAME(min_y);
    SAME(n);
    SAME(width);
    SAME(height);
    SAME_ARRAY(destination, 2 * a->n);
    same_triangles(&a->triangles, &b->triangles);
    SAME_ARRAY(triangle_of_pixel, a->width * a->height);
    SAME_ARRAY(mask, a->width * a->height);
    SAME_ARRAY(alpha, 3 * a->triangles.count);
    SAME_ARRAY(beta, 3 * a->triangles.count);
}

static void same_landmarks(const facs_landmark_model *a, const facs_landmark_model *b)
{
    SAME(stem);
    same_pdm(a->pdm, b->pdm);
    SAME(scales);
    for (int i = 0; i < a->scales; i++)
        same_scale(&a->scale[i], &b->scale[i]);
    SAME(early_termination);
    SAME(early_weight);
    SAME(early_bias);
    SAME(early_cutoff);
    SAME(parts);
    for (int i = 0; i < a->parts; i++) {
        assert_string_equal(a->part[i].name, b->part[i].name);
        SAME(part[i].pairs);
        SAME_ARRAY(part[i].pair, a->part[i].pairs);
        same_landmarks(a->part[i].model, b->part[i].model);
    }
    assert_int_equal(!a->validator, !b->validator);
    for (int i = 0; a->validator && i < a->validator->views; i++) {
        assert_int_equal(a->validator->views, b->validator->views);
        same_view(&a->validator->view[i], &b->validator->view[i]);
    }
}

static void same_aus(const facs_au_model *a, const facs_au_model *b)
{
    assert_int_equal(!a, !b);
    if (!a)
        return;
    same_pdm(a->pdm, b->pdm);
    same_triangles(&a->triangles, &b->triangles);
    SAME(predictors);
    for (int i = 0; i < a->predictors; i++) {
        SAME(predictor[i].kind);
        SAME(predictor[i].au);
        SAME(predictor[i].cutoff);
        SAME(predictor[i].bias);
        SAME(predictor[i].positive);
        SAME(predictor[i].negative);
        SAME_ARRAY(predictor[i].weights, FACS_AU_FEATURES);
    }
    for (int i = 0; i < 6; i++) {
        assert_int_equal(!a->mean[i], !b->mean[i]);
        SAME_ARRAY(mean[i], a->mean[i] ? FACS_AU_FEATURES : 0);
    }
}

void assert_same_models(const facs_models *a, const facs_models *b)
{
    const facs_mtcnn_model *nets[2] = {facs_loaded_mtcnn(&a->loaded), facs_loaded_mtcnn(&b->loaded)};
    same_landmarks(facs_loaded_landmarks(&a->loaded), facs_loaded_landmarks(&b->loaded));
    same_cnn(&nets[0]->pnet, &nets[1]->pnet);
    same_cnn(&nets[0]->rnet, &nets[1]->rnet);
    same_cnn(&nets[0]->onet, &nets[1]->onet);
    for (int dynamic = 0; dynamic < 2; dynamic++)
        same_aus(facs_loaded_aus(&a->loaded, dynamic), facs_loaded_aus(&b->loaded, dynamic));
}
