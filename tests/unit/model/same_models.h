/* Comparison of loaded models, member by member. */
#ifndef FACS_TESTS_SAME_MODELS_H
#define FACS_TESTS_SAME_MODELS_H

#include "model/readers.h"
#include "store/models.h"

/* Fails the test where a number has other bits or a structure another form. */
void assert_same_models(const facs_models *a, const facs_models *b);

#endif
