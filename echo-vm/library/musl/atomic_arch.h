/* Stands before musl's: what should never be reached traps as elsewhere in a contract, not by an instruction of kernels. */
#include_next "atomic_arch.h"

#undef a_crash
#define a_crash contract_crash
static inline void contract_crash(void) { __builtin_trap(); }
