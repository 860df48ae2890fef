# The tour in GNU as: fib(n), sort(five numbers), store(n) and load(), note(n), greet(name).
#
# `int n` keeps every register but rax, and nobody called __apply who would miss another.

        .intel_syntax noprefix
        .include "echo.s"

        .text
        .globl  __apply
__apply:
        sub     rsp, 56                 # a string at rsp, numbers above
        int     ECHO_IS_CONSTRUCTOR
        test    al, al
        jnz     done

        mov     rdi, rsp
        int     ECHO_FUNCTION_NAME
        lea     rbx, [rip + functions]
.L__apply_next:
        mov     edx, [rbx + 8]          # the length, 0 at the end
        test    edx, edx
        jz      .L__apply_none
        cmp     edx, [rsp + 8]
        jne     .L__apply_other
        mov     rdi, [rsp]
        lea     rsi, [rbx + 16]
        int     ECHO_COMPARE_MEMORY
        test    eax, eax
        jz      .L__apply_found
.L__apply_other:
        add     rbx, 24
        jmp     .L__apply_next
.L__apply_none:
        lea     rdi, [rip + missing]
        int     ECHO_FAIL
.L__apply_found:
        call    qword ptr [rbx]
done:
        add     rsp, 56
        ret

# The next argument, in rax.
take:
        sub     rsp, 8
        mov     rdi, rsp
        int     ECHO_PARAM_U64
        test    al, al
        jz      .Ltake_none
        pop     rax
        ret
.Ltake_none:
        lea     rdi, [rip + wanted]
        int     ECHO_FAIL

fib:
        call    take
        call    fibonacci
        mov     rdi, rax
        int     ECHO_RETURN_U64
        ret

# Of rax, in rax.
fibonacci:
        cmp     rax, 2
        jb      .Lfibonacci_small
        push    rax
        dec     rax
        call    fibonacci
        xchg    rax, [rsp]
        sub     rax, 2
        call    fibonacci
        add     rax, [rsp]
        add     rsp, 8
.Lfibonacci_small:
        ret

# By insertion, at rsp.
sort:
        sub     rsp, 40
        xor     ecx, ecx
.Lsort_take:
        call    take
        mov     rdx, rcx
.Lsort_move:
        test    rdx, rdx
        jz      .Lsort_here
        mov     rsi, [rsp + 8 * rdx - 8]
        cmp     rsi, rax
        jbe     .Lsort_here
        mov     [rsp + 8 * rdx], rsi
        dec     rdx
        jmp     .Lsort_move
.Lsort_here:
        mov     [rsp + 8 * rdx], rax
        inc     ecx
        cmp     ecx, 5
        jb      .Lsort_take
        xor     ecx, ecx
.Lsort_give:
        mov     rdi, [rsp + 8 * rcx]
        int     ECHO_RETURN_U64
        inc     ecx
        cmp     ecx, 5
        jb      .Lsort_give
        add     rsp, 40
        ret

# A number at rsp + 16, and at rsp the string of its bytes.
bytes_of_argument:
        call    take
        mov     [rsp + 24], rax
        lea     rax, [rsp + 24]
        mov     [rsp + 8], rax
        mov     qword ptr [rsp + 16], 8
        ret

store:
        sub     rsp, 24
        call    bytes_of_argument
        lea     rdi, [rip + number]
        mov     rsi, rsp
        int     ECHO_STORAGE_SET
        add     rsp, 24
        ret

load:
        sub     rsp, 24
        lea     rdi, [rip + number]
        mov     rsi, rsp
        int     ECHO_STORAGE_GET
        xor     edi, edi
        test    al, al
        jz      .Lload_give
        mov     rax, [rsp]
        mov     rdi, [rax]
.Lload_give:
        int     ECHO_RETURN_U64
        add     rsp, 24
        ret

note:
        sub     rsp, 24
        call    bytes_of_argument
        lea     rdi, [rip + noted]
        mov     rsi, rsp
        int     ECHO_EMIT
        add     rsp, 24
        ret

greet:
        sub     rsp, 24
        mov     rdi, rsp
        int     ECHO_PARAM_STRING
        test    al, al
        jz      .Lgreet_none
        lea     rdi, [rip + hello]
        int     ECHO_RETURN_STRING
        mov     rdi, rsp
        int     ECHO_RETURN_STRING
        lea     rdi, [rip + end]
        int     ECHO_RETURN_STRING
        add     rsp, 24
        ret
.Lgreet_none:
        lea     rdi, [rip + wanted_text]
        int     ECHO_FAIL

        .section .rodata, "a", @progbits
        .balign 8

# Each 24 bytes: where the function is, how long its name is, its name.
        .macro  function name
        .quad   \name, 2f - 1f
1:      .ascii  "\name"
2:      .balign 8
        .endm
functions:
        function fib
        function sort
        function store
        function load
        function note
        function greet
        .quad   0, 0

# A string of the machine.
        .macro  string name, text
\name:  .quad   1f
        .long   2f - 1f, 0
1:      .ascii  "\text"
2:      .balign 8
        .endm
        string  missing, "The called function is missing."
        string  wanted, "argument missing or of another type, wanted: u64"
        string  wanted_text, "argument missing or of another type, wanted: string"
        string  number, "number"
        string  noted, "noted(uint64)"
        string  hello, "Hello, "
        string  end, "!"

        .section .note.GNU-stack, "", @progbits
