/* Making a model pack on request, with what the landmark fit derives from the models. */
#include "landmark/clnf/expert_cache_pack.h"
#include "landmark/clnf/landmark_model.h"
#include "store/models.h"

#include <stdio.h>

facs_status facs_models_pack(const facs_models_options *options, char *path, size_t path_size, facs_error *error)
{
    facs_models *models = NULL;
    facs_status status = facs_models_open_with(options, FACS_PACK_FORCE, &models, error);
    if (status != FACS_OK)
        return status;
    const facs_landmark_model *landmarks = facs_loaded_landmarks(&models->loaded);
    if (landmarks)
        status = facs_expert_cache_pack_write(&models->env, landmarks, error);
    if (status == FACS_OK && path && path_size)
        snprintf(path, path_size, "%s", models->pack_path);
    facs_models_close(&models);
    return status;
}
