/* MediaPipe's face landmarker: an archive of networks. */
#include "fuzz_world.h"

#include "model/readers.h"
#include "use_net.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char path[] = "/face_landmarker.task";
    const facs_env *env = fuzz_begin();
    fuzz_put(path, data, size);
    fuzz_limit_by(3 * NET_BYTES_PER_BYTE * size);
    facs_mediapipe_model *model = NULL;
    facs_error error = {.message = ""};
    if (fuzz_accepted(facs_mediapipe_load(env, path, &model, &error), &error))
        use_net(env, model->detector);
    facs_mediapipe_free(env, &model);
    fuzz_end();
    return 0;
}
