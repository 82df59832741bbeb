/* What "facsimile models" does, one function per word behind it; arguments start with that word. */
#ifndef FACSIMILE_CMD_MODELS_H
#define FACSIMILE_CMD_MODELS_H

#include "cli.h"

int facs_cmd_models_pack(int argc, char **argv);

#endif
