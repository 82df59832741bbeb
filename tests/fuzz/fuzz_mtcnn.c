/* The networks of the face detector: the first byte says which of P-Net, R-Net, O-Net and the list of them the rest
 * stands for; read, then faces in a picture. */
#include "fuzz_world.h"
#include "unit/model/synthetic.h"
#include "use_models.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const paths[] = {"/m/model/mtcnn_detector/p.dat", "/m/model/mtcnn_detector/r.dat",
                                        "/m/model/mtcnn_detector/o.dat", SYNTHETIC_MTCNN};
    if (size < 1)
        return 0;
    const facs_env *env = fuzz_begin();
    fuzz_put_installation();
    fuzz_put(paths[data[0] % 4], data + 1, size - 1);
    facs_mtcnn_model *model = NULL;
    facs_error error = {.message = ""};
    if (fuzz_accepted(facs_mtcnn_load(env, SYNTHETIC_MTCNN, &model, &error), &error))
        use_mtcnn(env, model);
    facs_mtcnn_free(env, &model);
    fuzz_end();
    return 0;
}
