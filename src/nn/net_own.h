/* Networks that are part of the library, ready to run. */
#ifndef FACS_NN_NET_OWN_H
#define FACS_NN_NET_OWN_H

#include "nn/net.h"

/** A network of its own with a state; all zero = none.  One thread. */
typedef struct facs_net_runner {
    facs_net *net;
    facs_net_run_state *state;
} facs_net_runner;

/** The network NAME.net of the library. */
facs_status facs_net_own(const facs_env *env, const char *name, facs_net_runner *runner, facs_error *error);
void facs_net_runner_free(facs_net_runner *runner);
/** *index of an output, NULL = the first one, with so many values in all (0 = any number).  FACS_E_MODEL_CORRUPT. */
facs_status facs_net_need_output(const facs_net_runner *runner, const char *net, const char *output, int values,
                                 int *index, facs_error *error);

#endif
