/* An environment that counts what is allocated through it. */
#ifndef FACS_BASE_METER_H
#define FACS_BASE_METER_H

#include "base/base.h"

#include <stdatomic.h>

/** Must outlive everything made with its environment. */
typedef struct facs_meter {
    facs_env inner; /**< resolved */
    atomic_llong allocations, bytes;
} facs_meter;

/** Environment that passes everything on to `env` (resolved) and counts in `meter`; any thread may use it. */
facs_env facs_meter_init(facs_meter *meter, const facs_env *env);

#endif
