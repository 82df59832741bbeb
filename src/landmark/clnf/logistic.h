/* The logistic function of the CCNF neurons in f64, the same bits at every CPU level: plain operations in a fixed order
 * (-ffp-contract=off keeps them apart), constants for response_kernels.c and its plain twin.
 *
 *     exp(x) = 2^n (1 + t),  n = x / ln 2 rounded,  r = x - n ln 2 in two steps, the first of them exact
 *     t = exp(r) - 1 = r + r^2 q(r),  q interpolates at Chebyshev points of |r| <= ln 2 / 2, to 1.6e-17 of exp(r)
 *
 * Products of q are summed as a tree (G. Estrin, "Organization of computer systems: the fixed plus variable structure
 * computer", 1960), which has shorter chains of operations than Horner's scheme.
 *
 * 1 + exp(x) is within about one unit in the last place.  After the rounding of the neurons' sum to f32 the result is
 * that of any good exp, except once in some 10^8 values. */
#ifndef FACS_LANDMARK_CLNF_LOGISTIC_H
#define FACS_LANDMARK_CLNF_LOGISTIC_H

/** Arguments are clamped to +-FACS_EXP_LIMIT, beyond which a neuron is 0 or 1 to the last bit. */
#define FACS_EXP_LIMIT 700.0f
#define FACS_EXP_SHIFT 6755399441055744.0  /**< 1.5 * 2^52: adding it rounds to an integer in the low bits */
#define FACS_EXP_RLN2 0x1.71547652b82fep+0 /**< 1 / ln 2 */
#define FACS_EXP_LN2 0x1.62e42fee00000p-1  /**< ln 2, the upper bits */
#define FACS_EXP_LN2_REST 0x1.a39ef35793c76p-33

/** q(r) of a scalar or a vector, r2 = r * r. */
#define FACS_EXP_Q(r, r2)                                                                                              \
    ((0x1.0000000000001p-1 + 0x1.5555555555556p-3 * (r)) +                                                             \
     (0x1.5555555553d63p-5 + 0x1.11111111109b3p-7 * (r)) * (r2) +                                                      \
     (r2) * (r2) *                                                                                                     \
         ((0x1.6c16c1788bd90p-10 + 0x1.a01a01a7c41d5p-13 * (r)) +                                                      \
          (0x1.a019b90d2ae7ap-16 + 0x1.71de0dae63bb3p-19 * (r)) * (r2) +                                               \
          (r2) * (r2) * (0x1.289185613a3d6p-22 + 0x1.af38a9b0ec855p-26 * (r))))

#endif
