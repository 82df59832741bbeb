/* facsimile models pack: make the model pack anew. */
#include "models.h"

#include <facsimile/facsimile.h>
#include <stdio.h>

int facs_cmd_models_pack(int argc, char **argv)
{
    facs_models_options models;
    facs_models_options_init(&models, sizeof models);
    char path[4096] = "";
    facs_error error = {0};
    const char *words[1];
    const option options[] = {
        {"landmarks", 0, OPTION_TEXT, &models.landmarks},
        {"model-dir", 0, OPTION_TEXT, &models.model_dir},
    };
    if (options_parse("models", argc, argv, options, 2, words, 0) < 0)
        return EXIT_USAGE;
    facs_status status = facs_models_pack(&models, path, sizeof path, &error);
    if (status != FACS_OK) {
        complain_error(&error);
        return exit_status_of(status);
    }
    printf("%s\n", path);
    return EXIT_FINE;
}
