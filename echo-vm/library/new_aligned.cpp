// operator new and delete for types that ask for more than 16.
#include "library.h"

#include <new>

#define WEAK __attribute__((weak))
using std::align_val_t;
using std::nothrow_t;
using std::size_t;

WEAK void *operator new(size_t size, align_val_t to) { return aligned_alloc(static_cast<size_t>(to), size); }
WEAK void *operator new[](size_t size, align_val_t to) { return aligned_alloc(static_cast<size_t>(to), size); }
WEAK void *operator new(size_t size, align_val_t to, const nothrow_t &) noexcept {
    return aligned_alloc(static_cast<size_t>(to), size);
}
WEAK void *operator new[](size_t size, align_val_t to, const nothrow_t &) noexcept {
    return aligned_alloc(static_cast<size_t>(to), size);
}
WEAK void operator delete(void *pointer, align_val_t) noexcept { free(pointer); }
WEAK void operator delete[](void *pointer, align_val_t) noexcept { free(pointer); }
WEAK void operator delete(void *pointer, size_t, align_val_t) noexcept { free(pointer); }
WEAK void operator delete[](void *pointer, size_t, align_val_t) noexcept { free(pointer); }
