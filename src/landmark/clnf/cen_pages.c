/* See cen_pages.h. */
#include "landmark/clnf/cen_pages.h"

#include "base/finite.h"

#include <math.h>

static size_t place_of(const facs_patch_scale *scale, const float *value)
{
    return (size_t)((const uint8_t *)value - scale->file.bytes);
}

/* the bytes from the first number of the view's experts to their last */
static void find_bytes(const facs_patch_scale *scale, int view, facs_cen_view *out)
{
    out->from = scale->file.size;
    out->to = 0;
    for (int i = 0; i < scale->n; i++) {
        const facs_cen_expert *expert = &scale->cen[view * scale->n + i];
        for (int k = 0; k < expert->layers; k++) {
            const facs_cen_layer *layer = &expert->layer[k];
            const size_t first = place_of(scale, layer->bias);
            const size_t end = place_of(scale, layer->weights + (ptrdiff_t)layer->outputs * layer->inputs);
            out->from = first < out->from ? first : out->from;
            out->to = end > out->to ? end : out->to;
        }
    }
    if (out->to < out->from)
        out->to = out->from;
}

static bool all_sane(const float *values, ptrdiff_t count)
{
    int bad = 0;
    for (ptrdiff_t i = 0; i < count; i++)
        bad |= !(fabsf(values[i]) <= (float)FACS_MODEL_VALUE_MAX);
    return !bad;
}

static bool experts_are_sane(const facs_patch_scale *scale, int view)
{
    for (int i = 0; i < scale->n; i++) {
        const facs_cen_expert *expert = &scale->cen[view * scale->n + i];
        for (int k = 0; k < expert->layers; k++) {
            const facs_cen_layer *layer = &expert->layer[k];
            if (!all_sane(layer->bias, layer->outputs) ||
                !all_sane(layer->weights, (ptrdiff_t)layer->outputs * layer->inputs))
                return false;
        }
    }
    return true;
}

/* until there is room, but not the view that was used last and the one before, which belong together */
static void make_room(facs_cen_pages *pages, const facs_landmark_model *model)
{
    while (pages->present > (size_t)FACS_CEN_PAGES) {
        facs_cen_view *oldest = NULL;
        const facs_file_map *file = NULL;
        for (int c = 0; c < model->scales; c++) {
            for (int v = 0; v < model->scale[c].views; v++) {
                facs_cen_view *view = &pages->view[c][v];
                if (!view->present || view->used + 1 >= pages->uses || (oldest && view->used >= oldest->used))
                    continue;
                oldest = view;
                file = &model->scale[c].file;
            }
        }
        if (!oldest)
            return;
        facs_file_map_release(file, oldest->from, oldest->to);
        oldest->present = false;
        pages->present -= oldest->to - oldest->from;
    }
}

facs_status facs_cen_pages_use(facs_cen_pages *pages, const facs_landmark_model *model, int c, int view,
                               facs_error *error)
{
    const facs_patch_scale *scale = &model->scale[c];
    facs_cen_view *used = &pages->view[c][view];
    if (!scale->file.bytes)
        return FACS_OK;
    used->used = ++pages->uses;
    if (used->present && used->looked)
        return FACS_OK;
    if (!used->present) {
        if (!used->looked)
            find_bytes(scale, view, used);
        used->present = true;
        pages->present += used->to - used->from;
        make_room(pages, model);
        facs_file_map_fetch(&scale->file, used->from, used->to);
    }
    if (!used->looked && !experts_are_sane(scale, view))
        return facs_fail(
            error, FACS_E_MODEL_CORRUPT,
            "%s: a patch expert of view %d holds what is no number: the file was changed since its model pack "
            "was made; fetch it again",
            scale->file.path, view);
    used->looked = true;
    return FACS_OK;
}
