/* stdlib.h and malloc.h: allocations that ask for more than 16, or how large they are. Where this file is linked, memory.c keeps two
 * words before each allocation. */
#include "library.h"

const char echo_library_header __attribute__((visibility("hidden"))) = 1;

void *aligned_alloc(size_t alignment, size_t size) {
    echo_require(alignment != 0 && (alignment & (alignment - 1)) == 0, "aligned_alloc: not a power of two");
    if (alignment <= 16) {
        return malloc(size);
    }
    echo_require(alignment <= SIZE_MAX / 4 && size <= SIZE_MAX / 4, "out of memory");
    char *base = echo_allocate(size + alignment + 16);
    size_t *pointer = (size_t *)(((uintptr_t)base + 16 + alignment - 1) & ~(alignment - 1));
    pointer[-2] = size;
    pointer[-1] = (size_t)((char *)pointer - base);
    return pointer;
}

void *memalign(size_t alignment, size_t size) { return aligned_alloc(alignment, size); }
void *valloc(size_t size) { return aligned_alloc(4096, size); }

int posix_memalign(void **out, size_t alignment, size_t size) {
    if (alignment < sizeof(void *) || (alignment & (alignment - 1)) != 0) {
        return 22; /* EINVAL */
    }
    *out = aligned_alloc(alignment, size);
    return 0;
}

size_t malloc_usable_size(void *pointer) { return pointer == NULL ? 0 : ((const size_t *)pointer)[-2]; }
