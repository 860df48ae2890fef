extern echo_param_u64, echo_return_u64
global __apply
section .text
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
section .note.GNU-stack noalloc noexec nowrite progbits
