/* `facsimile compare` on two CSV files with a byte 0x1e between them (one is compared with itself); plain or gzip. */
#include "fuzz_world.h"

#include "cli/cli.h"

#include <stdio.h>
#include <string.h>

static int complaints;

void complain(const char *format, ...)
{
    char message[1024];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(message, sizeof message, format, arguments);
    va_end(arguments);
    fuzz_check(message[0] == '/', "message \"%s\"", message);
    if (fuzz_verbose)
        fprintf(stderr, "    %s\n", message);
    complaints++;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static bool quiet;
    if (!quiet)
        quiet = freopen("/dev/null", "w", stdout) != NULL;
    const uint8_t *part[2];
    size_t part_size[2];
    fuzz_part(data, size, 0, &part[0], &part_size[0]);
    if (!fuzz_part(data, size, 1, &part[1], &part_size[1])) {
        part[1] = part[0];
        part_size[1] = part_size[0];
    }
    char name[] = "compare", json[] = "--json", path[2][64];
    char *argv[] = {name, path[0], path[1], json, NULL};
    for (int i = 0; i < 2; i++)
        snprintf(path[i], sizeof path[i], "%s", fuzz_temporary_file(i, part[i], part_size[i]));
    /* as a table or as JSON */
    complaints = 0;
    int status = command_compare.run(size % 2 ? 4 : 3, argv);
    fuzz_check(status == EXIT_FINE ? complaints == 0 : status == EXIT_OTHER && complaints == 1,
               "exit status %d after %d complaints", status, complaints);
    return 0;
}
