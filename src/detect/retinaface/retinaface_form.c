/* What a file of RetinaFace has to be; see retinaface_model.h. */
#include "detect/retinaface/retinaface_model.h"

/* rows and columns of the first run, and the anchors they give: two at each place of grids of 1/8, 1/16 and 1/32 */
enum { SIDE = 160, ANCHORS = 2 * (20 * 20 + 10 * 10 + 5 * 5) };

static facs_status check(const char *path, const facs_onnx_tensor *outputs, int count, facs_error *error)
{
    static const struct {
        int values;
        const char *expected;
    } wanted[FACS_RETINAFACE_OUTPUTS] = {
        [FACS_RETINAFACE_BOXES] = {4, "1 x 1050 x 4 (boxes of RetinaFace)"},
        [FACS_RETINAFACE_SCORES] = {2, "1 x 1050 x 2 (probabilities of RetinaFace)"},
        [FACS_RETINAFACE_POINTS] = {10, "1 x 1050 x 10 (points of RetinaFace)"},
    };
    for (int i = 0; i < FACS_RETINAFACE_OUTPUTS; i++)
        if (i >= count || outputs[i].rank != 3 || outputs[i].size[0] != 1 || outputs[i].size[1] != ANCHORS ||
            outputs[i].size[2] != wanted[i].values)
            return facs_onnx_unfit(path, outputs, count, i, wanted[i].expected, error);
    return FACS_OK;
}

const facs_onnx_form facs_retinaface_form = {
    .network = "RetinaFace",
    .inputs = 1,
    .input = {{.rank = 4, .size = {1, 3, 0, 0}, .warm_up = {1, 3, SIDE, SIDE}}},
    .check = check,
    .hints = {.free_size = true,
              .least = "input:1x3x160x160",
              .usual = "input:1x3x720x1280",
              .most = "input:1x3x2160x3840"},
};
