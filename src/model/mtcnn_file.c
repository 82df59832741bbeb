/* The three networks of the face detector: an index file and one binary file each;
 * docs/algorithm/file-formats.md, Networks. */
#include "model/cnn_file.h"
#include "model/readers.h"
#include "nn/cnn_shape.h"
#include "model/index_file.h"

#include <string.h>

enum { NETWORKS = 3, COLOURS = 3, OUTPUTS = 6 };

/* Kinds and order of layers that the detector evaluates.  P-Net runs over whole pictures, so a fully connected layer
 * must be a 1 x 1 convolution at its end. */
static facs_status check_layers(const facs_cursor *cursor, const facs_cnn *cnn, bool convolutional)
{
    int maps = COLOURS;
    bool vector = false;
    for (int i = 0; i < cnn->layers; i++) {
        const facs_cnn_layer *layer = &cnn->layer[i];
        const facs_layer_kind before = i > 0 ? layer[-1].kind : FACS_LAYER_POOL;
        const bool pointwise = facs_cnn_is_pointwise(layer, maps, vector);
        bool known = false;
        if (layer->kind == FACS_LAYER_CONV)
            known = !vector;
        else if (layer->kind == FACS_LAYER_POOL)
            known = i > 0 && !vector;
        else if (layer->kind == FACS_LAYER_DENSE)
            known = pointwise ? i + 1 == cnn->layers : !convolutional;
        else if (layer->kind == FACS_LAYER_PRELU)
            known = before == FACS_LAYER_CONV || before == FACS_LAYER_DENSE;
        if (!known)
            return facs_cursor_unsupported(cursor, 0,
                                           "expected convolutions, poolings behind the first of them, %s, and PReLUs "
                                           "right behind these, found something else as layer %d of %d",
                                           convolutional ? "at the end a fully connected layer as 1 x 1 convolution"
                                                         : "then fully connected layers",
                                           i, cnn->layers);
        if (layer->kind == FACS_LAYER_CONV || layer->kind == FACS_LAYER_DENSE)
            maps = layer->outputs;
        vector = vector || (layer->kind == FACS_LAYER_DENSE && !pointwise);
    }
    return FACS_OK;
}

/* The detector takes for granted that P-Net's outputs belong to 12 x 12 pixels each, 2 pixels apart. */
static facs_status check_steps(const facs_cursor *cursor, const facs_cnn *cnn, int side)
{
    for (int i = 1; i < 3; i++) {
        facs_tensor shape = {COLOURS, side + 2 * i, side + 3 * i, false, NULL};
        int rows = 1 + i, cols = 1 + (3 * i + 1) / 2;
        bool fits = true;
        for (int j = 0; fits && j < cnn->layers; j++)
            fits = facs_cnn_layer_shape(&cnn->layer[j], &shape);
        if (!fits || shape.rows != rows || shape.cols != cols)
            return facs_cursor_unsupported(cursor, 0,
                                           "expected a P-Net that turns %d x %d pixels into %d x %d times 6 numbers, "
                                           "found one that does not",
                                           side + 3 * i, side + 2 * i, cols, rows);
    }
    return FACS_OK;
}

facs_status facs_mtcnn_check(const facs_cursor *cursor, const facs_cnn *cnn, int network)
{
    static const int side[NETWORKS] = {12, 24, 48};
    facs_status status = facs_cnn_check(cursor, 0, cnn, COLOURS, side[network], side[network], OUTPUTS);
    if (status == FACS_OK)
        status = check_layers(cursor, cnn, network == 0);
    return status == FACS_OK && network == 0 ? check_steps(cursor, cnn, side[network]) : status;
}

static facs_status load_network(const facs_env *env, const char *path, int network, facs_cnn *cnn, facs_error *error)
{
    facs_cursor cursor;
    facs_status status = facs_cursor_open(env, path, "a face-detection network", true, &cursor, error);
    if (status != FACS_OK)
        return status;
    facs_cnn made = {0};
    status = facs_cnn_read(env, &cursor, FACS_CNN_MTCNN, &made);
    if (status == FACS_OK)
        status = facs_mtcnn_check(&cursor, &made, network);
    if (status == FACS_OK)
        status = facs_expect_end(&cursor);
    facs_cursor_close(env, &cursor);
    if (status != FACS_OK)
        facs_cnn_free(env, &made);
    else
        *cnn = made;
    return status;
}

static facs_status load_networks(facs_index *index, facs_mtcnn_model *model)
{
    static const char *const keyword[NETWORKS] = {"PNet", "RNet", "ONet"};
    facs_cnn *network[NETWORKS] = {&model->pnet, &model->rnet, &model->onet};
    facs_status status = FACS_OK;
    for (char *line; status == FACS_OK && (line = facs_index_next(index));) {
        const char *word = facs_index_word(&line);
        for (int i = 0; word && status == FACS_OK && i < NETWORKS; i++) {
            if (strcmp(word, keyword[i]) != 0)
                continue;
            char *path = NULL;
            if (network[i]->layers)
                status = facs_index_corrupt(index, "expected one %s, found another", keyword[i]);
            else
                status = facs_index_path(index, facs_index_word(&line), &path);
            if (status == FACS_OK)
                status = load_network(index->env, path, i, network[i], index->cursor.error);
            facs_free(index->env, path);
        }
    }
    for (int i = 0; status == FACS_OK && i < NETWORKS; i++)
        if (!network[i]->layers)
            status = facs_index_corrupt(index, "expected the networks PNet, RNet and ONet, found no %s", keyword[i]);
    return status;
}

facs_status facs_mtcnn_load(const facs_env *env, const char *index_path, facs_mtcnn_model **model, facs_error *error)
{
    facs_index index;
    facs_status status = facs_index_open(env, index_path, "the list of face-detection networks", &index, error);
    if (status != FACS_OK)
        return status;
    facs_mtcnn_model *made = facs_calloc(env, 1, sizeof *made);
    status = made ? load_networks(&index, made) : facs_cursor_no_memory(&index.cursor);
    facs_index_close(&index);
    if (status != FACS_OK)
        facs_mtcnn_free(env, &made);
    else
        *model = made;
    return status;
}

void facs_mtcnn_free(const facs_env *env, facs_mtcnn_model **model)
{
    if (!*model)
        return;
    facs_cnn_free(env, &(*model)->pnet);
    facs_cnn_free(env, &(*model)->rnet);
    facs_cnn_free(env, &(*model)->onet);
    facs_free(env, *model);
    *model = NULL;
}
