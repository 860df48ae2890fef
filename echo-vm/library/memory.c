/* stdlib.h: memory, on the contract's heap. It never gives null: where there is no more memory, the run ends. */
#include "library.h"

#define ALIGNMENT 16 /* of what the machine allocates */

/* Two words before an allocation, where aligned.c is linked, which needs them: its size, and how far into what the machine
 * allocated it begins. Otherwise there are none: a weak symbol that nobody defines has address 0. */
extern const char echo_library_header __attribute__((weak, visibility("hidden")));
#define HEADER (&echo_library_header == NULL ? 0u : 16u)

static inline size_t with_header(size_t size) {
    echo_require(size <= SIZE_MAX - 2 * ALIGNMENT, "out of memory");
    return (size == 0 ? 1 : size) + HEADER;
}

static inline void *of_base(char *base, size_t size) {
    if (HEADER != 0) {
        ((size_t *)(void *)base)[0] = size;
        ((size_t *)(void *)base)[1] = HEADER;
    }
    return base + HEADER;
}

static inline size_t offset_of(const void *pointer) {
    return HEADER == 0 ? 0 : ((const size_t *)pointer)[-1];
}

void *malloc(size_t size) { return of_base(echo_allocate(with_header(size)), size); }

void free(void *pointer) {
    if (pointer != NULL) {
        echo_free((char *)pointer - offset_of(pointer));
    }
}

void *realloc(void *pointer, size_t size) {
    if (pointer == NULL) {
        return malloc(size);
    }
    if (size == 0) {
        free(pointer);
        return NULL;
    }
    size_t offset = offset_of(pointer);
    if (offset == HEADER) {
        return of_base(echo_reallocate((char *)pointer - offset, with_header(size)), size);
    }
    /* More than 16 were asked for, which what moves need not keep. */
    size_t old = ((const size_t *)pointer)[-2];
    void *moved = malloc(size);
    memcpy(moved, pointer, old < size ? old : size);
    free(pointer);
    return moved;
}

void *reallocarray(void *pointer, size_t count, size_t size) {
    echo_require(size == 0 || count <= SIZE_MAX / size, "out of memory");
    return realloc(pointer, count * size);
}

void *calloc(size_t count, size_t size) {
    echo_require(size == 0 || count <= SIZE_MAX / size, "out of memory");
    return memset(malloc(count * size), 0, count * size);
}
