/* What a file of the multi-task network has to be; see mtl_model.h. */
#include "au/mtl/mtl_model.h"

static facs_status check(const char *path, const facs_onnx_tensor *outputs, int count, facs_error *error)
{
    static const struct {
        int values;
        const char *expected;
    } wanted[FACS_MTL_OUTPUTS] = {
        [FACS_MTL_EMOTION] = {FACS_MTL_EMOTIONS, "1 x 8 (emotions of the multi-task network)"},
        [FACS_MTL_GAZE] = {2, "1 x 2 (gaze of the multi-task network)"},
        [FACS_MTL_AU] = {FACS_MTL_AUS, "1 x 8 (action units of the multi-task network)"},
    };
    for (int i = 0; i < FACS_MTL_OUTPUTS; i++)
        if (i >= count || outputs[i].rank != 2 || outputs[i].size[0] != 1 || outputs[i].size[1] != wanted[i].values)
            return facs_onnx_unfit(path, outputs, count, i, wanted[i].expected, error);
    return FACS_OK;
}

const facs_onnx_form facs_mtl_form = {
    .network = "multi-task network",
    .inputs = 1,
    .input = {{.rank = 4,
               .size = {0, 3, FACS_MTL_SIDE, FACS_MTL_SIDE},
               .warm_up = {1, 3, FACS_MTL_SIDE, FACS_MTL_SIDE}}},
    .check = check,
};
