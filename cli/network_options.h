/* --provider, --network-threads and --profile-nodes: about the networks of a pipeline that ONNX Runtime runs. */
#ifndef FACSIMILE_CLI_NETWORK_OPTIONS_H
#define FACSIMILE_CLI_NETWORK_OPTIONS_H

#include <facsimile/facsimile.h>
#include <stdbool.h>

typedef struct network_options {
    const char *provider; /* NULL = not given */
    int64_t threads;      /* -1 = not given */
    bool nodes;
} network_options;

/** Right, and of use to the pipeline `pipeline` (as given, NULL = not)?  False after a message. */
bool network_options_check(const network_options *given, const char *pipeline);
/** Into the options of a run. */
void network_options_apply(const network_options *given, facs_extract_options *options);

#endif
