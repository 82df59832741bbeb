/* Our places in ONNX Runtime's table of functions against its own header, where that is installed. */
#include "support/needs.h"

#include "nn/onnx_api.h"

#if FACS_HAVE_ORT_HEADER
#include <onnxruntime_c_api.h>
#endif

static void test_places(void **context)
{
    (void)context;
#if FACS_HAVE_ORT_HEADER
#define COMPARE(place, name, result, arguments) assert_int_equal(offsetof(OrtApi, name), (place) * sizeof(void *));
    FACS_ORT_FUNCTIONS(COMPARE)
#undef COMPARE
    assert_int_equal(FACS_ORT_FLOAT, ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT);
    assert_int_equal(FACS_ORT_TENSOR, ONNX_TYPE_TENSOR);
#endif
}

/* places rise, and the last is that of the length of the table */
static void test_order(void **context)
{
    (void)context;
    int last = 0;
#define RISES(place, name, result, arguments)                                                                          \
    assert_true((place) > last);                                                                                       \
    last = place;
    FACS_ORT_FUNCTIONS(RISES)
#undef RISES
    assert_int_equal(last, FACS_ORT_PLACES - 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        NEEDS_THAT(FACS_HAVE_ORT_HEADER, "no header of ONNX Runtime (pkg-config libonnxruntime)",
                   cmocka_unit_test(test_places)),
        cmocka_unit_test(test_order),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
