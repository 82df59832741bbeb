/* What extract writes besides the CSV: for each kind an option, a sink of the library, an ending. */
#ifndef FACSIMILE_CLI_MORE_OUTPUTS_H
#define FACSIMILE_CLI_MORE_OUTPUTS_H

#include "claims.h"
#include "output_names.h"

#include <facsimile/facsimile.h>

/* Something was asked for. */
bool more_outputs_given(const char *const given[MORE_OUTPUTS]);
/* Something that only the pipeline openface has. */
bool more_outputs_of_openface(const char *const given[MORE_OUTPUTS]);
/* What the inputs are called does for them; EXIT_USAGE after a message. */
int more_outputs_check_names(const char *const given[MORE_OUTPUTS], const char *const *inputs, int count);
/* None of them is one place for the results of several inputs; EXIT_USAGE after a message. */
int more_outputs_check_several(const char *const given[MORE_OUTPUTS], int count);

/* Fills in where the results of `count` tasks go, as `given`.
 * `pictures`: the only input is a folder of pictures by themselves.  False after a message. */
bool more_outputs_name(const char *const given[MORE_OUTPUTS], task *tasks, int count, bool several, bool image,
                       bool pictures);
/* The folder for results number `which`, as given; NULL = it is a place for one input, or not wanted. */
const char *more_outputs_folder(const char *const given[MORE_OUTPUTS], int which, bool several, bool pictures);

/* Claims them; `several` inputs: the message names the one. */
void more_outputs_claim(claims *all, const task *one, bool several);
/* For the library; how many. */
int more_outputs_list(const task *one, facs_output outputs[MORE_OUTPUTS]);

#endif
