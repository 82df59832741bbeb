/* What a file of PFLD has to be; see pfld_model.h. */
#include "landmark/pfld/pfld_model.h"

static facs_status check(const char *path, const facs_onnx_tensor *outputs, int count, facs_error *error)
{
    if (count < 1 || outputs[0].rank != 2 || outputs[0].size[0] != 1 || outputs[0].size[1] != FACS_PFLD_VALUES)
        return facs_onnx_unfit(path, outputs, count, 0, "1 x 136 (68 points of PFLD)", error);
    return FACS_OK;
}

const facs_onnx_form facs_pfld_form = {
    .network = "PFLD",
    .inputs = 1,
    .input = {{.rank = 4,
               .size = {1, 3, FACS_PFLD_SIDE, FACS_PFLD_SIDE},
               .warm_up = {1, 3, FACS_PFLD_SIDE, FACS_PFLD_SIDE}}},
    .check = check,
};
