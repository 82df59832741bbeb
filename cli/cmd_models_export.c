/* facsimile models export: OpenFace's stages as files for other programs. */
#include "models.h"

#include <facsimile/facsimile.h>
#include <stdio.h>

static void told(void *cookie, const char *path, const char *what)
{
    (void)cookie;
    if (path)
        printf("%s\n", path);
    else
        complain("not written: %s", what);
}

int facs_cmd_models_export(int argc, char **argv)
{
    facs_models_options options;
    facs_models_options_init(&options, sizeof options);
    options.pipeline = "openface"; /* the one with such stages */
    facs_models *models = NULL;
    facs_error error = {0};
    const char *folder = NULL, *words[1];
    const option known[] = {
        {"onnx", 0, OPTION_TEXT, &folder},
        {"landmarks", 0, OPTION_TEXT, &options.landmarks},
        {"model-dir", 0, OPTION_TEXT, &options.model_dir},
    };
    if (options_parse("models", argc, argv, known, 3, words, 0) < 0)
        return EXIT_USAGE;
    if (!folder || !*folder) {
        complain("models export: say where to: --onnx FOLDER (see facsimile help models export)");
        return EXIT_USAGE;
    }
    facs_status status = facs_models_open(&options, &models, &error);
    if (status == FACS_OK)
        status = facs_models_export_onnx(models, folder, told, NULL, &error);
    facs_models_close(&models);
    if (status == FACS_OK)
        return EXIT_FINE;
    complain_error(&error);
    return exit_status_of(status);
}
