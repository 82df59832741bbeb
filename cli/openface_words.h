/* For people who come from OpenFace: its options in our words. */
#ifndef FACSIMILE_CLI_OPENFACE_WORDS_H
#define FACSIMILE_CLI_OPENFACE_WORDS_H

/* What to write instead of an option of OpenFace such as "-out_dir" (also with two dashes); NULL = it has no such
 * option. */
const char *openface_option(const char *argument);

#endif
