.intel_syntax noprefix
.globl __apply
__apply:
        push    rbx
        sub     rsp, 16
        mov     rdi, rsp
        call    echo_param_u64
        mov     rbx, [rsp]
        mov     rdi, rsp
        call    echo_param_u64
        mov     rdi, [rsp]
        add     rdi, rbx
        call    echo_return_u64
        add     rsp, 16
        pop     rbx
        ret
.section .note.GNU-stack, "", @progbits
