/* gcd(a, b): the greatest common divisor, by hand. Intel syntax, GNU as or clang.
 *
 * `int n` calls function n of the machine (echo-abi/docs/scpi.md): arguments in rdi, rsi, rdx, rcx, result in rax, every other
 * register is kept. The run ends when __apply returns. */

        .intel_syntax noprefix
        .section .text.__apply, "ax", @progbits
        .globl  __apply
        .type   __apply, @function
__apply:
        sub     rsp, 24                 # an echo_string { pointer; u32 length } and the stack on 16 bytes again
        int     0x2e                    # is_constructor: al
        test    al, al
        jnz     done                    # nothing to set up

        mov     rdi, rsp
        int     0x61                    # function_name: into the string at rsp
        cmp     dword ptr [rsp + 8], 3
        jne     no_function
        mov     rax, [rsp]
        cmp     word ptr [rax], 0x6367  # "gc"
        jne     no_function
        cmp     byte ptr [rax + 2], 'd'
        jne     no_function

        mov     rdi, rsp
        int     0x49                    # param_u64: into [rsp], al says whether
        test    al, al
        jz      no_argument
        mov     rcx, [rsp]
        int     0x49
        test    al, al
        jz      no_argument
        mov     rdi, [rsp]

euclid: # gcd(rcx, rdi): while rdi != 0, (rcx, rdi) = (rdi, rcx mod rdi)
        test    rdi, rdi
        jz      found
        mov     rax, rcx
        xor     edx, edx
        div     rdi
        mov     rcx, rdi
        mov     rdi, rdx
        jmp     euclid
found:
        mov     rdi, rcx
        int     0x59                    # return_u64
done:
        add     rsp, 24
        ret

no_function:
        lea     rdi, [rip + missing]
        int     0x60                    # fail: ends the run
        ud2
no_argument:
        lea     rdi, [rip + wanted]
        int     0x60
        ud2
        .size   __apply, . - __apply

        .section .rodata.messages, "a", @progbits
missing_text:
        .ascii  "The called function is missing."
        .set    missing_length, . - missing_text
wanted_text:
        .ascii  "gcd: two numbers, please"
        .set    wanted_length, . - wanted_text
        .balign 8
missing:
        .quad   missing_text
        .long   missing_length, 0
wanted:
        .quad   wanted_text
        .long   wanted_length, 0

        .section .note.GNU-stack, "", @progbits
