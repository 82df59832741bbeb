/* Model packs: the first byte says which models the rest is a pack of, and whether its header and checksums are made
 * right before it is read, as somebody who makes up a pack would; read, then the models are used. */
#include "fuzz_world.h"

#include "model/pack_models.h"
#include "repair_pack.h"
#include "use_models.h"

enum { LANDMARKS, NETWORKS };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 1)
        return 0;
    const char *path = fuzz_temporary_pack(data, size);
    const facs_env *env = fuzz_begin();
    fuzz_limit_by(size);
    facs_pack_walk walk;
    facs_pack *pack = NULL;
    facs_landmark_model *landmarks = NULL;
    facs_mtcnn_model *networks = NULL;
    facs_au_model *units = NULL;
    facs_error error = {.message = ""};
    facs_status status = facs_pack_read_begin(env, path, 0, &walk, &error);
    if (status == FACS_OK) {
        if (data[0] % 4 == LANDMARKS)
            facs_pack_landmarks(&walk, &landmarks);
        else if (data[0] % 4 == NETWORKS)
            facs_pack_mtcnn(&walk, &networks);
        else
            facs_pack_aus(&walk, &units);
        status = facs_pack_read_end(&walk, &pack);
    }
    if (fuzz_accepted(status, &error)) {
        if (landmarks)
            use_landmarks(env, landmarks);
        else if (networks)
            use_mtcnn(env, networks);
        else
            use_aus(env, units);
    }
    facs_pack_close(&pack);
    fuzz_end();
    return 0;
}
