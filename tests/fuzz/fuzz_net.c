/* General networks in our own format: read, then run where that does not take long. */
#include "fuzz_world.h"

#include "nn/net_file.h"
#include "use_net.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const facs_env *env = fuzz_begin();
    fuzz_limit_by(NET_BYTES_PER_BYTE * size);
    facs_net *net = NULL;
    facs_error error = {.message = ""};
    if (fuzz_accepted(facs_net_read(env, data, size, "/net", &net, &error), &error))
        use_net(env, net);
    facs_net_free(&net);
    fuzz_end();
    return 0;
}
