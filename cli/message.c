/* What the command says to people. */
#include "cli.h"
#include "escape.h"

#include <stdarg.h>
#include <stdio.h>

enum { LINE_BYTES = 8192 };

static void print_line(FILE *to, const char *before, const char *format, va_list arguments)
{
    char text[LINE_BYTES];
    if (!format) /* never; builds with sanitizers warn of this way to vsnprintf otherwise */
        return;
    vsnprintf(text, sizeof text, format, arguments); /* NOLINT(clang-analyzer-valist.Uninitialized): it is not */
    fputs(before, to);
    escape_print(to, text);
    fputc('\n', to);
}

void complain(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    print_line(stderr, "facsimile: ", format, arguments);
    va_end(arguments);
}

void complain_error(const facs_error *error)
{
    fprintf(stderr, "facsimile: %s\n", error->message);
}

void say(FILE *to, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    print_line(to, "", format, arguments);
    va_end(arguments);
}
