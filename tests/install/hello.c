/* The smallest program that uses the library. */
#include <facsimile/facsimile.h>
#include <stdio.h>

int main(void)
{
    facs_extract_options options;
    facs_extract_options_init(&options, sizeof options);
    facs_error error;
    facs_status status = facs_extract_file("nothing.mp4", "nothing.csv", &options, &error);
    printf("%s: %d, %s\n", facs_version(), (int)status, error.message);
    return status == FACS_OK;
}
