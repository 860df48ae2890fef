/* What compilers call by themselves, beside libgcc: for stack protection, and for C++ without its library. */
#include "library.h"

/* By this name the linker is told to take this file before libstdc++, which has the same functions for who can unwind. It stands for nothing. */
__asm__(".globl echo_library_runtime\n.set echo_library_runtime, 0");

/* With -mstack-protector-guard=global; that of threads is read from where a contract has nothing. */
uintptr_t __stack_chk_guard = 0x9e3779b97f4a7c15u;
ECHO_NORETURN void __stack_chk_fail(void) { echo_fail_text("stack smashing detected"); }
SECOND_NAME(__stack_chk_fail_local, __stack_chk_fail);

/* There is one thread. */
char __libc_single_threaded = 1;

/* Destructors of what is global never run: the memory of a call ends with it. */
void *__dso_handle __attribute__((visibility("hidden"))) = NULL;
int __cxa_atexit(void (*function)(void *), void *argument, void *library) {
    (void)function, (void)argument, (void)library;
    return 0;
}
SECOND_NAME(__cxa_thread_atexit, __cxa_atexit);
SECOND_NAME(__cxa_thread_atexit_impl, __cxa_atexit);
void __cxa_finalize(void *library) { (void)library; }

/* The first byte says that it is done. Within its own making, it is asked for again: as elsewhere, that ends the run. */
int __cxa_guard_acquire(char *guard) {
    if (guard[0] != 0) {
        return 0;
    }
    echo_require(guard[1] == 0, "recursive initialisation of a local static");
    guard[1] = 1;
    return 1;
}
void __cxa_guard_release(char *guard) { guard[0] = 1; }
void __cxa_guard_abort(char *guard) { guard[1] = 0; }

ECHO_NORETURN void __cxa_pure_virtual(void) { echo_fail_text("a pure virtual method was called"); }
SECOND_NAME(__cxa_deleted_virtual, __cxa_pure_virtual);
ECHO_NORETURN void __cxa_bad_cast(void) { echo_fail_text("std::bad_cast"); }
ECHO_NORETURN void __cxa_bad_typeid(void) { echo_fail_text("std::bad_typeid"); }
ECHO_NORETURN void __cxa_throw_bad_array_new_length(void) { echo_fail_text("std::bad_array_new_length"); }

/* Code that was compiled with exceptions: the first one ends the run, and nothing is caught. */
static ECHO_NORETURN void thrown(void) { echo_fail_text("exception thrown"); }
void *__cxa_allocate_exception(size_t size) { return malloc(size); }
void __cxa_free_exception(void *exception) { free(exception); }
/* A std::type_info is a pointer to its methods, and the name of the type as symbols have it. */
ECHO_NORETURN void __cxa_throw(void *exception, const char *const *type, void (*destructor)(void *)) {
    char text[256];
    (void)exception, (void)destructor;
    snprintf(text, sizeof text, "exception thrown: %s", type[1]);
    echo_fail_text(text);
}
ECHO_NORETURN void __cxa_rethrow(void) { thrown(); }
ECHO_NORETURN void _Unwind_Resume(void *exception) {
    (void)exception;
    thrown();
}
ECHO_NORETURN void __cxa_call_unexpected(void *exception) {
    (void)exception;
    thrown();
}
SECOND_NAME(__cxa_call_terminate, __cxa_call_unexpected);
void *__cxa_begin_catch(void *exception) { return exception; }
void *__cxa_get_exception_ptr(void *exception) { return exception; }
void __cxa_end_catch(void) {}
/* _URC_CONTINUE_UNWIND: it is none of mine. */
int __gxx_personality_v0(void) { return 8; }
SECOND_NAME(__gcc_personality_v0, __gxx_personality_v0);
ECHO_NORETURN void terminate(void) __asm__("_ZSt9terminatev");
ECHO_NORETURN void terminate(void) { echo_fail_text("std::terminate"); }
