/* Prints where everything is that programs have compiled in; links every function.  Compiled with the frozen header and
 * with today's: both must print the same. */
#include FACS_HEADER

#include <stdio.h>

typedef void any_function(void);

static any_function *const functions[] = {
#define MEMBER(structure, member)
#define STRUCT(structure)
#define CONSTANT(name)
#define FUNCTION(name) (any_function *)name,
#include "names.inc"
#undef MEMBER
#undef STRUCT
#undef CONSTANT
#undef FUNCTION
};

int main(void)
{
    size_t found = 0;
    for (size_t i = 0; i < sizeof functions / sizeof *functions; i++)
        found += functions[i] != NULL;
    printf("%zu functions\n", found);
#define MEMBER(structure, member)                                                                                      \
    printf("%s.%s at %zu, %zu bytes\n", #structure, #member, offsetof(structure, member),                              \
           sizeof(((structure *)0)->member));
#define STRUCT(structure) printf("%s: %zu bytes\n", #structure, sizeof(structure));
#define CONSTANT(name) printf("%s = %d\n", #name, (int)name);
#define FUNCTION(name)
#include "names.inc"
    return 0;
}
