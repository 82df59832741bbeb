/* Action units by a model that was read. */
#ifndef FACS_TESTS_USE_AUS_H
#define FACS_TESTS_USE_AUS_H

#include "model/model.h"

void use_aus(const facs_env *env, const facs_au_model *model);

#endif
