/* FFmpeg's libraries depend on more than a hundred others.  Linking them looks through their symbol tables, after which
 * 20 MB of pages are part of this process that are never looked at again.
 *
 * Pages of segments that cannot be written are copies of the file: giving them back costs nothing but reading those
 * that are used again from the system's cache.  Segments that can be written hold what the linker wrote and stay, those
 * that were written while linking in spite of their protection (text relocations) too. */
#if defined(__linux__) && !defined(_GNU_SOURCE)
#define _GNU_SOURCE /* dl_iterate_phdr; NOLINT(bugprone-reserved-identifier) */
#endif
#include "trim.h"

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

static int trim_library(struct dl_phdr_info *library, size_t size, void *cookie)
{
    const uintptr_t page = *(const uintptr_t *)cookie;
    (void)size;
    if (!library->dlpi_name || library->dlpi_name[0] != '/') /* the program itself, the kernel's page */
        return 0;
    for (int i = 0; i < library->dlpi_phnum; i++)
        if (library->dlpi_phdr[i].p_type == PT_DYNAMIC && has_text_relocations(library, &library->dlpi_phdr[i]))
            return 0;
    for (int i = 0; i < library->dlpi_phnum; i++) {
        const ElfW(Phdr) *part = &library->dlpi_phdr[i];
        if (part->p_type != PT_LOAD || (part->p_flags & PF_W))
            continue;
        uintptr_t from = (library->dlpi_addr + part->p_vaddr) / page * page;
        uintptr_t to = (library->dlpi_addr + part->p_vaddr + part->p_filesz) / page * page;
        if (to > from)
            madvise((void *)from, to - from, MADV_DONTNEED); /* NOLINT(performance-no-int-to-ptr) */
    }
    return 0;
}

void trim_libraries(void)
{
    uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE);
    dl_iterate_phdr(trim_library, &page);
}
#else
void trim_libraries(void)
{
}
#endif

#if defined(__GLIBC__)
#include <malloc.h>

/* By itself, glibc takes large blocks from the system one by one only until the first is freed; from then on they come
 * from one heap, in which what a run needs at its start leaves holes. */
void trim_heap(void)
{
    mallopt(M_MMAP_THRESHOLD, 128 << 10);
}
#else
void trim_heap(void)
{
}
#endif
