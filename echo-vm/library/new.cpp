// operator new and delete, on the contract's heap: it never gives null and never throws, the run ends.
#include "library.h"

#include <new>

#define WEAK __attribute__((weak))
using std::nothrow_t;
using std::size_t;

WEAK void *operator new(size_t size) { return malloc(size); }
WEAK void *operator new[](size_t size) { return malloc(size); }
WEAK void *operator new(size_t size, const nothrow_t &) noexcept { return malloc(size); }
WEAK void *operator new[](size_t size, const nothrow_t &) noexcept { return malloc(size); }
WEAK void operator delete(void *pointer) noexcept { free(pointer); }
WEAK void operator delete[](void *pointer) noexcept { free(pointer); }
WEAK void operator delete(void *pointer, size_t) noexcept { free(pointer); }
WEAK void operator delete[](void *pointer, size_t) noexcept { free(pointer); }
WEAK void operator delete(void *pointer, const nothrow_t &) noexcept { free(pointer); }
WEAK void operator delete[](void *pointer, const nothrow_t &) noexcept { free(pointer); }
