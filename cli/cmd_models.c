/* facsimile models: what is kept of the model files. */
#include "cmd_models.h"

#include <string.h>

static const char usage[] =
    "usage: facsimile models pack [--landmarks NAME] [--model-dir DIR]\n"
    "\n"
    "  pack   read and check the model files and keep them ready for use in the model cache, so that later runs start\n"
    "         faster and need less memory; prints the file's name.  Other commands do so by themselves when they "
    "first\n"
    "         use a model, unless FACSIMILE_PACK=off is set\n"
    "\n"
    "  --landmarks NAME, --model-dir DIR   as for extract\n";

static int run(int argc, char **argv)
{
    if (argc > 1 && strcmp(argv[1], "pack") == 0)
        return facs_cmd_models_pack(argc - 1, argv + 1);
    if (argc > 1)
        complain("models: unknown word '%s': facsimile help models lists them", argv[1]);
    else
        complain("models: what to do is missing: facsimile help models");
    return EXIT_USAGE;
}

const command command_models = {"models", "make model files ready for use", usage, run};
