/* Members of zip archives: .npz files of NumPy, MediaPipe's .task files. */
#ifndef FACS_TESTS_ZIP_H
#define FACS_TESTS_ZIP_H

#include "support/npy.h"

/* Content of a stored or deflated member; fails the test when there is none.  free. */
uint8_t *zip_member(const char *path, const char *name, size_t *size);
/* Array `name` of an .npz file; npy_free. */
npy npz_load(const char *path, const char *name);

#endif
