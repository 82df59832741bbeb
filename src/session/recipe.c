/* From options to a recipe; see recipe.h. */
#include "session/recipe.h"

#include "head/head.h"
#include "track/people.h"

#include <math.h>

/* what only several faces by our own rule have */
static facs_status check_people(const facs_session_options *options, facs_error *error)
{
    if (options->max_faces < 0 || options->max_faces > FACS_PEOPLE_MOST)
        return facs_fail(error, FACS_E_ARGUMENT, "max_faces = %lld (--max-faces): 1 to %d are possible, and 0 = %d",
                         (long long)options->max_faces, FACS_PEOPLE_MOST, FACS_PEOPLE_USUAL);
    if (options->order < FACS_ORDER_FIRST || options->order > FACS_ORDER_LEFT)
        return facs_fail(error, FACS_E_ARGUMENT, "order = %lld: FACS_ORDER_FIRST, _SIZE or _LEFT are possible",
                         (long long)options->order);
    if ((options->max_faces || options->order) && (options->faces != FACS_FACES_MANY || options->compat))
        return facs_fail(
            error, FACS_E_ARGUMENT,
            "max_faces and order (--max-faces, --order) are for several faces (--faces many)%s: leave them "
            "out",
            options->compat ? " without compat (--compat)" : "");
    if (options->gallery && (options->faces != FACS_FACES_MANY || options->compat || options->image))
        return facs_fail(error, FACS_E_ARGUMENT,
                         "gallery (--persons run): is for videos with several faces (--faces many) without compat "
                         "(--compat): leave it out");
    return FACS_OK;
}

/* raw action units are those of somebody from whose something is subtracted */
static facs_status check_raw(const facs_models *models, const facs_session_options *options, facs_error *error)
{
    const char *why = options->compat ? "with compat (--compat) the numbers are those of that program, which has none"
                      : options->image || options->no_aus
                          ? "nothing of a person is subtracted from pictures by themselves"
                      : !models->pipeline.au->raws ? "this pipeline subtracts nothing of a person from its values"
                                                   : NULL;
    if (!options->raw_au || !why)
        return FACS_OK;
    return facs_fail(error, FACS_E_ARGUMENT,
                     "pipeline %s: no raw action units (--raw-au, --columns raw): %s; leave them out",
                     models->pipeline.name, why);
}

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
    facs_status status = check_people(options, error);
    if (status == FACS_OK)
        status = check_raw(models, options, error);
    return status == FACS_OK ? facs_camera_check(&options->camera, error) : status;
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
    const bool several = options->faces == FACS_FACES_MANY, people = several && !options->compat && !options->image;
    const bool persons = !options->image && (people || !several); /* OpenFace's rule of several faces knows none */
    *recipe = (facs_recipe){
        .pipeline = pipeline,
        .image = options->image,
        .many = several && !people,
        .people = people,
        .most_faces = options->max_faces > 0 ? (int)options->max_faces : FACS_PEOPLE_USUAL,
        .order = (facs_order)options->order,
        .gallery = options->gallery,
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
               .experimental = options->experimental != 0,
               .raw = options->raw_au != 0},
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
