/* See fresh_pages.h.  FFmpeg's libraries depend on more than a hundred others.  Linking them looks through their symbol tables, after which
 * 20 MB of pages are part of this process that are never looked at again.
 *
 * Pages of segments that cannot be written are copies of the file: giving them back costs nothing but reading those
 * that are used again from the system's cache.  Segments that can be written hold what the linker wrote and stay, those
 * that were written while linking in spite of their protection (text relocations) too. */
#if defined(__linux__) && !defined(_GNU_SOURCE)
#define _GNU_SOURCE /* dl_iterate_phdr; NOLINT(bugprone-reserved-identifier) */
#endif
#include "foreign/fresh_pages.h"

#if defined(__linux__)
#include <link.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/mman.h>
#include <unistd.h>

static bool has_text_relocations(const struct dl_phdr_info *library, const ElfW(Phdr) * dynamic)
{
    /* NOLINTNEXTLINE(performance-no-int-to-ptr): that is how the linker tells it */
    const ElfW(Dyn) *entry = (const ElfW(Dyn) *)(library->dlpi_addr + dynamic->p_vaddr);
    for (; entry->d_tag != DT_NULL; entry++)
        if (entry->d_tag == DT_TEXTREL || (entry->d_tag == DT_FLAGS && (entry->d_un.d_val & DF_TEXTREL)))
            return true;
    return false;
}

typedef struct walk {
    uintptr_t page;
    int passed, before; /* libraries are walked through in the order in which they came */
} walk;

static int give_back(struct dl_phdr_info *library, size_t size, void *cookie)
{
    walk *at = cookie;
    (void)size;
    if (at->passed++ < at->before || !library->dlpi_name || library->dlpi_name[0] != '/')
        return 0;
    for (int i = 0; i < library->dlpi_phnum; i++)
        if (library->dlpi_phdr[i].p_type == PT_DYNAMIC && has_text_relocations(library, &library->dlpi_phdr[i]))
            return 0;
    for (int i = 0; i < library->dlpi_phnum; i++) {
        const ElfW(Phdr) *part = &library->dlpi_phdr[i];
        if (part->p_type != PT_LOAD || (part->p_flags & PF_W))
            continue;
        uintptr_t from = (library->dlpi_addr + part->p_vaddr) / at->page * at->page;
        uintptr_t to = (library->dlpi_addr + part->p_vaddr + part->p_filesz) / at->page * at->page;
        if (to > from)
            madvise((void *)from, to - from, MADV_DONTNEED); /* NOLINT(performance-no-int-to-ptr) */
    }
    return 0;
}

static int count_one(struct dl_phdr_info *library, size_t size, void *cookie)
{
    (void)library;
    (void)size;
    ++*(int *)cookie;
    return 0;
}

int facs_fresh_pages_begin(void)
{
    int count = 0;
    dl_iterate_phdr(count_one, &count);
    return count;
}

void facs_fresh_pages_end(int before)
{
    walk at = {.page = (uintptr_t)sysconf(_SC_PAGESIZE), .before = before};
    dl_iterate_phdr(give_back, &at);
}
#else
int facs_fresh_pages_begin(void)
{
    return 0;
}

void facs_fresh_pages_end(int before)
{
    (void)before;
}
#endif
