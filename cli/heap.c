/* See heap.h. */
#include "heap.h"

#if defined(__GLIBC__)
#include <malloc.h>

/* By itself, glibc takes large blocks from the system one by one only until the first is freed; from then on they come
 * from one heap, in which what a run needs at its start leaves holes. */
void heap_settle(void)
{
    mallopt(M_MMAP_THRESHOLD, 128 << 10);
}
#else
void heap_settle(void)
{
}
#endif
