/* Memory the dynamic linker looked at. */
#ifndef FACSIMILE_TRIM_H
#define FACSIMILE_TRIM_H

/* Give back the pages of shared libraries that were read only to link them. */
void trim_libraries(void);

#endif
