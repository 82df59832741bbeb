/* See needed.h. */
#include "foreign/needed.h"

#include "foreign/fresh_pages.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>

static pthread_mutex_t one_at_a_time = PTHREAD_MUTEX_INITIALIZER; /* tables are filled once */

typedef struct wish {
    facs_needed *needed;
    const char *file;
    facs_error *error;
} wish;

static facs_status missing(const wish *made, const facs_needed_part *part, const char *before, const char *why)
{
    const bool known = *part->package != '\0';
    return facs_fail(made->error, FACS_E_UNSUPPORTED,
                     "%s%s%s cannot be loaded: %s%s.  Install the library %s%s%s%s, or build facsimile anew: it was "
                     "built for this version and takes no other",
                     made->file ? made->file : "", made->file ? ": " : "", made->needed->title, before, why, part->name,
                     known ? " (Debian: package " : "", part->package, known ? ")" : "");
}

/* A program that is linked with the same library has copies of its variables (libhdf5 has some), which the library then
 * uses instead of its own: they are found by way of the program.
 * @param function of the library */
static void *home_of(void *library, const char *function)
{
    void *program = dlopen(NULL, RTLD_LAZY), *address = program ? dlsym(program, function) : NULL;
    return address && address == dlsym(library, function) ? program : library;
}

/* RTLD_LAZY: of the functions of 150 libraries hardly any is ever called.  NODELETE: they have threads and statics of
 * their own. */
static facs_status load_part(const wish *made, const facs_needed_part *part, char **to)
{
    dlerror();
    enum { HOW = RTLD_LAZY | RTLD_LOCAL | RTLD_NODELETE };
    void *library = dlopen(part->name, HOW);
    if (!library) {
        const char *said = dlerror();
        char why[512];
        snprintf(why, sizeof why, "%s", said ? said : part->name);
        library = *part->also ? dlopen(part->also, HOW) : NULL;
        if (!library)
            return missing(made, part, "", why);
    }
    void *from = home_of(library, part->symbols);
    for (const char *symbol = part->symbols; *symbol; symbol += strlen(symbol) + 1) {
        void *address = dlsym(from, symbol);
        if (!address)
            return missing(made, part, "it has no ", symbol);
        memcpy(*to, &address, sizeof address);
        *to += sizeof address;
    }
    return FACS_OK;
}

static facs_status load(const wish *made)
{
    char *to = made->needed->table;
    const int before = facs_fresh_pages_begin();
    facs_status status = FACS_OK;
    for (const facs_needed_part *part = made->needed->parts; part->name && status == FACS_OK; part++) {
        status = load_part(made, part, &to);
        facs_fresh_pages_end(before); /* those of the parts before as well, in which it has looked for symbols */
    }
    return status;
}

facs_status facs_needed_load(facs_needed *needed, const char *file, facs_error *error)
{
    const wish made = {needed, file, error};
    if (atomic_load_explicit(&needed->loaded, memory_order_acquire))
        return FACS_OK;
    pthread_mutex_lock(&one_at_a_time);
    facs_status status = needed->loaded ? FACS_OK : load(&made);
    if (status == FACS_OK)
        atomic_store_explicit(&needed->loaded, true, memory_order_release);
    pthread_mutex_unlock(&one_at_a_time);
    return status;
}
