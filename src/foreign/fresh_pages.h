/* Pages of libraries that only linking them needed. */
#ifndef FACS_FOREIGN_FRESH_PAGES_H
#define FACS_FOREIGN_FRESH_PAGES_H

/** Before dlopen(): how many libraries there are. */
int facs_fresh_pages_begin(void);
/** After it: gives back the pages of those that have come since. */
void facs_fresh_pages_end(int before);

#endif
