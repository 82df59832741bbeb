/* The three networks of the face detector: an index file and one binary file each, spec 03 1. */
#include "model/cnn_file.h"
#include "model/index_file.h"

#include <string.h>

enum { NETWORKS = 3, COLOURS = 3, OUTPUTS = 6 };

/* P-Net runs over whole pictures, so a fully connected layer must be a 1 x 1 convolution at its end. */
static facs_status check_convolutional(const facs_cursor *cursor, const facs_cnn *cnn)
{
    int maps = COLOURS;
    for (int i = 0; i < cnn->layers; i++) {
        const facs_cnn_layer *layer = &cnn->layer[i];
        if (layer->kind == FACS_LAYER_CONV)
            maps = layer->outputs;
        else if (layer->kind == FACS_LAYER_DENSE && (i + 1 < cnn->layers || layer->inputs != maps))
            return facs_cursor_unsupported(cursor, 0,
                                           "expected a fully connected layer only as 1 x 1 convolution at "
                                           "the end of P-Net, found another as layer %d of %d",
                                           i, cnn->layers);
    }
    return FACS_OK;
}

facs_status facs_mtcnn_check(const facs_cursor *cursor, const facs_cnn *cnn, int network)
{
    static const int side[NETWORKS] = {12, 24, 48};
    facs_status status = facs_cnn_check(cursor, 0, cnn, COLOURS, side[network], side[network], OUTPUTS);
    return status == FACS_OK && network == 0 ? check_convolutional(cursor, cnn) : status;
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
