/* From options to a recipe; see recipe.h. */
#include "session/recipe.h"

#include "head/head.h"

#include <math.h>

static facs_status check(const facs_models *models, const facs_session_options *options, facs_error *error)
{
    if (options->threads < 0)
        return facs_fail(error, FACS_E_ARGUMENT, "threads = %d: 0 (one per core) or more are possible",
                         options->threads);
    if (options->faces != FACS_FACES_ONE && options->faces != FACS_FACES_MANY)
        return facs_fail(error, FACS_E_ARGUMENT, "faces = %d: FACS_FACES_ONE or FACS_FACES_MANY are possible",
                         (int)options->faces);
    if (options->online_aus && options->final_aus_only)
        return facs_fail(error, FACS_E_ARGUMENT,
                         "online_aus asks for AUs of every frame, final_aus_only for none: "
                         "choose one");
    if (options->smooth && !models->pipeline.landmark->smooths)
        return facs_fail(error, FACS_E_ARGUMENT, "smooth: the pipeline %s smooths nothing; open does (--pipeline open)",
                         models->pipeline.name);
    return facs_camera_check(&options->camera, error);
}

facs_status facs_recipe_make(const facs_models *models, const facs_session_options *options, facs_recipe *recipe,
                             facs_error *error)
{
    facs_status status = check(models, options, error);
    if (status != FACS_OK)
        return status;
    facs_pipeline pipeline = models->pipeline;
    status = options->compat ? facs_pipeline_compat(options->compat, &pipeline, error) : FACS_OK;
    if (status != FACS_OK)
        return status;
    /* several faces have no persons yet */
    bool persons = !options->image && options->faces == FACS_FACES_ONE;
    *recipe = (facs_recipe){
        .pipeline = pipeline,
        .image = options->image,
        .many = options->faces == FACS_FACES_MANY,
        .aus = !options->no_aus,
        .failed_aus = options->faces != FACS_FACES_MANY || options->compat != NULL,
        .camera = options->camera,
        .landmark = {.wild = options->wild,
                     .smooth = options->smooth != 0 && !options->image,
                     .stills = options->image},
        .au = {.persons = persons,
               .dynamic = persons && !options->static_au,
               .online = persons && options->online_aus,
               .corrected = persons && options->online_aus,
               .final_only = persons && options->final_aus_only,
               .experimental = options->experimental != 0},
    };
    return FACS_OK;
}

facs_status facs_recipe_look(facs_recipe *recipe, const facs_portrait *portrait, facs_error *error)
{
    if (!recipe->pipeline.au->look)
        return facs_fail(
            error, FACS_E_ARGUMENT,
            "pipeline %s: has no aligned faces and no FHOG descriptors (--aligned, --hog): leave them out, or "
            "name the pipeline openface",
            recipe->pipeline.name);
    recipe->look = recipe->aus;
    recipe->au.portrait = *portrait;
    return FACS_OK;
}

/* NAN and -1 are those of the model */
static bool is_in(double value, double least, double most)
{
    return isnan(value) || value == -1 || (value >= least && value <= most);
}

facs_status facs_recipe_fit(facs_recipe *recipe, const facs_fit_settings *fit, facs_error *error)
{
    if (!recipe->pipeline.landmark->fit_settings)
        return facs_fail(
            error, FACS_E_ARGUMENT,
            "pipeline %s: has no settings of a landmark fit: leave them out, or name the pipeline openface",
            recipe->pipeline.name);
    if (!is_in(fit->sigma, 1e-3, 100) || !is_in(fit->reg, 0, 1e6) || !is_in(fit->w_reg, 0, 1e6) ||
        !is_in((double)fit->iterations, 0, 1000) || !is_in((double)fit->multi_view, 0, 1) ||
        !is_in((double)fit->validate, 0, 1))
        return facs_fail(
            error, FACS_E_ARGUMENT,
            "settings of the landmark fit: sigma 0.001 to 100, reg and w_reg 0 to 1000000, iterations 0 to "
            "1000, multi_view and validate 0 or 1 are possible");
    recipe->landmark.fit = fit;
    return FACS_OK;
}
