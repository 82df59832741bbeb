/* The library that stands in for ONNX Runtime (fake_onnxruntime.c), as tests find these functions in it with dlsym(). */
#ifndef FACS_TESTS_FAKE_ONNXRUNTIME_H
#define FACS_TESTS_FAKE_ONNXRUNTIME_H

#include <stdint.h>

/** What was handed out and has not come back. */
int64_t fake_ort_alive(void);
/** A line for each provider appended, option set, session made. */
const char *fake_ort_log(void);
/** Nothing is remembered; call it when nothing is alive. */
void fake_ort_reset(void);

struct facs_ort_base;
const struct facs_ort_base *OrtGetApiBase(void);

#endif
