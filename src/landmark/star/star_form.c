/* What a file of STAR has to be; see star_model.h.
 *
 * The network gives points, point maps and edge maps of each of its four stages, fused maps, and the final points at the
 * very end.  Exporters have called the first edge maps "landmarks" and given one name to two outputs, so that neither
 * names nor the number of outputs say anything: the last output that has the shape of points is the one. */
#include "landmark/star/star_model.h"

static bool is_points(const facs_onnx_tensor *output)
{
    return output->rank == 3 && output->size[0] == 1 && output->size[2] == 2 &&
           (output->size[1] == FACS_STAR_POINTS || output->size[1] == FACS_LANDMARKS);
}

static facs_status check(const char *path, const facs_onnx_tensor *outputs, int count, facs_error *error)
{
    for (int i = count - 1; i >= 0; i--)
        if (is_points(&outputs[i]))
            return FACS_OK;
    return facs_onnx_unfit(path, outputs, count, count - 1, "1 x 98 x 2 or 1 x 68 x 2 (points of STAR)", error);
}

int facs_star_output(const facs_onnx *net, int *points)
{
    int at = facs_onnx_outputs(net) - 1;
    facs_onnx_tensor seen = facs_onnx_seen(net, at);
    while (at > 0 && !is_points(&seen))
        seen = facs_onnx_seen(net, --at);
    *points = (int)seen.size[1];
    return at;
}

const facs_onnx_form facs_star_form = {
    .network = "STAR",
    .inputs = 1,
    .input = {{.rank = 4,
               .size = {1, 3, FACS_STAR_SIDE, FACS_STAR_SIDE},
               .warm_up = {1, 3, FACS_STAR_SIDE, FACS_STAR_SIDE}}},
    .check = check,
};
