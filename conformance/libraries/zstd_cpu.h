/* In place of zstd's cpu.h, which asks the processor: it has nothing that would matter. */
#define ZSTD_COMMON_CPU_H

typedef int ZSTD_cpuid_t;
static inline ZSTD_cpuid_t ZSTD_cpuid(void) { return 0; }
static inline int ZSTD_cpuid_bmi1(ZSTD_cpuid_t none) { return none; }
static inline int ZSTD_cpuid_bmi2(ZSTD_cpuid_t none) { return none; }
