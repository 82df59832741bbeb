/* The library that stands in for liblsl (fake_lsl.c), as tests find these functions in it with dlsym(). */
#ifndef FACS_TESTS_FAKE_LSL_H
#define FACS_TESTS_FAKE_LSL_H

#include <stdint.h>

/** A line for each stream, element of its description, outlet, sample. */
const char *fake_lsl_log(void);
/** What was handed out and has not come back. */
int64_t fake_lsl_alive(void);
/** Nothing is remembered, the clock starts again. */
void fake_lsl_reset(void);

#endif
