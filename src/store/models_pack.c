/* Making a model pack on request, with what the landmark fit derives from the models. */
#include "landmark/clnf/expert_cache_pack.h"
#include "landmark/clnf/landmark_model.h"
#include "store/models.h"

#include <string.h>

facs_status facs_models_pack(const facs_models_options *options, char *path, size_t path_size, facs_error *error)
{
    facs_models *models = NULL;
    facs_status status = facs_models_open_with(options, FACS_PACK_FORCE, &models, error);
    if (status != FACS_OK)
        return status;
    const facs_landmark_model *landmarks = facs_loaded_landmarks(&models->loaded);
    if (landmarks)
        status = facs_expert_cache_pack_write(&models->env, landmarks, error);
    const size_t room = strlen(models->pack_path) + 1;
    if (status == FACS_OK && path && path_size < room)
        status = facs_fail(error, FACS_E_ARGUMENT, "%s: is made, but its name takes %zu bytes; path_size is %zu",
                           models->pack_path, room, path_size);
    else if (status == FACS_OK && path)
        memcpy(path, models->pack_path, room);
    facs_models_close(&models);
    return status;
}
