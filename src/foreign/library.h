/* Libraries that nothing is linked with: each is looked for, and loaded, when something needs it. */
#ifndef FACS_FOREIGN_LIBRARY_H
#define FACS_FOREIGN_LIBRARY_H

#include "base/base.h"

/** Where a library is looked for, and what is said of it. */
typedef struct facs_library {
    const char *title;          /**< "ONNX Runtime" */
    const char *variable;       /**< of the environment: names the library, its folder, or that of a Python package */
    const char *file;           /**< how the names of its files begin: "libonnxruntime" */
    const char *const *names;   /**< by which the system finds it; NULL at the end */
    const char *const *below;   /**< where it is in a folder that is named, "" = there; NULL at the end */
    const char *below_in_words; /**< "nor in its capi and lib" */
    const char *data;           /**< folder of it in facsimile's data folder, where scripts/packages.sh puts it */
    const char *missing;        /**< what who needs it is told when there is none */
    const char *how_to;         /**< how to get it: sentences, without the last full stop */
    facs_status status;         /**< of everything that fails */
} facs_library;

/** Takes what it needs out of a library that was loaded.
 *  @param path of it; "" = the system found it under `name` */
typedef facs_status facs_library_taker(void *cookie, void *library, const char *path, const char *name,
                                       facs_error *error);

/** Load the library, in this order: what its variable names, and nothing else then; that of a Python package installed beside
 *  facsimile's, where this is part of it; the system's; the one in facsimile's data folder; that of the active Python environment ($VIRTUAL_ENV).  Of those that were not named, one that cannot be
 *  loaded or that the taker refuses is passed over for the next.  It stays loaded until the process ends.
 *  Errors: library->status; the message says how to get one. */
facs_status facs_library_load(const facs_library *library, facs_library_taker *take, void *cookie, facs_error *error);

/** "libname.so.1": names for the system's loader. */
#ifdef __APPLE__
#define FACS_LIBRARY_NAME(name, number) name "." #number ".dylib"
#define FACS_LIBRARY_PLAIN(name) name ".dylib"
#else
#define FACS_LIBRARY_NAME(name, number) name ".so." #number
#define FACS_LIBRARY_PLAIN(name) name ".so"
#endif

#endif
