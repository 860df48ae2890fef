# Operations that often follow each other have one function for all of them: each + is executed by the function
# of the line above it. The longest that fits is taken, and a jump can only be the last.
    .intel_syntax noprefix
    .globl __apply
__apply:
    push rbx
    push rbp
    push r12
    push r13
    add rax, 1
    add rax, rcx
    mov rdx, [rsp + 8]
    mov rsi, [rsp + 16]
    mov rdi, [rsp + 24]
    pop r13
    pop r12
    pop rbp
    pop rbx
    ret

## interpreter
# b1 at 0x401000, gas 27
#   2  push rbx
#        Push  src: Rbx
#   2  push rbp
#      + Push  src: Rbp
#   2  push r12
#        Push  src: R12
#   2  push r13
#      + Push  src: R13
#   1  add rax, 1                         flags: dead
#        Add64RI  dst: Rax, a: Rax, imm: 1
#   1  add rax, rcx                       flags: dead
#      + Add64RR  dst: Rax, a: Rax, b: Rcx  <- Rax
#   2  mov rdx, [rsp+8]
#        LoadStack64  dst: Rdx, disp: 8
#   2  mov rsi, [rsp+0x10]
#      + LoadStack64  dst: Rsi, disp: 16
#   2  mov rdi, [rsp+0x18]
#        LoadStack64  dst: Rdi, disp: 24
#   2  pop r13
#        Pop  dst: R13
#   2  pop r12
#      + Pop  dst: R12
#   2  pop rbp
#      + Pop  dst: Rbp
#   2  pop rbx
#        Pop  dst: Rbx
#   3  ret
#      + Ret  release: 0
