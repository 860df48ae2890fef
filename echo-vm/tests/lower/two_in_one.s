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
#        Add64RR  dst: Rax, a: Rax, b: Rcx  <- Rax
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

## jit
# region of 0x401000
# b1 at 0x401000, gas 27
#      b0  mov rax, [rsp-8]
#      b5  sub r15, 0x1b
#      b9  jb 0x112
#   push rbx
#      bf  mov gs:[r14d-8], rbx
#   push rbp
#      c5  mov gs:[r14d-0x10], rbp
#   push r12
#      cb  mov gs:[r14d-0x18], r12
#   push r13
#      d1  mov gs:[r14d-0x20], r13
#   add rax, 1
#      d7  add rax, 1
#   add rax, rcx
#      db  add rax, rcx
#   mov rdx, [rsp+8]
#      de  mov rdx, gs:[r14d-0x18]
#   mov rsi, [rsp+0x10]
#      e4  mov rsi, gs:[r14d-0x10]
#   mov rdi, [rsp+0x18]
#      ea  mov rdi, gs:[r14d-8]
#   pop r13
#      f0  mov r13, gs:[r14d-0x20]
#   pop r12
#      f6  mov r12, gs:[r14d-0x18]
#   pop rbp
#      fc  mov rbp, gs:[r14d-0x10]
#   pop rbx
#      102  mov rbx, gs:[r14d-8]
#   ret
#      108  cmp gs:[r14d], r14
#      10d  lea r14d, [r14+8]
#      111  ret
# elsewhere
#      112  mov dword ptr gs:[0xfffffffffffffcd0], 0
#      11e  jmp qword ptr gs:[0xffffffffffffff98]
